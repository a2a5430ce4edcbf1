#include "loader/legacy_hwcaps.h"

#include <algorithm>
#include <span>

#include "loader/loader.h"

namespace elfgate::loader {
namespace {

constexpr unsigned k_last_searched = 36;
constexpr unsigned k_last_in_cache = 39;
constexpr std::string_view k_tls = "tls";
constexpr unsigned k_tls_bit = 63;

struct Name {
  std::string_view name;
  unsigned bit;
  bool scanned;  // ldconfig goes down into directories called so
};

constexpr Name k_x86[] = {{"sse2", 0, true},  {"x86_64", 1, true},   {"avx512_1", 2, true}, {"i586", 48, true},
                          {"i686", 49, true}, {"haswell", 50, true}, {"xeon_phi", 51, true}};
constexpr Name k_aarch64[] = {{"fp", 0, false},        {"asimd", 1, false},   {"evtstrm", 2, false},  {"aes", 3, false},
                              {"pmull", 4, false},     {"sha1", 5, false},    {"sha2", 6, false},     {"crc32", 7, false},
                              {"atomics", 8, true},    {"fphp", 9, false},    {"asimdhp", 10, false}, {"cpuid", 11, false},
                              {"asimdrdm", 12, false}, {"jscvt", 13, false},  {"fcma", 14, false},    {"lrcpc", 15, false},
                              {"dcpop", 16, false},    {"sha3", 17, false},   {"sm3", 18, false},     {"sm4", 19, false},
                              {"asimddp", 20, false},  {"sha512", 21, false}, {"sve", 22, false},     {"asimdfhm", 23, false},
                              {"dit", 24, false},      {"uscat", 25, false},  {"ilrcpc", 26, false},  {"flagm", 27, false},
                              {"ssbs", 28, false},     {"sb", 29, false},     {"paca", 30, false},    {"pacg", 31, false}};

std::span<const Name> names_of(std::uint16_t machine) {
  if (machine == model::k_em_x86_64 || machine == model::k_em_386) return k_x86;
  if (machine == model::k_em_aarch64) return k_aarch64;
  return {};
}

const Name* find(std::uint16_t machine, std::string_view name) {
  for (const auto& known : names_of(machine))
    if (known.name == name) return &known;
  return nullptr;
}

std::uint64_t bit_of(std::uint16_t machine, std::string_view name) {
  if (const auto* known = find(machine, name)) return std::uint64_t{1} << known->bit;
  return name == k_tls ? std::uint64_t{1} << k_tls_bit : 0;
}

std::string_view platform_of(const LoaderSettings& settings) {
  return settings.platforms.empty() ? std::string_view{} : settings.platforms.front();
}

// What this CPU has of the features that matter, best first.
std::vector<std::string_view> features_of(const LoaderSettings& settings, std::uint16_t machine) {
  constexpr unsigned k_level_with_avx512 = 4;
  std::vector<std::string_view> features;
  if (machine == model::k_em_x86_64) {
    if (platform_of(settings) == "haswell" && settings.cpu_level >= k_level_with_avx512) features.emplace_back("avx512_1");
    features.emplace_back("x86_64");
  } else if (machine == model::k_em_aarch64 && settings.cpu_level >= 2) {
    features.emplace_back("atomics");
  }
  return features;
}

}  // namespace

bool ldconfig_knows_legacy_hwcaps(unsigned glibc_minor) {
  return glibc_minor <= k_last_searched;
}

bool is_legacy_hwcap_directory(std::uint16_t machine, std::string_view name) {
  const auto* known = find(machine, name);
  return known != nullptr ? known->scanned : name == k_tls;
}

std::uint64_t legacy_hwcap_bits(std::uint16_t machine, std::string_view path) {
  std::uint64_t bits = 0;
  for (auto slash = path.rfind('/'); slash != std::string_view::npos; slash = path.rfind('/')) {
    const auto bit = bit_of(machine, path.substr(slash + 1));
    if (bit == 0) break;
    bits += bit;
    path = path.substr(0, slash);
  }
  return bits;
}

std::vector<std::string> legacy_hwcap_directories(const LoaderSettings& settings, std::uint16_t machine) {
  if (settings.glibc_minor > k_last_searched) return {};
  std::vector<std::string_view> names{k_tls};
  if (!platform_of(settings).empty()) names.push_back(platform_of(settings));
  for (const auto feature : features_of(settings, machine)) names.push_back(feature);
  // Every subset, in the order of a counter running down from "all".
  std::vector<std::string> paths;
  for (unsigned set = (1U << names.size()) - 1; set > 0; --set) {
    std::string path;
    for (std::size_t i = 0; i < names.size(); ++i)
      if ((set >> (names.size() - 1 - i) & 1) != 0) path.append(names[i]).append("/");
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
  }
  return paths;
}

LegacyCpu legacy_cpu(const LoaderSettings& settings, std::uint16_t machine) {
  constexpr unsigned k_first_platform_bit = 48, k_no_platform_bit = 0;
  LegacyCpu cpu;
  cpu.honoured = settings.glibc_minor <= k_last_in_cache;
  cpu.usable = std::uint64_t{1} << k_tls_bit;
  for (const auto feature : features_of(settings, machine)) cpu.usable |= bit_of(machine, feature);
  for (const auto& known : names_of(machine))
    if (known.bit >= k_first_platform_bit) cpu.platforms |= std::uint64_t{1} << known.bit;
  cpu.usable |= cpu.platforms;
  const auto* platform = find(machine, platform_of(settings));
  const auto bit = platform == nullptr ? k_no_platform_bit : platform->bit;
  cpu.platform = bit < k_first_platform_bit ? 0 : std::uint64_t{1} << bit;
  return cpu;
}

}  // namespace elfgate::loader
