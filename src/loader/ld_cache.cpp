// The loader's side of ld.so.cache (section 5.1): names are not compared byte by byte but "by version", so that
// libn.so.01 answers for libn.so.1; equal names share one normal form, which the look-up table is keyed by.
#include <algorithm>

#include "loader/ldconfig.h"

namespace elfgate::loader {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The value of the digit run at AT, as a C int that wraps, and the position behind it.
std::int32_t digits_at(std::string_view text, std::size_t* at) {
  std::uint32_t value = 0;
  while (*at < text.size() && is_digit(text[*at])) value = value * 10 + static_cast<std::uint32_t>(text[(*at)++] - '0');
  return static_cast<std::int32_t>(value);
}

// Digit runs replaced by their value behind a NUL, which no name contains.
std::string normal_name(std::string_view name) {
  std::string normal;
  normal.reserve(name.size() + 8);
  for (std::size_t i = 0; i < name.size();) {
    if (is_digit(name[i])) {
      normal += '\0';
      normal += std::to_string(digits_at(name, &i));
      normal += '\0';
    } else {
      normal += name[i++];
    }
  }
  return normal;
}

// The CPU level of a glibc-hwcaps name, 0 for a name that no loader activates.
unsigned level_of(std::string_view hwcap) {
  if (hwcap == "x86-64-v2") return 2;
  if (hwcap == "x86-64-v3") return 3;
  if (hwcap == "x86-64-v4") return 4;
  return 0;
}

}  // namespace

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

void LdCache::freeze() {
  by_normal_name_.clear();
  for (std::uint32_t i = 0; i < entries.size(); ++i) by_normal_name_[normal_name(entries[i].soname)].push_back(i);
}

const CacheEntry* LdCache::find(std::string_view name, std::uint32_t flags, unsigned cpu_level) const {
  const auto found = by_normal_name_.find(normal_name(name));
  if (found == by_normal_name_.end()) return nullptr;
  const CacheEntry* best = nullptr;
  unsigned best_level = 0;
  for (const auto index : found->second) {
    const auto& entry = entries[index];
    if (entry.flags != flags) continue;
    if (entry.hwcap.empty()) {
      if (best == nullptr) best = &entry;
      continue;
    }
    const auto level = level_of(entry.hwcap);
    if (level == 0 || level > cpu_level || entry.isa_level > cpu_level || level <= best_level) continue;
    best = &entry;
    best_level = level;
  }
  return best;
}

}  // namespace elfgate::loader
