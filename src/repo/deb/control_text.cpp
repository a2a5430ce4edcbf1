#include "repo/deb/control_text.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "repo/deb/arch_names.h"
#include "repo/names.h"

namespace elfgate::repo {

using base::ErrorCode;
namespace limits = base::limits;

namespace {

constexpr std::array<std::pair<std::string_view, std::string DebStanza::*>, 15> k_fields = {{
    {"Package", &DebStanza::package},
    {"Version", &DebStanza::version},
    {"Architecture", &DebStanza::architecture},
    {"Source", &DebStanza::source},
    {"Multi-Arch", &DebStanza::multi_arch},
    {"Filename", &DebStanza::filename},
    {"SHA256", &DebStanza::sha256},
    {"Pre-Depends", &DebStanza::pre_depends},
    {"Depends", &DebStanza::depends},
    {"Provides", &DebStanza::provides},
    {"Conflicts", &DebStanza::conflicts},
    {"Breaks", &DebStanza::breaks},
    {"Replaces", &DebStanza::replaces},
    {"Size", &DebStanza::size},
    {"Installed-Size", &DebStanza::installed_size},
}};

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string* field_of(DebStanza& stanza, std::string_view name) {
  for (const auto& [known, member] : k_fields)
    if (same_word(known, name)) return &(stanza.*member);
  return nullptr;
}

/// "a (>= 1) | b" of each clause between commas, blanks inside reduced to one.
void append_clauses(std::vector<std::string>& list, std::string_view text) {
  for (const auto part : base::split(text, ',')) {
    std::string clause;
    for (const auto word : base::words(part, " \t\r\n")) clause.append(clause.empty() ? "" : " ").append(word);
    if (!clause.empty()) list.push_back(std::move(clause));
  }
}

}  // namespace

base::Result<void> each_deb_stanza(std::string_view text, const std::function<base::Result<void>(DebStanza&)>& visit) {
  DebStanza stanza;
  std::string* open_field = nullptr;
  bool inside = false;
  std::uint64_t stanzas = 0;
  std::size_t position = 0;
  const auto end_stanza = [&]() -> base::Result<void> {
    if (!inside) return {};
    inside = false;
    open_field = nullptr;
    if (++stanzas > limits::k_index_records)
      return base::fail_at(ErrorCode::limit, "", position, "k_index_records: too many packages");
    ELFGATE_TRY(visit(stanza));
    stanza = {};
    return {};
  };
  while (position < text.size()) {
    const auto end = std::min(text.find('\n', position), text.size());
    const auto line = text.substr(position, end - position);
    if (line.size() > limits::k_index_line)
      return base::fail_at(ErrorCode::limit, "", position, "k_index_line: line is too long");
    if (base::trim(line).empty()) {
      ELFGATE_TRY(end_stanza());
    } else if (line.front() == ' ' || line.front() == '\t') {
      if (!inside) return base::fail_at(ErrorCode::malformed, "", position, "a continued line without a field");
      if (open_field != nullptr) open_field->append(" ").append(base::trim(line));
    } else if (line.front() != '#') {
      const auto colon = line.find(':');
      if (colon == std::string_view::npos || colon == 0)
        return base::fail_at(ErrorCode::malformed, "", position, "a line that is no \"Field: value\"");
      inside = true;
      open_field = field_of(stanza, line.substr(0, colon));
      if (open_field != nullptr) *open_field = base::trim(line.substr(colon + 1));
    }
    position = end + 1;
  }
  return end_stanza();
}

base::Result<PackageMetadata> to_metadata(const DebStanza& stanza) {
  if (!is_file_name_part(stanza.package) || !is_file_name_part(stanza.version) || !is_file_name_part(stanza.architecture))
    return base::fail(ErrorCode::malformed, base::printable(stanza.package),
                      "X16: package name, version or architecture is missing or not usable");
  PackageMetadata metadata;
  metadata.name = stanza.package;
  metadata.version = stanza.version;
  metadata.arch = arch_of_deb(stanza.architecture);
  const auto source = base::words(stanza.source);
  metadata.origin = source.empty() ? stanza.package : std::string(source.front());
  metadata.multi_arch = stanza.multi_arch == "no" ? "" : stanza.multi_arch;
  append_clauses(metadata.relations.depends, stanza.pre_depends);
  append_clauses(metadata.relations.depends, stanza.depends);
  append_clauses(metadata.relations.provides, stanza.provides);
  append_clauses(metadata.relations.conflicts, stanza.conflicts);
  append_clauses(metadata.relations.conflicts, stanza.breaks);
  append_clauses(metadata.relations.replaces, stanza.replaces);
  const std::uint64_t kib = decimal_or(stanza.installed_size, 0);
  metadata.installed_size = base::checked_mul(kib, limits::k_kib).value_or(0);
  return metadata;
}

base::Result<model::PackageRef> to_package(const DebStanza& stanza) {
  ELFGATE_TRY_ASSIGN(PackageMetadata metadata, to_metadata(stanza));
  model::PackageRef package;
  package.arch = std::move(metadata.arch);
  package.name = std::move(metadata.name);
  package.version = std::move(metadata.version);
  package.origin = std::move(metadata.origin);
  package.multi_arch = std::move(metadata.multi_arch);
  package.installed_size = metadata.installed_size;
  package.relations = std::move(metadata.relations);
  package.system = model::PackageSystem::deb;
  return package;
}

}  // namespace elfgate::repo
