#include "elf/versions.h"

#include "base/limits.h"

namespace elfgate::elf {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::fail_at;
using base::Result;

/// A chain of records inside one window, all offsets relative to its begin.
class Records {
 public:
  Records(const Image& image, Window window, const char* what) : image_(image), window_(window), what_(what) {}

  /// Checks that a record of SIZE bytes stands at AT. Errors: malformed.
  Result<void> check(std::uint64_t at, std::uint64_t size) const {
    if (base::slice(window_.bytes, at, size)) return {};
    return fail_at(ErrorCode::malformed, image_.path(), window_.offset + at,
                   std::string(what_) + " record lies outside of its segment");
  }

  /// check(), for a link of the chain. Errors: malformed; limit after k_versions links.
  Result<void> enter(std::uint64_t at, std::uint64_t size) {
    if (++visited_ > base::limits::k_versions) {
      return fail_at(ErrorCode::limit, image_.path(), window_.offset + at, std::string("k_versions: records of ") + what_);
    }
    return check(at, size);
  }

  /// A field of a record that was entered.
  std::uint32_t field(std::uint64_t at, unsigned width) const {
    return static_cast<std::uint32_t>(image_.number(window_.bytes, at, width).value_or(0));
  }

 private:
  const Image& image_;
  Window window_;
  const char* what_;
  std::uint64_t visited_ = 0;
};

constexpr std::uint64_t k_verdef_size = 20, k_verdaux_size = 8, k_verneed_size = 16, k_vernaux_size = 16;

Result<Window> window_of(const Image& image, std::uint64_t address, const char* tag) {
  const auto window = image.at_address(address);
  if (!window) return base::fail(ErrorCode::malformed, image.path(), std::string(tag) + " leads to no part of the file");
  return *window;
}

Result<void> read_wanted(Records& records, std::uint64_t at, StringTable& strings, model::VersionNeed& need) {
  while (true) {
    ELFGATE_TRY(records.enter(at, k_vernaux_size));
    model::VersionWanted wanted;
    wanted.hash = records.field(at, 4);
    wanted.flags = static_cast<std::uint16_t>(records.field(at + 4, 2));
    ELFGATE_TRY_ASSIGN(wanted.name, strings.at(records.field(at + 8, 4), "DT_VERNEED"));
    need.versions.push_back(std::move(wanted));
    const std::uint64_t next = records.field(at + 12, 4);
    if (next == 0) return {};
    at += next;
  }
}

}  // namespace

Result<void> read_defined_versions(const Image& image, std::uint64_t address, StringTable& strings, model::ElfFacts& facts) {
  ELFGATE_TRY_ASSIGN(const Window window, window_of(image, address, "DT_VERDEF"));
  Records records(image, window, "DT_VERDEF");
  for (std::uint64_t at = 0;;) {
    ELFGATE_TRY(records.enter(at, k_verdef_size));
    model::VersionDefinition definition;
    definition.revision = static_cast<std::uint16_t>(records.field(at, 2));
    definition.flags = static_cast<std::uint16_t>(records.field(at + 2, 2));
    if (definition.revision != 1) {
      facts.defined_versions.push_back(std::move(definition));
      return {};
    }
    definition.hash = records.field(at + 8, 4);
    const std::uint64_t aux = at + records.field(at + 12, 4);
    ELFGATE_TRY(records.check(aux, k_verdaux_size));
    ELFGATE_TRY_ASSIGN(definition.name, strings.at(records.field(aux, 4), "DT_VERDEF"));
    facts.defined_versions.push_back(std::move(definition));
    const std::uint64_t next = records.field(at + 16, 4);
    if (next == 0) return {};
    at += next;
  }
}

Result<void> read_needed_versions(const Image& image, std::uint64_t address, StringTable& strings, model::ElfFacts& facts) {
  ELFGATE_TRY_ASSIGN(const Window window, window_of(image, address, "DT_VERNEED"));
  Records records(image, window, "DT_VERNEED");
  for (std::uint64_t at = 0;;) {
    ELFGATE_TRY(records.enter(at, k_verneed_size));
    model::VersionNeed need;
    need.revision = static_cast<std::uint16_t>(records.field(at, 2));
    if (need.revision != 1 && facts.needed_versions.empty()) {  // of the others nobody looks at it
      facts.needed_versions.push_back(std::move(need));
      return {};
    }
    ELFGATE_TRY_ASSIGN(need.file, strings.at(records.field(at + 4, 4), "DT_VERNEED"));
    ELFGATE_TRY(read_wanted(records, at + records.field(at + 8, 4), strings, need));
    facts.needed_versions.push_back(std::move(need));
    const std::uint64_t next = records.field(at + 12, 4);
    if (next == 0) return {};
    at += next;
  }
}

}  // namespace elfgate::elf
