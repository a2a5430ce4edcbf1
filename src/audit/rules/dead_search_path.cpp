#include "audit/rule.h"
#include "audit/search_path.h"
#include "base/text.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule dead_search_path_rule;

namespace {

// ELEMENT with $ORIGIN put in and "." and ".." worked out as text; empty for elements that cannot be told without a process.
std::string expanded(std::string element, std::string_view origin) {
  for (const std::string_view token : {"${ORIGIN}", "$ORIGIN"})
    if (const auto at = element.find(token); at != std::string::npos) element.replace(at, token.size(), origin);
  if (element.empty() || element.front() != '/' || element.find('$') != std::string::npos) return {};
  std::vector<std::string_view> parts;
  for (const auto part : base::words(element, "/")) {
    if (part == ".." && !parts.empty()) parts.pop_back();
    if (part != "." && part != "..") parts.push_back(part);
  }
  std::string path;
  for (const auto part : parts) path.append("/").append(part);
  return path;
}

// A directory of some package, under its own name or behind a link of some package.
bool is_anywhere_a_directory(const index::Asking& index, std::string_view path) {
  if (path.empty() || index.has_directory(path)) return true;
  for (auto at = path; at != "/" && !at.empty(); at = base::dirname(at))
    for (const auto& located : index.at(at))
      if (located.kind == index::Kind::symlink || located.kind == index::Kind::install_link) return true;
  return base::is_below(path, "/lib") || base::is_below(path, "/lib64");
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts()) return;
  for (const auto& file : audit.facts()->files) {
    const auto& list = file.elf.runpath ? file.elf.runpath : file.elf.rpath;
    if (!list || list->empty()) continue;
    for (const auto element : base::split(*list, ':')) {
      if (!insecure_because(audit, file, element).empty()) continue;  // said by that rule
      const auto path = expanded(std::string(element), base::dirname(file.path));
      if (path.empty() || is_anywhere_a_directory(*audit.world.index, path)) continue;
      auto finding = new_finding(dead_search_path_rule, audit, file.path, std::string(element));
      finding.message = "no package has a directory " + path;
      out.push_back(std::move(finding));
    }
  }
}

}  // namespace

const Rule dead_search_path_rule{"dead-search-path", model::Severity::info,
                                 "an element of RPATH or RUNPATH exists in no package", check};

}  // namespace elfgate::audit
