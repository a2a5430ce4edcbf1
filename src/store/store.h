// The facts cache: (package digest, facts schema) -> PackageFacts. The store is an interface; SQLite is its embedded
// form, memory its form for --no-facts. Encoding (FlatBuffers, verified before use) lives in this room and nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/package_facts.h"
#include "model/package_ref.h"

namespace elfgate::store {

/// Bumped in the same commit as any change of facts or their encoding (a test hashes the grammar).
inline constexpr std::uint32_t k_facts_schema = 3;
/// SHA-256 of the grammar (facts.fbs) that belongs to this schema.
inline constexpr const char* k_facts_grammar = "0b7b794d9616f3adfdda16abdfee96eb30696dd81238e38013b081fb0314f464";
/// SHA-256 of the grammar that this library was built from.
const char* facts_grammar_built();

/// The key of a package's facts: what was verified about its bytes. Empty when nothing pins them: never cached.
/// apk: identity and size; deb: sha256; loose files: size, mtime and inode are NOT enough, so their content digest is computed
/// first. The text is "<system> <identity> <size>", for example "apk Q1abc...= 4711".
std::string facts_key(const model::PackageRef& package);

/// Which part of the facts a question needs (idea 1 of the architecture).
enum class Parts : std::uint8_t { linkage, all_paths };

struct StoredFacts {
  std::string key;
  std::string linkage;  ///< encoded and sealed, without other_paths; empty when the facts are too large to be stored
  std::string paths;    ///< encoded and sealed other_paths; empty where only Parts::linkage was asked for
  std::string terms;    ///< encode_terms() of the facts; not filled by load()
};

/// Encodes facts of one package; deterministic. Facts beyond limits::k_facts_bytes give empty parts, which write() leaves out.
StoredFacts encode(const std::string& key, const model::PackageFacts& facts);
/// Decodes and verifies. Errors: malformed, mismatch, unsupported, limit (whichever: the caller reads the package again).
base::Result<model::PackageFacts> decode(const StoredFacts& stored, Parts parts);
/// Calls VISIT(directory, name) for each of other_paths, for who does not want to hold them. Errors: as decode().
base::Result<void> visit_other_paths(const StoredFacts& stored,
                                     const std::function<void(std::string_view, std::string_view)>& visit);

/// An answer that was worked out from facts, kept so that it need not be worked out again. What it holds is the business of who
/// writes it; the store only sees that it arrives whole.
struct Record {
  std::string slot;  ///< what it is about; a slot keeps its last record only
  std::string key;   ///< digest of everything that the answer depends on
  std::string bytes;
};

/// How many records a store keeps. Beyond, those go that were not written with the last batch.
inline constexpr std::int64_t k_records_kept = 250'000;

/// One writer at a time per object; several processes may share one file.
class FactsStore {
 public:
  virtual ~FactsStore() = default;
  /// Facts under KEY; nothing when absent or not decodable. Safe from several threads, not beside write().
  virtual base::Result<std::optional<model::PackageFacts>> find(const std::string& key, Parts parts) = 0;
  /// Writes a batch in one transaction: all or nothing, whatever happens to the process.
  virtual base::Result<void> write(const std::vector<StoredFacts>& batch) = 0;
  /// Which of KEYS are present (sorted input, sorted output).
  virtual base::Result<std::vector<std::string>> present(const std::vector<std::string>& keys) = 0;

  /// Called with the position of a key and what is stored under it, still encoded.
  using Found = std::function<void(std::size_t index, StoredFacts&& stored)>;
  /// Reads many packages in one go, in the order of SORTED_KEYS; absent ones are passed over. The way to start warm: several
  /// threads may call it at once, each with its own run of the keys, and decode() inside the callback; no lock is shared
  /// between them.
  virtual base::Result<void> load(const std::vector<std::string>& sorted_keys, Parts parts, const Found& found) = 0;

  /// Called with each key of the store in order, and whether its facts may hold one of the words asked for. The key is valid
  /// inside the call only.
  using Seen = std::function<void(std::string_view key, bool may_match)>;
  /// Looks for WANTED (sorted, store/terms.h) in every package of the store, whether or not a repository lists it. One pass
  /// over small rows; facts are not read.
  virtual base::Result<void> search(const std::vector<std::uint32_t>& wanted, const Seen& seen) = 0;

  /// Called with the position of a slot, the key that its record has, and the bytes; views are valid inside the call only.
  using FoundRecord = std::function<void(std::size_t index, std::string_view key, std::string_view bytes)>;
  /// The records of SORTED_SLOTS, in order; absent and damaged ones are passed over. Threads as load().
  virtual base::Result<void> load_records(const std::vector<std::string>& sorted_slots, const FoundRecord& found) = 0;
  /// Writes a batch in one transaction, each in the place of its slot's older record.
  virtual base::Result<void> write_records(const std::vector<Record>& batch) = 0;
};

/// Opens or creates the SQLite store at PATH (WAL, busy timeout). A store of another schema is emptied, a file that is no store
/// is an error of code usage that says what to do. READ_ONLY never writes and works on a read-only file system; not_found when
/// there is no file. A damaged store is an error of code malformed that says what to do.
base::Result<std::unique_ptr<FactsStore>> open_sqlite_store(const std::string& path, bool read_only);

/// Keeps encoded facts in memory for one run.
std::unique_ptr<FactsStore> make_memory_store();

/// $XDG_CACHE_HOME/elfgate/facts.sqlite, else $HOME/.cache/elfgate/facts.sqlite, from the two environment values given ("" when
/// unset; a relative XDG_CACHE_HOME counts as unset, as its specification says). "" when neither helps.
std::string default_store_path(const std::string& xdg_cache_home, const std::string& home);

}  // namespace elfgate::store
