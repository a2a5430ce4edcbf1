#include <algorithm>
#include <string>
#include <vector>

#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule dangling_symlink_rule;

namespace {

// A path, and the same spelled with or without the links of a merged /usr.
std::vector<std::string> spellings(const std::string& path) {
  constexpr std::string_view k_usr = "/usr";
  return {path, path.starts_with("/usr/") ? path.substr(k_usr.size()) : std::string(k_usr) + path};
}

struct Owner {
  PackageId package;
  std::string path;
};

// Who has a file where the link leads, whatever it is.
std::vector<Owner> owners_of(const index::Asking& index, const std::string& target) {
  std::vector<Owner> owners;
  for (const auto& path : spellings(target)) {
    for (const auto& located : index.at(path)) owners.push_back({located.package, path});
    for (const auto owner : index.other_file_owners(base::dirname(path), base::basename(path))) owners.push_back({owner, path});
  }
  return owners;
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.examination.partial || audit.examination.uncertain) return;
  const auto& index = *audit.world.index;
  for (const auto& link : audit.examination.dangling) {
    auto finding = new_finding(dangling_symlink_rule, audit, link.path, link.target);
    const bool library = base::basename(link.path).find(".so") != std::string_view::npos;
    if (!library) finding.severity = model::Severity::warning;
    finding.message = "the link leads to nothing in the closure";
    const auto target = base::link_text(base::dirname(link.path), link.target);
    const auto owners = owners_of(index, target);
    for (const auto& [id, path] : owners) {
      const auto& owner = index.package(id).name;
      finding.providers.push_back(owner + ": " + path);
      if (finding.fix.empty() && id != audit.id())
        finding.fix.push_back("add `" + owner + "` to the dependencies of " + audit.package().name + ", if it is meant");
    }
    if (library)  // it may have moved
      for (const auto& place : index.with_name(base::basename(link.target)))
        if (place.path != link.path && std::none_of(owners.begin(), owners.end(), [&](const auto& owner) {
              return owner.package == place.located.package && owner.path == place.path;
            }))
          finding.providers.push_back(index.package(place.located.package).name + ": " + std::string(place.path));
    if (finding.fix.empty()) finding.fix.push_back("drop the link, or ship its target");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule dangling_symlink_rule{"dangling-symlink", model::Severity::error,
                                 "a link leads to nothing in the closure (an error for libraries)", check};

}  // namespace elfgate::audit
