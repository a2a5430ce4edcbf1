// Bytes of one ELF file -> ElfFacts. Two readers behind one interface: libelf is the production reader, LIEF the second
// opinion that tests and `--second-reader` hold against it. Both read segments; section headers are never needed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/on_demand.h"
#include "base/result.h"
#include "model/elf_facts.h"

namespace elfgate::elf {

/// What a loader wants of a file before it looks at anything: shorter is "file too short", for 32-bit files as well.
inline constexpr std::size_t k_elf_header = 64;

/// True when BYTES begin with the ELF magic and are long enough for a loader to look at (64 bytes).
bool looks_like_elf(base::Bytes bytes);

/// True when the first 64 bytes of a file decide all of its facts: relocatable files and cores, layouts nobody loads. Kernel
/// modules and object files are many and big; their rest need not be read.
bool needs_only_header(base::Bytes bytes);

/// A reader of whole ELF files. Stateless and re-entrant.
struct Reader {
  const char* name;
  /// PATH is only for messages. Errors: truncated, malformed, limit - each with the offset that is wrong. A file that a loader
  /// would refuse for its header fields (class, type, OSABI ...) is not an error: that is in the facts.
  base::Result<model::ElfFacts> (*read)(base::Bytes bytes, const std::string& path);
};

extern const Reader libelf_reader;
extern const Reader lief_reader;

/// libelf_reader that also says what it could not take at its word: ODDITIES are damages that no loader trips over at start (a
/// dlopen note that is no JSON, a segment longer than the file), so that the facts stand without them. SOURCE brings
/// parts of BYTES when they are looked at; null: all of them are there.
base::Result<model::ElfFacts> read_elf(base::Bytes bytes, const std::string& path, std::vector<base::Error>& oddities,
                                       base::OnDemand* source = nullptr);

/// R6.2/R6.3: the constants of a dynamic linker, or nothing when BYTES are not one. Works on stripped files.
std::optional<model::LoaderConstants> read_loader_constants(base::Bytes bytes);

/// One line per field in which two readers differ; empty when they agree. Fields LIEF 0.9 cannot know are not compared: the ISA
/// level (it has no GNU properties), `is_libc` and `loader` (derived by libelf's reader). Two kinds of well-formed file make it
/// contradict all the same: more than 1,000 dynamic entries (it reads no further, and may then miss its string table), and a
/// DT_VERNEEDNUM or DT_VERDEFNUM that contradicts its chain (it believes the count, loaders follow the chain). LIEF may crash
/// outright on hostile input, which nobody can catch: hold it against files of a trusted source only.
std::vector<std::string> differences(const model::ElfFacts& first, const model::ElfFacts& second);

}  // namespace elfgate::elf
