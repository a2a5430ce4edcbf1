// The bytes of /etc/ld.so.cache. Two layouts exist: the new one by itself ("glibc-ld.so.cache1.1"), and the same behind a table
// of the old one ("ld.so-1.7.0"). Offsets of strings count from the start of the new header. The names of glibc-hwcaps
// directories sit in an extension section, numbered by the low half of an entry's hwcap word.
//
// ld.so wants a header it knows and a table that fits into the file; everything else that is broken it meets entry by entry,
// and so do we: a string that lies outside marks its entry, an extension that cannot be read leaves the numbers without names.
#include <algorithm>

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
constexpr std::uint8_t k_endian_mask = 3, k_endian_little = 2, k_endian_unset = 0;

class CacheReader {
 public:
  CacheReader(Bytes bytes, const std::string& subject) : bytes_(bytes), subject_(subject) {}

  Result<LdCache> read() && {
    if (bytes_.size() > base::limits::k_cache_bytes) return fail(ErrorCode::limit, subject_, "larger than k_cache_bytes");
    ELFGATE_TRY(skip_old_table());
    if (!base::as_text(bytes_).starts_with(k_new_magic))
      return fail_at(ErrorCode::malformed, subject_, skipped_, "no ld.so.cache magic");
    ELFGATE_TRY_ASSIGN(const std::uint64_t count, number(20, 4));
    ELFGATE_TRY_ASSIGN(const std::uint64_t flags, number(28, 1));
    if ((flags & k_endian_mask) != k_endian_little && (flags & k_endian_mask) != k_endian_unset)
      return fail_at(ErrorCode::unsupported, subject_, skipped_ + 28, "cache of the other byte order");
    if (!base::slice(bytes_, k_new_header, count * k_new_entry))
      return fail_at(ErrorCode::truncated, subject_, skipped_ + k_new_header, "entries end behind the file");
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

 private:
  Result<void> skip_old_table() {
    if (!base::as_text(bytes_).starts_with(k_old_magic)) return {};
    ELFGATE_TRY_ASSIGN(const std::uint64_t count, number(12, 4));
    constexpr std::uint64_t alignment = 8;
    const auto end = (k_old_header + count * k_old_entry + alignment - 1) / alignment * alignment;
    if (end > bytes_.size()) return fail_at(ErrorCode::truncated, subject_, 12, "old table ends behind the file");
    bytes_ = bytes_.subspan(end);
    skipped_ = end;
    return {};
  }

  Result<std::uint64_t> number(std::uint64_t offset, unsigned width) const {
    if (const auto value = base::read_number(bytes_, offset, width)) return *value;
    return fail_at(ErrorCode::truncated, subject_, skipped_ + offset, "ends inside a number");
  }

  // Up to its NUL, or to the end of the file, behind which the last page reads as zeros.
  Result<std::string> string(std::uint64_t offset) {
    if (offset >= bytes_.size()) return fail_at(ErrorCode::malformed, subject_, skipped_ + offset, "string outside the file");
    auto text =
        base::as_text(bytes_.subspan(offset, std::min<std::uint64_t>(bytes_.size() - offset, base::limits::k_elf_string)));
    text = text.substr(0, text.find('\0'));
    if (text.size() >= base::limits::k_elf_string)
      return fail_at(ErrorCode::limit, subject_, skipped_ + offset, "string longer than k_elf_string");
    // A few bytes of file can name one long string a million times.
    strings_ += text.size() + 1;
    if (strings_ > base::limits::k_cache_bytes) return fail(ErrorCode::limit, subject_, "strings exceed k_cache_bytes");
    return std::string(text);
  }

  // The same, and whether the string lies outside.
  Result<std::string> string_of_entry(std::uint64_t offset, bool* outside) {
    auto text = string(offset);
    *outside = !text && text.error().code == ErrorCode::malformed;
    return *outside ? std::string() : text;
  }

  // The names of the extension's glibc-hwcaps section; none where there is no extension.
  Result<void> read_hwcaps() {
    ELFGATE_TRY_ASSIGN(const std::uint64_t at, number(32, 4));
    if (at == 0) return {};
    ELFGATE_TRY_ASSIGN(const std::uint64_t magic, number(at, 4));
    if (magic != k_extension_magic) return {};
    ELFGATE_TRY_ASSIGN(const std::uint64_t sections, number(at + 4, 4));
    if (!base::slice(bytes_, at + 8, sections * k_extension_section))
      return fail_at(ErrorCode::truncated, subject_, skipped_ + at, "extension ends behind the file");
    for (std::uint64_t i = 0; i < sections; ++i) {
      const auto section = at + 8 + i * k_extension_section;
      ELFGATE_TRY_ASSIGN(const std::uint64_t tag, number(section, 4));
      ELFGATE_TRY_ASSIGN(const std::uint64_t offset, number(section + 8, 4));
      ELFGATE_TRY_ASSIGN(const std::uint64_t size, number(section + 12, 4));
      if (tag != k_hwcaps_section) continue;
      if (!base::slice(bytes_, offset, size))
        return fail_at(ErrorCode::truncated, subject_, skipped_ + offset, "hwcaps names end behind the file");
      for (std::uint64_t word = 0; word + 4 <= size; word += 4) {
        ELFGATE_TRY_ASSIGN(const std::uint64_t name, number(offset + word, 4));
        ELFGATE_TRY_ASSIGN(auto text, string(name));
        hwcaps_.push_back(std::move(text));
      }
    }
    return {};
  }

  Result<CacheEntry> read_entry(std::uint64_t at) {
    CacheEntry entry;
    ELFGATE_TRY_ASSIGN(const std::uint64_t flags, number(at, 4));
    ELFGATE_TRY_ASSIGN(const std::uint64_t key, number(at + 4, 4));
    ELFGATE_TRY_ASSIGN(const std::uint64_t value, number(at + 8, 4));
    ELFGATE_TRY_ASSIGN(const std::uint64_t hwcap, number(at + 16, 8));
    entry.flags = static_cast<std::uint32_t>(flags);
    ELFGATE_TRY_ASSIGN(entry.soname, string_of_entry(key, &entry.bad_key));
    ELFGATE_TRY_ASSIGN(entry.path, string_of_entry(value, &entry.bad_value));
    if (hwcap == 0) return entry;
    const auto high = static_cast<std::uint32_t>(hwcap >> 32);
    const auto index = static_cast<std::uint32_t>(hwcap);
    if ((high & ~k_isa_mask) == k_is_extension && index < hwcaps_.size()) {
      entry.hwcap = hwcaps_[index];
      const auto level = high & k_isa_mask;
      entry.isa_level = level == 0 ? 0 : level + 1;
    } else {
      // A number without a name, or bits of the directories of old times (R4.4).
      if ((high & ~k_isa_mask) == k_is_extension) {
        entry.hwcap = "(unknown)";
      } else {
        entry.legacy_hwcap = hwcap;
      }
    }
    return entry;
  }

  Bytes bytes_;
  const std::string& subject_;
  std::uint64_t skipped_ = 0;
  std::uint64_t strings_ = 0;
  std::vector<std::string> hwcaps_;
};

}  // namespace

Result<LdCache> read_cache_file(Bytes bytes, const std::string& subject) {
  return CacheReader(bytes, subject).read();
}

}  // namespace elfgate::loader
