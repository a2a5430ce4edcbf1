#include "elf/symbol_lookup.h"

namespace elfgate::elf {
namespace {

constexpr unsigned k_longest_chain = 1'000'000;

std::uint32_t gnu_hash_of(std::string_view name) {
  std::uint32_t hash = 5381;
  for (const char c : name) hash = hash * 33 + static_cast<unsigned char>(c);
  return hash;
}

std::uint32_t sysv_hash_of(std::string_view name) {
  std::uint32_t hash = 0;
  for (const char c : name) {
    hash = (hash << 4) + static_cast<unsigned char>(c);
    const std::uint32_t high = hash & 0xF0000000U;
    hash = (hash ^ (high >> 24)) & ~high;
  }
  return hash;
}

class Lookup {
 public:
  Lookup(const Image& image, Window symbols, const StringTable& strings, std::string_view name)
      : image_(image), symbols_(symbols), strings_(strings), name_(name) {}

  bool in_gnu_hash(const Window& table) const {
    const auto word = [&](std::uint64_t at) { return image_.number(table.bytes, at, 4); };
    const auto buckets = word(0), first = word(4), filter = word(8);
    if (!buckets || !first || !filter || *buckets == 0) return false;
    const std::uint64_t bucket_table = 16 + *filter * (image_.is_64_bit() ? 8 : 4);
    const std::uint64_t chains = bucket_table + *buckets * 4;
    const std::uint32_t hash = gnu_hash_of(name_);
    auto index = word(bucket_table + hash % *buckets * 4);
    if (!index || *index < *first) return false;
    for (unsigned step = 0; step < k_longest_chain; ++step, ++*index) {
      const auto stored = word(chains + (*index - *first) * 4);
      if (!stored) return false;
      if ((*stored | 1) == (hash | 1) && is_defined(*index)) return true;
      if ((*stored & 1) != 0) return false;
    }
    return false;
  }

  bool in_sysv_hash(const Window& table) const {
    const auto word = [&](std::uint64_t at) { return image_.number(table.bytes, at, 4); };
    const auto buckets = word(0), chains = word(4);
    if (!buckets || !chains || *buckets == 0) return false;
    auto index = word(8 + sysv_hash_of(name_) % *buckets * 4);
    for (std::uint64_t step = 0; index && *index != 0 && step < *chains && step < k_longest_chain; ++step) {
      if (is_defined(*index)) return true;
      index = word(8 + (*buckets + *index) * 4);
    }
    return false;
  }

 private:
  bool is_defined(std::uint64_t index) const {
    const bool wide = image_.is_64_bit();
    const std::uint64_t at = index * (wide ? 24 : 16);
    const auto name = image_.number(symbols_.bytes, at, 4);
    const auto section = image_.number(symbols_.bytes, at + (wide ? 6 : 14), 2);
    const auto value = image_.number(symbols_.bytes, at + (wide ? 8 : 4), wide ? 8 : 4);
    return name && section && value && *section != 0 && *value != 0 && strings_.peek(*name) == name_;
  }

  const Image& image_;
  Window symbols_;
  const StringTable& strings_;
  std::string_view name_;
};

}  // namespace

bool defines_symbol(const Image& image, const SymbolTables& tables, const StringTable& strings, std::string_view name) {
  const auto symbols = tables.symbols ? image.at_address(*tables.symbols) : std::nullopt;
  if (!symbols) return false;
  const Lookup lookup(image, *symbols, strings, name);
  if (tables.gnu_hash) {
    const auto table = image.at_address(*tables.gnu_hash);
    return table && lookup.in_gnu_hash(*table);
  }
  const auto table = tables.hash ? image.at_address(*tables.hash) : std::nullopt;
  return table && lookup.in_sysv_hash(*table);
}

}  // namespace elfgate::elf
