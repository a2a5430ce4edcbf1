#include "repo/apk/pkginfo.h"

#include "base/text.h"
#include "repo/names.h"

namespace elfgate::repo {

namespace {

constexpr std::string_view k_vendored = "# vendored = ";

void append_words(std::vector<std::string>& list, std::string_view text) {
  for (const auto word : base::words(text, " ")) list.emplace_back(word);
}

void set_field(PkgInfo& info, std::string_view key, std::string_view value) {
  auto& metadata = info.metadata;
  auto& relations = metadata.relations;
  if (key == "pkgname") metadata.name = value;
  if (key == "pkgver") metadata.version = value;
  if (key == "arch") metadata.arch = value;
  if (key == "origin") metadata.origin = value;
  if (key == "datahash") info.datahash = value;
  if (key == "size") metadata.installed_size = decimal_or(value, 0);
  if (key == "depend") append_words(relations.depends, value);
  if (key == "provides") append_words(relations.provides, value);
  if (key == "replaces") append_words(relations.replaces, value);
  if (key == "install_if") append_words(relations.install_if, value);
  if (key == "provider_priority") relations.provider_priority = parse_provider_priority(value);
  if (key == "replaces_priority") relations.replaces_priority = parse_provider_priority(value);
}

void read_line(PkgInfo& info, std::string_view line) {
  if (line.starts_with(k_vendored)) append_words(info.metadata.vendored, line.substr(k_vendored.size()));
  if (line.empty() || line.front() == '#') return;
  if (line.ends_with('\r')) info.oddities.push_back({"C24", "a line of .PKGINFO ends in CR LF: the CR is part of its value"});
  const auto split = line.find(" = ");
  if (split != std::string_view::npos) return set_field(info, line.substr(0, split), line.substr(split + 3));
  if (line.find('=') != std::string_view::npos)
    info.oddities.push_back({"C24", "a line of .PKGINFO has no \" = \": apk ignores it, apko reads it: " + std::string(line)});
}

}  // namespace

std::uint32_t parse_provider_priority(std::string_view text) {
  return static_cast<std::uint32_t>(decimal_or(text, 0) % 65536);
}

base::Result<PkgInfo> parse_pkginfo(std::string_view text) {
  PkgInfo info;
  for (const auto line : base::split(text, '\n')) read_line(info, line);
  if (!is_file_name_part(info.metadata.name) || !is_file_name_part(info.metadata.version))
    return base::fail(base::ErrorCode::malformed, ".PKGINFO", "C25, X16: package name or version is missing or not usable");
  if (info.metadata.origin.empty()) info.metadata.origin = info.metadata.name;
  return info;
}

}  // namespace elfgate::repo
