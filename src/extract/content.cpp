#include "extract/content.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/digest.h"
#include "base/limits.h"
#include "base/vpath.h"

namespace elfgate::extract {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::Result;
using model::FileContent;
using model::Problem;

/// What the kernel reads of a file to find its interpreter.
constexpr std::size_t k_script_head = 256;
constexpr std::size_t k_chunk = 64 * 1024;

/// Bytes taken from the budget, given back at the end of the scope.
class Lease {
 public:
  Lease(MemoryBudget* budget, std::uint64_t bytes) : budget_(budget), bytes_(bytes) {
    if (budget_ != nullptr) budget_->acquire(bytes_);
  }
  ~Lease() {
    if (budget_ != nullptr) budget_->release(bytes_);
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

 private:
  MemoryBudget* budget_;
  std::uint64_t bytes_;
};

bool is_library_name(std::string_view path) {
  return base::basename(path).find(".so") != std::string_view::npos;
}

bool is_executable(const model::FileFact& fact) {
  return (fact.mode & 0111U) != 0;
}

Problem malformed(const std::string& path, base::Error error) {
  return {Problem::Kind::malformed_elf, path, "", std::move(error)};
}

base::Failure cut_short(const model::FileFact& fact) {
  return base::fail(ErrorCode::truncated, fact.path, "content ends before its " + std::to_string(fact.size) + " bytes");
}

class ElfContent {
 public:
  ElfContent(const ExtractOptions& options, model::FileFact& fact, std::vector<Problem>& problems)
      : options_(options), fact_(fact), problems_(problems) {}

  Result<void> read(Bytes head, base::ByteSource& rest) {
    if (fact_.size > base::limits::k_elf_file_bytes) {
      refuse({ErrorCode::limit, fact_.path, std::nullopt,
              "k_elf_file_bytes: an ELF file of " + std::to_string(fact_.size) + " bytes"});
      return {};
    }
    return elf::needs_only_header(head) ? read_header(head, rest) : read_whole(head, rest);
  }

 private:
  Result<void> read_header(Bytes head, base::ByteSource& rest) {
    take(head);
    if (!is_library_name(fact_.path)) return {};
    base::Hasher hasher(base::DigestKind::sha256);
    hasher.update(head);
    std::vector<std::uint8_t> chunk(k_chunk);
    while (true) {
      ELFGATE_TRY_ASSIGN(const std::size_t got, base::read_full(rest, chunk));
      hasher.update(Bytes(chunk).first(got));
      if (got < chunk.size()) break;
    }
    fact_.content_digest = hasher.finish();
    return {};
  }

  Result<void> read_whole(Bytes head, base::ByteSource& rest) {
    const Lease lease(options_.budget, fact_.size);
    const auto buffer = std::make_unique_for_overwrite<std::uint8_t[]>(fact_.size);
    std::copy(head.begin(), head.end(), buffer.get());
    const std::span<std::uint8_t> tail(buffer.get() + head.size(), fact_.size - head.size());
    ELFGATE_TRY_ASSIGN(const std::size_t got, base::read_full(rest, tail));
    if (got != tail.size()) return cut_short(fact_);
    const Bytes bytes(buffer.get(), fact_.size);
    take(bytes);
    if (fact_.elf.soname || is_library_name(fact_.path)) fact_.content_digest = base::digest(base::DigestKind::sha256, bytes);
    return {};
  }

  void take(Bytes bytes) {
    std::vector<base::Error> oddities;
    auto facts = elf::read_elf(bytes, fact_.path, oddities);
    if (!facts) return refuse(std::move(facts.error()));
    fact_.content = FileContent::elf;
    fact_.elf = std::move(*facts);
    for (auto& oddity : oddities) problems_.push_back(malformed(fact_.path, std::move(oddity)));
    if (options_.second_reader != nullptr && !elf::needs_only_header(bytes)) compare(*options_.second_reader, bytes);
  }

  void compare(const elf::Reader& reader, Bytes bytes) {
    const auto second = reader.read(bytes, fact_.path);
    if (!second) {
      auto error = second.error();
      error.detail = std::string(reader.name) + " cannot read what the first reader reads: " + error.detail;
      problems_.push_back(malformed(fact_.path, std::move(error)));
      return;
    }
    for (const auto& line : elf::differences(fact_.elf, *second)) {
      problems_.push_back(malformed(fact_.path, {ErrorCode::mismatch, fact_.path, std::nullopt,
                                                 std::string("the readers disagree (") + elf::libelf_reader.name + " against " +
                                                     reader.name + "): " + line}));
    }
  }

  void refuse(base::Error error) {
    fact_.content = FileContent::broken_elf;
    problems_.push_back(malformed(fact_.path, std::move(error)));
  }

  const ExtractOptions& options_;
  model::FileFact& fact_;
  std::vector<Problem>& problems_;
};

}  // namespace

std::string script_interpreter(std::string_view first_bytes) {
  if (!first_bytes.starts_with("#!")) return "";
  auto line = first_bytes.substr(
      2, first_bytes.find('\n', 2) == std::string_view::npos ? std::string_view::npos : first_bytes.find('\n', 2) - 2);
  const auto begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return "";
  line.remove_prefix(begin);
  return std::string(line.substr(0, line.find_first_of(std::string_view(" \t\r\0", 4))));
}

bool is_linkage_file(const model::FileFact& fact) {
  switch (fact.content) {
    case FileContent::elf:
    case FileContent::broken_elf: return true;
    case FileContent::script: return is_executable(fact) || is_library_name(fact.path);
    default: return is_library_name(fact.path);
  }
}

Result<void> read_content(base::ByteSource& content, const ExtractOptions& options, model::FileFact& fact,
                          std::vector<Problem>& problems) {
  std::array<std::uint8_t, k_script_head> buffer{};
  const std::span<std::uint8_t> head(buffer.data(),
                                     static_cast<std::size_t>(std::min<std::uint64_t>(fact.size, elf::k_elf_header)));
  ELFGATE_TRY_ASSIGN(const std::size_t got, base::read_full(content, head));
  if (got != head.size()) return cut_short(fact);

  const auto text = base::as_text(Bytes(buffer.data(), got));
  if (elf::looks_like_elf(head)) return ElfContent(options, fact, problems).read(head, content);
  if (text.starts_with("#!") && (got == elf::k_elf_header || is_executable(fact))) {
    ELFGATE_TRY_ASSIGN(const std::size_t more, base::read_full(content, std::span(buffer).subspan(got)));
    fact.content = FileContent::script;
    fact.interpreter = script_interpreter(base::as_text(Bytes(buffer.data(), got + more)));
    return {};
  }
  fact.content = got < elf::k_elf_header ? FileContent::too_short : FileContent::text;
  return {};
}

}  // namespace elfgate::extract
