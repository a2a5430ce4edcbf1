// What the bytes of one regular file say. The first 64 decide: only an ELF file that a loader would look into is ever held in
// memory, under the run's memory budget and only while it is read; everything else is left in the stream.
#pragma once

#include <vector>

#include "base/byte_source.h"
#include "extract/extract.h"
#include "model/package_facts.h"
#include "repo/format.h"

namespace elfgate::extract {

/// Looks at CONTENT and fills the content fields of FACT, whose path, mode and size are set. A damaged ELF file is a
/// malformed_elf problem, not an error. Errors: those of CONTENT, and truncated when it ends before the entry's size.
base::Result<void> read_content(base::ByteSource& content, const ExtractOptions& options, model::FileFact& fact,
                                std::vector<model::Problem>& problems);

/// True when linkage can meet the file: FileFact says which files are kept.
bool is_linkage_file(const model::FileFact& fact);

/// The interpreter of a script that begins with "#!": blanks after it are skipped, as the kernel does.
std::string script_interpreter(std::string_view first_bytes);

}  // namespace elfgate::extract
