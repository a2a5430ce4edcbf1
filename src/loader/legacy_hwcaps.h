// The directories of CPU features that glibc knew before glibc-hwcaps: tls, haswell, x86_64, atomics ... (R4.4). ld.so searches
// them below every directory, ldconfig scans them and marks what it finds with a bit for each; both up to 2.36. Entries of a
// cache keep their meaning up to 2.39.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace elfgate::loader {

struct LoaderSettings;

/// Whether ldconfig of this release takes such directories for special.
bool ldconfig_knows_legacy_hwcaps(unsigned glibc_minor);

/// Whether ldconfig goes down into a directory of this name, wherever it meets it.
bool is_legacy_hwcap_directory(std::uint16_t machine, std::string_view name);

/// The bits of the names that PATH ends with; they are added up, so that a repeated name means something else.
std::uint64_t legacy_hwcap_bits(std::uint16_t machine, std::string_view path);

/// "tls/x86_64/" ...: what ld.so tries below each directory, best first. Empty from 2.37 on.
std::vector<std::string> legacy_hwcap_directories(const LoaderSettings& settings, std::uint16_t machine);

/// Which marked cache entries a process may use.
struct LegacyCpu {
  bool honoured = false;  ///< false: no marked entry is looked at (2.40 and later)
  std::uint64_t usable = 0;
  std::uint64_t platforms = 0;  ///< the bits that name a platform; all of them have to be those of `platform`
  std::uint64_t platform = 0;

  bool accepts(std::uint64_t bits) const {
    if (bits == 0) return true;
    return honoured && (bits & ~usable) == 0 && ((bits & platforms) == 0 || (bits & platforms) == platform);
  }
};

LegacyCpu legacy_cpu(const LoaderSettings& settings, std::uint16_t machine);

}  // namespace elfgate::loader
