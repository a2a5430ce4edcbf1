#include "repo/apk/index_text.h"

#include <set>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "repo/apk/identity.h"
#include "repo/apk/pkginfo.h"
#include "repo/names.h"

namespace elfgate::repo {

using base::Error;
using base::ErrorCode;
namespace limits = base::limits;

namespace {

constexpr std::uint64_t k_apk_line = 131'072;  ///< apk's own buffer (I7)
constexpr std::string_view k_ignored = "TULmtcFMRZrqasfg";

class IndexParser {
 public:
  base::Result<ApkIndexText> parse(std::string_view text) {
    std::size_t position = 0;
    while (position < text.size()) {
      const auto end = text.find('\n', position);
      const bool unfinished = end == std::string_view::npos;
      const auto line = text.substr(position, unfinished ? text.size() - position : end - position);
      ELFGATE_TRY(read_line(line, position));
      if (unfinished) note("I5", "the index ends without a line feed: apk loses its last record");
      position = unfinished ? text.size() : end + 1;
    }
    ELFGATE_TRY(end_record(text.size()));
    return std::move(result_);
  }

 private:
  base::Failure malformed(std::uint64_t offset, std::string what) const {
    return base::fail_at(ErrorCode::malformed, "APKINDEX", offset, std::move(what));
  }

  void problem(const char* rule, ErrorCode code, std::string what, bool is_note) {
    result_.problems.push_back(
        {rule, "", current_.name, current_.version, Error{code, "APKINDEX", std::nullopt, std::move(what)}, is_note});
  }

  void note(const std::string& rule, const std::string& what) {
    problem("index-mismatch", ErrorCode::malformed, rule + ": " + what, true);
  }

  base::Result<void> read_line(std::string_view line, std::uint64_t offset) {
    if (line.size() > limits::k_index_line)
      return base::fail_at(ErrorCode::limit, "APKINDEX", offset,
                           "k_index_line: line of " + std::to_string(line.size()) + " bytes");
    if (line.size() > k_apk_line) note("I7", "a line of more than 128 KiB: apk cannot read this index");
    if (line.size() < 2) return end_record(offset);
    if (line[1] != ':') return malformed(offset, "I4: a line without \"K:\": apk drops the rest of the index");
    in_record_ = true;
    read_field(line[0], line.substr(2));
    return {};
  }

  void append_words(std::vector<std::string>& list, std::string_view text) {
    for (const auto word : base::words(text, " ")) list.emplace_back(word);
  }

  void read_field(char field, std::string_view value) {
    auto& relations = current_.relations;
    switch (field) {
      case 'C': current_.identity = value; break;
      case 'P': current_.name = value; break;
      case 'V': current_.version = value; break;
      case 'A': current_.arch = value; break;
      case 'S': current_.size = decimal_or(value, 0); break;
      case 'I': current_.installed_size = decimal_or(value, 0); break;
      case 'o': current_.origin = value; break;
      case 'k': relations.provider_priority = parse_provider_priority(value); break;
      case 'D': append_words(relations.depends, value); break;
      case 'p': append_words(relations.provides, value); break;
      case 'i': read_install_if(value); break;
      default: read_other(field);
    }
  }

  void read_install_if(std::string_view value) {
    if (value.starts_with('[') && value.ends_with(']') && value.size() >= 2) {
      value = value.substr(1, value.size() - 2);
      note("I15", "install_if in brackets, as melange and apko print it; read without them");
    }
    append_words(current_.relations.install_if, value);
  }

  void read_other(char field) {
    if (k_ignored.find(field) != std::string_view::npos) return;
    if (field >= 'A' && field <= 'Z')
      current_.uninstallable = std::string("unknown field ") + field + ": in its index record (I6)";
    else if (unknown_.insert(field).second)
      note("I6", std::string("unknown field ") + base::printable(std::string(1, field)) + ":, ignored");
  }

  base::Result<void> end_record(std::uint64_t offset) {
    if (!in_record_) return {};
    in_record_ = false;
    if (++records_ > limits::k_index_records)
      return base::fail_at(ErrorCode::limit, "APKINDEX", offset, "k_index_records: too many packages");
    if (current_.identity.empty())
      return malformed(offset, "I6: record of " + current_.name + " without C:: apk refuses the index");
    if (is_file_name_part(current_.name) && is_file_name_part(current_.version))
      keep();
    else
      problem("index-mismatch", ErrorCode::malformed, "X16: record whose name or version cannot be part of a file name", false);
    current_ = {};
    return {};
  }

  void keep() {
    if (auto raw = parse_apk_identity(current_.identity))
      current_.identity = apk_identity(*raw);
    else
      problem("index-mismatch", raw.error().code, raw.error().detail + ": " + current_.identity, false);
    if (const auto first = by_identity_.find(current_.identity); first != by_identity_.end()) return merge(*first->second);
    if (current_.origin.empty()) current_.origin = current_.name;
    current_.system = model::PackageSystem::apk;
    current_.indexed = true;
    current_.order = static_cast<std::uint32_t>(records_ - 1);
    const auto& kept = result_.packages.emplace_back(std::make_shared<model::PackageRef>(std::move(current_)));
    by_identity_.emplace(kept->identity, kept.get());
  }

  /// I10, X15: one identity is one package, and the first record's data counts.
  void merge(const model::PackageRef& first) {
    if (first.name != current_.name || first.version != current_.version)
      problem("index-mismatch", ErrorCode::mismatch, "X15: same identity as " + first.name + "-" + first.version, false);
    else
      note("I10", "listed twice with the same identity");
  }

  ApkIndexText result_;
  model::PackageRef current_;
  bool in_record_ = false;
  std::uint64_t records_ = 0;
  std::unordered_map<std::string_view, const model::PackageRef*> by_identity_;
  std::set<char> unknown_;
};

}  // namespace

base::Result<ApkIndexText> parse_apk_index(std::string_view text) {
  return IndexParser().parse(text);
}

}  // namespace elfgate::repo
