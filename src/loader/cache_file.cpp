// The bytes of /etc/ld.so.cache. Three layouts exist: the new one by itself ("glibc-ld.so.cache1.1"), the same behind a table
// of the old one ("ld.so-1.7.0"), and the old one alone. Offsets of strings count from the start of the new header, those of an
// old table from its end. The names of glibc-hwcaps directories sit in an extension section of the new one, whose offsets count
// from the start of the file, numbered by the low half of an entry's hwcap word.
//
// ld.so wants a header it knows and a table that fits into the file; everything else that is broken it meets entry by entry,
// and so do we: a string that lies outside marks its entry, an extension that cannot be read leaves the numbers without names.
#include <algorithm>
#include <array>
#include <tuple>

#include "base/bytes.h"
#include "base/limits.h"
#include "loader/ldconfig.h"

namespace elfgate::loader {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::fail;
using base::fail_at;
using base::Result;

constexpr std::string_view k_old_magic = "ld.so-1.7.0";
constexpr std::string_view k_new_magic = "glibc-ld.so.cache1.1";
constexpr std::uint64_t k_old_header = 16, k_old_entry = 12;
constexpr std::uint64_t k_new_header = 48, k_new_entry = 24;
constexpr std::uint32_t k_extension_magic = 0xeaa42174;
constexpr std::uint32_t k_hwcaps_section = 1;
constexpr std::uint64_t k_extension_section = 16;
constexpr std::uint32_t k_is_extension = 1U << 30;  // of the high half of the hwcap word
constexpr std::uint32_t k_isa_mask = 0x3ff;
constexpr std::uint32_t k_isa_bits = 32;  // ld.so shifts a one by the level: the processor takes it modulo the width
constexpr std::array<std::string_view, 3> k_known_hwcaps = {"x86-64-v2", "x86-64-v3", "x86-64-v4"};
constexpr std::string_view k_unknown_hwcap = "(unknown)";
constexpr std::uint8_t k_endian_mask = 3, k_endian_little = 2;

class CacheReader {
 public:
  CacheReader(Bytes bytes, const std::string& subject) : whole_(bytes), table_(bytes), subject_(subject) {}

  Result<LdCache> read() && {
    if (whole_.size() > base::limits::k_cache_bytes) return fail(ErrorCode::limit, subject_, "larger than k_cache_bytes");
    if (base::as_text(whole_).starts_with(k_old_magic)) {
      ELFGATE_TRY_ASSIGN(const std::uint64_t count, number(whole_, 12));
      const auto end = k_old_header + count * k_old_entry;
      if (end > whole_.size()) return fail_at(ErrorCode::truncated, subject_, 12, "old table ends behind the file");
      constexpr std::uint64_t alignment = 8;
      table_ = whole_.subspan(std::min<std::uint64_t>((end + alignment - 1) / alignment * alignment, whole_.size()));
      if (!base::as_text(table_).starts_with(k_new_magic)) return read_old_table(end);
    }
    return read_new_table();
  }

 private:
  // What ld.so does where nothing follows the old table (glibc dl-cache.c:_dl_load_cache_lookup).
  Result<LdCache> read_old_table(std::uint64_t end) {
    table_ = whole_.subspan(end);
    LdCache cache;
    for (auto at = k_old_header; at < end; at += k_old_entry) {
      CacheEntry entry;
      entry.flags = static_cast<std::uint32_t>(*base::read_number(whole_, at, 4));
      ELFGATE_TRY_ASSIGN(entry.soname, string_of_entry(*base::read_number(whole_, at + 4, 4), &entry.bad_key));
      ELFGATE_TRY_ASSIGN(entry.path, string_of_entry(*base::read_number(whole_, at + 8, 4), &entry.bad_value));
      cache.entries.push_back(std::move(entry));
    }
    return cache;
  }

  Result<LdCache> read_new_table() {
    if (!base::as_text(table_).starts_with(k_new_magic))
      return fail_at(ErrorCode::malformed, subject_, 0, "no ld.so.cache magic");
    ELFGATE_TRY_ASSIGN(const std::uint64_t count, number(table_, 20));
    ELFGATE_TRY_ASSIGN(const std::uint64_t flags, number(table_, 28, 1));
    if (flags != 0 && (flags & k_endian_mask) != k_endian_little)
      return fail_at(ErrorCode::unsupported, subject_, place(table_, 28), "cache of the other byte order");
    if (!base::slice(table_, k_new_header, count * k_new_entry))
      return fail_at(ErrorCode::truncated, subject_, place(table_, k_new_header), "entries end behind the file");
    if (auto hwcaps = read_hwcaps(); !hwcaps) {
      if (hwcaps.error().code == ErrorCode::limit) return tl::unexpected(hwcaps.error());
      hwcaps_.clear();
    }
    LdCache cache;
    for (std::uint64_t i = 0; i < count; ++i) {
      ELFGATE_TRY_ASSIGN(auto entry, read_entry(k_new_header + i * k_new_entry));
      cache.entries.push_back(std::move(entry));
    }
    return cache;
  }

  std::uint64_t place(Bytes part, std::uint64_t offset) const {
    return static_cast<std::uint64_t>(part.data() - whole_.data()) + offset;
  }

  Result<std::uint64_t> number(Bytes part, std::uint64_t offset, unsigned width = 4) const {
    if (const auto value = base::read_number(part, offset, width)) return *value;
    return fail_at(ErrorCode::truncated, subject_, place(part, offset), "ends inside a number");
  }

  // Up to its NUL, or to the end of the file, behind which the last page reads as zeros.
  Result<std::string> string(Bytes part, std::uint64_t offset) {
    if (offset >= part.size()) return fail_at(ErrorCode::malformed, subject_, place(part, offset), "string outside the file");
    auto text = base::as_text(part.subspan(offset, std::min<std::uint64_t>(part.size() - offset, base::limits::k_elf_string)));
    text = text.substr(0, text.find('\0'));
    if (text.size() >= base::limits::k_elf_string)
      return fail_at(ErrorCode::limit, subject_, place(part, offset), "string longer than k_elf_string");
    // A few bytes of file can name one long string a million times.
    strings_ += text.size() + 1;
    if (strings_ > base::limits::k_cache_bytes) return fail(ErrorCode::limit, subject_, "strings exceed k_cache_bytes");
    return std::string(text);
  }

  // The same, and whether the string lies outside.
  Result<std::string> string_of_entry(std::uint64_t offset, bool* outside) {
    auto text = string(table_, offset);
    *outside = !text && text.error().code == ErrorCode::malformed;
    return *outside ? std::string() : text;
  }

  // The names of the extension's glibc-hwcaps section; none where there is no extension.
  Result<void> read_hwcaps() {
    ELFGATE_TRY_ASSIGN(const std::uint64_t at, number(table_, 32));
    if (at == 0) return {};
    ELFGATE_TRY_ASSIGN(const std::uint64_t magic, number(whole_, at));
    if (magic != k_extension_magic) return {};
    ELFGATE_TRY_ASSIGN(const std::uint64_t sections, number(whole_, at + 4));
    if (!base::slice(whole_, at + 8, sections * k_extension_section))
      return fail_at(ErrorCode::truncated, subject_, at, "extension ends behind the file");
    // One section that lies outside makes the whole extension void; of several of one tag the last one counts.
    Bytes names;
    for (std::uint64_t i = 0; i < sections; ++i) {
      const auto section = at + 8 + i * k_extension_section;
      ELFGATE_TRY_ASSIGN(const std::uint64_t tag, number(whole_, section));
      ELFGATE_TRY_ASSIGN(const std::uint64_t offset, number(whole_, section + 8));
      ELFGATE_TRY_ASSIGN(const std::uint64_t size, number(whole_, section + 12));
      const auto data = base::slice(whole_, offset, size);
      if (!data) return fail_at(ErrorCode::truncated, subject_, offset, "extension data end behind the file");
      if (tag == k_hwcaps_section) names = *data;
    }
    const auto start = names.empty() ? 0 : place(names, 0);
    if (names.size() % 4 != 0 || start % 4 != 0)
      return fail_at(ErrorCode::malformed, subject_, start, "hwcaps names are not aligned");
    return merge_hwcaps(names);
  }

  // ld.so merges the names with its own sorted list: where they are not sorted it meets only some of them. It never comes past
  // a name outside of the file, but writes until it crashes, unless its list, which ends with its CPU level, has ended before
  // (glibc dl-cache.c:glibc_hwcaps_priorities_init).
  Result<void> merge_hwcaps(Bytes names) {
    auto known = k_known_hwcaps.begin();
    for (std::uint64_t word = 0; word < names.size(); word += 4) {
      auto text = string(whole_, *base::read_number(names, word, 4));
      if (!text && text.error().code == ErrorCode::limit) return tl::unexpected(text.error());
      const bool ended = known == k_known_hwcaps.end();
      if (!text && !ended && crash_level_ == 0) crash_level_ = 2 + static_cast<unsigned>(known - k_known_hwcaps.begin());
      auto name = text && !text->empty() ? std::move(*text) : std::string(k_unknown_hwcap);
      while (known != k_known_hwcaps.end() && name > *known) ++known;
      const bool met = known != k_known_hwcaps.end() && name == *known;
      if (met) ++known;
      hwcaps_.push_back({std::move(name), !met});
    }
    return {};
  }

  Result<CacheEntry> read_entry(std::uint64_t at) {
    CacheEntry entry;
    ELFGATE_TRY_ASSIGN(const std::uint64_t flags, number(table_, at));
    ELFGATE_TRY_ASSIGN(const std::uint64_t key, number(table_, at + 4));
    ELFGATE_TRY_ASSIGN(const std::uint64_t value, number(table_, at + 8));
    ELFGATE_TRY_ASSIGN(const std::uint64_t hwcap, number(table_, at + 16, 8));
    entry.flags = static_cast<std::uint32_t>(flags);
    ELFGATE_TRY_ASSIGN(entry.soname, string_of_entry(key, &entry.bad_key));
    ELFGATE_TRY_ASSIGN(entry.path, string_of_entry(value, &entry.bad_value));
    if (hwcap == 0) return entry;
    const auto high = static_cast<std::uint32_t>(hwcap >> 32);
    const auto index = static_cast<std::uint32_t>(hwcap);
    if ((high & ~k_isa_mask) != k_is_extension) {
      entry.legacy_hwcap = hwcap;  // bits of the directories of old times (R4.4)
      return entry;
    }
    std::tie(entry.hwcap, entry.passed_over) = index < hwcaps_.size() ? hwcaps_[index] : Name{k_unknown_hwcap, true};
    const auto level = (high & k_isa_mask) % k_isa_bits;
    entry.isa_level = level == 0 ? 0 : level + 1;
    entry.crash_level = crash_level_;
    return entry;
  }

  Bytes whole_;
  Bytes table_;  // from behind the old table on
  const std::string& subject_;
  std::uint64_t strings_ = 0;
  using Name = std::pair<std::string, bool>;  // and whether ld.so passes it over
  std::vector<Name> hwcaps_;                  // by number
  unsigned crash_level_ = 0;
};

}  // namespace

Result<LdCache> read_cache_file(Bytes bytes, const std::string& subject) {
  return CacheReader(bytes, subject).read();
}

}  // namespace elfgate::loader
