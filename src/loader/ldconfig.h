// ldconfig in a view: which ld.so.cache it would write and which links it would make (loader-semantics 5.2), and the
// look-up that ld.so does in such a cache (5.1). A pure function of the tree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "loader/legacy_hwcaps.h"
#include "loader/path_walk.h"

namespace elfgate::loader {

/// R5.2: digit runs compare as C int values, everything else bytewise. <0, 0, >0.
int cache_compare(std::string_view a, std::string_view b);

/// The only value of an entry's flags that a process of this machine looks at (R5.3).
std::uint32_t cache_flags(std::uint16_t machine, std::uint8_t elf_class);

struct CacheEntry {
  std::string soname;              ///< the key
  std::string path;                ///< the value, as ld.so would open it
  std::uint32_t flags = 0;         ///< 0x303 x86_64, 0xa03 aarch64 (R5.3)
  std::string hwcap;               ///< "" or the glibc-hwcaps name
  bool passed_over = false;        ///< of a list of names that is not sorted: ld.so does not come by this one
  std::uint64_t legacy_hwcap = 0;  ///< bits of loader/legacy_hwcaps.h
  std::uint32_t isa_level = 0;
  unsigned crash_level = 0;   ///< of a damaged file: from this CPU level on ld.so crashes when it weighs the entry; 0: never
  bool bad_key = false;       ///< of a damaged file: the key lies outside of it
  bool bad_value = false;     ///< the same of the path
  bool created_link = false;  ///< the path exists only because ldconfig made the link (R5.13)
  std::string link_target;    ///< of a created link: the file name in the same directory

  /// Whether ld.so crashes when a process of these flags and this CPU level weighs the entry (R4.2).
  bool stops(std::uint32_t process_flags, unsigned cpu_level) const;
  bool operator==(const CacheEntry&) const = default;
};

/// A link that ldconfig adds or points elsewhere.
struct CreatedLink {
  std::string path;    ///< its directory is canonical
  std::string target;  ///< file name in the same directory
};

/// A cache, ready to be asked. ld.so meets `links` by every other way too (a RUNPATH, a default directory): who wants the
/// tree after ldconfig's run wraps the view in loader/linked_view.h. Immutable after construction; safe for concurrent
/// look-ups.
struct LdCache {
  std::vector<CacheEntry> entries;    ///< in file order (R5.10)
  std::vector<CreatedLink> links;     ///< empty for a cache that was read from a file
  std::vector<std::string> removed;   ///< dangling links that ldconfig deletes (R5.13)
  std::vector<base::Error> problems;  ///< bounds hit while reading the configuration

  /// R5.2, R4.2, R5.5: the single entry ld.so would use for NAME, or null. CPU_LEVEL and LEGACY select hwcaps entries. Entries
  /// are found as ld.so finds them, by halving: in a list that is not sorted, some are not.
  const CacheEntry* find(std::string_view name, std::uint32_t flags, unsigned cpu_level, const LegacyCpu& legacy = {}) const;
};

struct LdconfigSettings {
  std::uint16_t machine = 62;
  std::vector<std::string> system_dirs;  ///< scanned after the conf directories (R5.6)
  unsigned glibc_minor = 36;
  bool make_links = true;  ///< false: ldconfig -X
};

/// What ldconfig would do in this view.
LdCache run_ldconfig(PathWalk& walk, const LdconfigSettings& settings);

/// The directories of /etc/ld.so.conf and its includes, in order (R5.15).
std::vector<std::string> conf_directories(PathWalk& walk, unsigned glibc_minor);

/// apko's own writer (R5.17), for images built without running ldconfig.
LdCache run_apko_cache(PathWalk& walk, const LdconfigSettings& settings);

/// A real /etc/ld.so.cache (new format, "glibc-ld.so.cache1.1"; the old one may precede it). Errors: malformed, truncated.
base::Result<LdCache> read_cache_file(base::Bytes bytes, const std::string& subject);

}  // namespace elfgate::loader
