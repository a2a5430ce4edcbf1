#include "audit/provides.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "base/vpath.h"

namespace elfgate::audit {

namespace {

constexpr std::array<std::string_view, 4> k_usual_dirs = {"/lib", "/usr/lib", "/lib64", "/usr/lib64"};  // M1

bool contains(const std::vector<std::string>& dirs, std::string_view dir) {
  return std::find(dirs.begin(), dirs.end(), dir) != dirs.end();
}

// M10: abuild offers a library without soname under its file name.
bool answers_to(const model::FileFact& file, std::string_view soname) {
  if (file.content == model::FileContent::broken_elf) return base::basename(file.path) == soname;  // what it is, is unknown
  if (file.content != model::FileContent::elf) return false;
  return file.elf.soname ? *file.elf.soname == soname : base::basename(file.path) == soname;
}

// M1, M11: a piece of ld.so.conf.d in any package of the same build makes its directories public for all of them.
bool is_told_by_the_build(const PackageAudit& audit, std::string_view dir) {
  const auto& index = *audit.world.index;
  const auto tells = [&](const model::ConfFact& conf) {
    if (!base::is_below(conf.path, "/etc/ld.so.conf.d") || !conf.path.ends_with(".conf")) return false;
    const auto lines = base::split(conf.content, '\n');
    return std::any_of(lines.begin(), lines.end(), [&](auto line) { return line.starts_with('/') && line == dir; });
  };
  const auto siblings = index.built_from(audit.package().origin);
  return std::any_of(siblings.begin(), siblings.end(), [&](PackageId id) {
    const auto* facts = index.facts(id);
    return facts != nullptr && std::any_of(facts->confs.begin(), facts->confs.end(), tells);
  });
}

// Another package of the closure has the name where the loader looks: the link of a library may lie in a subpackage.
bool is_named_in_closure(const PackageAudit& audit, const std::string& soname) {
  const auto& members = audit.examination.closure.members;
  for (const auto& place : audit.world.index->with_name(soname))
    if (is_public(audit, place.path) && std::any_of(members.begin(), members.end(), [&](const auto& member) {
          return member.package == place.located.package;
        }))
      return true;
  return false;
}

}  // namespace

std::string name_of_item(const std::string& item) {
  return item.substr(0, item.find_first_of("<>=~"));
}

std::vector<std::string> so_provides(const model::PackageRef& package) {
  std::vector<std::string> sonames;
  if (package.system != model::PackageSystem::apk) return sonames;
  for (const auto& item : package.relations.provides) {
    if (!item.starts_with("so:")) continue;
    auto name = name_of_item(item).substr(3);
    if (name.find(':') == std::string::npos) sonames.push_back(std::move(name));
  }
  return sonames;
}

std::string public_directory(const PackageAudit& audit, std::string_view dir) {
  const auto& dirs = audit.examination.public_dirs;
  if (dirs.empty())  // no loader is known: what every loader searches
    return std::find(k_usual_dirs.begin(), k_usual_dirs.end(), dir) == k_usual_dirs.end() ? std::string() : "/usr/lib";
  if (contains(dirs, dir)) return std::string(dir);
  for (const std::string_view spelled : {"/lib", "/lib64", "/usr/lib64"})
    if (base::is_below(dir, spelled)) {
      const std::string rest(dir.substr(spelled.size()));
      for (const char* real : {"/usr/lib", "/usr/lib64"})
        if (contains(dirs, real + rest)) return real + rest;
    }
  return {};
}

bool is_public(const PackageAudit& audit, std::string_view path) {
  return !public_directory(audit, base::dirname(path)).empty();
}

const model::FileFact* file_behind(const model::PackageFacts& package, const model::SymlinkFact& link) {
  const model::SymlinkFact* at = &link;
  for (unsigned hops = 0; at && hops < base::limits::k_symlinks_followed; ++hops) {
    const auto path = base::link_text(base::dirname(at->path), at->target);
    const auto has_path = [&](const auto& fact) { return fact.path == path; };
    if (const auto file = std::find_if(package.files.begin(), package.files.end(), has_path); file != package.files.end())
      return &*file;
    const auto next = std::find_if(package.symlinks.begin(), package.symlinks.end(), has_path);
    at = next == package.symlinks.end() ? nullptr : &*next;
  }
  return nullptr;
}

ProvidePlace place_of_provide(const PackageAudit& audit, const std::string& soname) {
  ProvidePlace best;
  const auto see = [&](const std::string& path) {
    const auto dir = base::dirname(path);
    const auto kind = !is_public(audit, path) && !is_told_by_the_build(audit, dir) ? ProvideKind::private_place
                      : base::basename(path) == soname                             ? ProvideKind::public_place
                                                                                   : ProvideKind::other_name;
    if (kind > best.kind) best = {kind, path};
  };
  const auto& facts = *audit.facts();
  for (const auto& file : facts.files)
    if (answers_to(file, soname)) see(file.path);
  for (const auto& link : facts.symlinks) {  // M2: a link whose target opens is read like a file
    const auto* file = file_behind(facts, link);
    if (file ? answers_to(*file, soname) : base::basename(link.path) == soname) see(link.path);
  }
  for (const auto& link : facts.hard_links)
    for (const auto& file : facts.files)
      if (file.path == link.target && answers_to(file, soname)) see(link.path);
  if (best.kind == ProvideKind::other_name && is_named_in_closure(audit, soname)) best.kind = ProvideKind::public_place;
  return best;
}

}  // namespace elfgate::audit
