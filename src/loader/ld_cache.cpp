// The loader's side of ld.so.cache (section 5.1): names are not compared byte by byte but "by version", so that
// libn.so.01 answers for libn.so.1, and the first of several equal ones is taken.
#include "loader/ldconfig.h"

namespace elfgate::loader {
namespace {

constexpr std::uint32_t k_flag_elf = 1, k_flag_libc6 = 3, k_flag_x86_64 = 0x303;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The value of the digit run at AT, as a C int that wraps, and the position behind it.
std::int32_t digits_at(std::string_view text, std::size_t* at) {
  std::uint32_t value = 0;
  while (*at < text.size() && is_digit(text[*at])) value = value * 10 + static_cast<std::uint32_t>(text[(*at)++] - '0');
  return static_cast<std::int32_t>(value);
}

// The CPU level of a glibc-hwcaps name, 0 for a name that no loader activates. Only x86_64 has such names (R4.1).
unsigned level_of(std::string_view hwcap, std::uint32_t flags) {
  if (flags != k_flag_x86_64) return 0;
  if (hwcap == "x86-64-v2") return 2;
  if (hwcap == "x86-64-v3") return 3;
  if (hwcap == "x86-64-v4") return 4;
  return 0;
}

}  // namespace

// Other machines have no names to look for, so none is read.
bool CacheEntry::stops(std::uint32_t process_flags, unsigned cpu_level) const {
  return crash_level != 0 && process_flags == k_flag_x86_64 && cpu_level >= crash_level;
}

std::uint32_t cache_flags(std::uint16_t machine, std::uint8_t elf_class) {
  constexpr std::uint8_t k_class32 = 1;
  constexpr std::uint16_t k_em_ppc64 = 21, k_em_s390 = 22;
  switch (machine) {
    case model::k_em_x86_64: return elf_class == k_class32 ? 0x803 : 0x303;
    case model::k_em_aarch64: return 0xa03;
    case model::k_em_arm: return 0x903;
    case model::k_em_riscv: return 0x1003;
    case k_em_ppc64: return 0x503;
    case k_em_s390: return 0x403;
    default: return 0x003;
  }
}

int cache_compare(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < a.size()) {
    const char other = k < b.size() ? b[k] : '\0';
    if (is_digit(a[i])) {
      if (!is_digit(other)) return 1;
      const auto left = digits_at(a, &i);
      const auto right = digits_at(b, &k);
      if (left != right) return static_cast<std::int32_t>(static_cast<std::uint32_t>(left) - static_cast<std::uint32_t>(right));
      continue;
    }
    if (is_digit(other)) return -1;
    if (a[i] != other) return static_cast<signed char>(a[i]) - static_cast<signed char>(other);
    ++i;
    ++k;
  }
  return k < b.size() ? -static_cast<int>(static_cast<signed char>(b[k])) : 0;
}

const CacheEntry* LdCache::find(std::string_view name, std::uint32_t flags, unsigned cpu_level, const LegacyCpu& legacy) const {
  const auto order = [&](std::size_t at) { return cache_compare(name, entries[at].soname); };
  std::size_t left = 0, right = entries.size(), at = 0;
  for (int compared = 1; compared != 0;) {
    if (left >= right) return nullptr;
    at = (left + right - 1) / 2;
    if (entries[at].bad_key) return nullptr;
    compared = order(at);
    if (compared < 0) left = at + 1;
    if (compared > 0) right = at;
  }
  const auto met = at;
  while (at > 0 && !entries[at - 1].bad_key && order(at - 1) == 0) --at;
  const CacheEntry* best = nullptr;
  unsigned best_level = 0;
  for (; at < right; ++at) {
    const auto& entry = entries[at];
    if (at > met && (entry.bad_key || order(at) != 0)) break;
    const bool accepted = entry.flags == flags || (flags == k_flag_libc6 && entry.flags == k_flag_elf);  // old i386 files
    if (!accepted || entry.bad_value) continue;
    if (entry.hwcap.empty()) {
      if (best != nullptr) break;
      if (!legacy.accepts(entry.legacy_hwcap)) continue;
      return &entry;
    }
    if (entry.isa_level > cpu_level) continue;
    if (entry.stops(flags, cpu_level)) return &entry;
    const auto level = entry.passed_over ? 0 : level_of(entry.hwcap, flags);
    if (level == 0 || level > cpu_level || level <= best_level) continue;
    best = &entry;
    best_level = level;
  }
  return best;
}

}  // namespace elfgate::loader
