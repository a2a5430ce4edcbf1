#include "audit/provides.h"

#include <algorithm>

#include "base/vpath.h"

namespace elfgate::audit {

std::vector<std::string> so_provides(const model::PackageRef& package) {
  std::vector<std::string> sonames;
  if (package.system != model::PackageSystem::apk) return sonames;
  for (const auto& item : package.relations.provides) {
    if (!item.starts_with("so:")) continue;
    auto name = item.substr(3, std::min(item.find_first_of("<>=~"), item.size()) - 3);
    if (name.find(':') == std::string::npos) sonames.push_back(std::move(name));
  }
  return sonames;
}

bool is_public(const PackageAudit& audit, std::string_view path) {
  // Packages may spell a merged directory by either name (M12); both lead to one canonical directory.
  const auto dir = base::dirname(path);
  const auto& dirs = audit.examination.public_dirs;
  const auto is = [&](std::string_view wanted) { return std::find(dirs.begin(), dirs.end(), wanted) != dirs.end(); };
  if (is(dir)) return true;
  for (const std::string_view spelled : {"/lib", "/lib64", "/usr/lib64"})
    if (base::is_below(dir, spelled)) {
      const std::string rest(dir.substr(spelled.size()));
      return is("/usr/lib" + rest) || is("/usr/lib64" + rest);
    }
  return false;
}

ProvidePlace place_of_provide(const PackageAudit& audit, const std::string& soname) {
  auto place = ProvidePlace::nowhere;
  const auto see = [&](std::string_view path) {
    if (is_public(audit, path))
      place = ProvidePlace::public_place;
    else if (place == ProvidePlace::nowhere)
      place = ProvidePlace::private_place;
  };
  for (const auto& file : audit.facts()->files)
    if (file.elf.soname == soname || (!file.elf.soname && base::basename(file.path) == soname)) see(file.path);
  for (const auto& link : audit.facts()->symlinks)  // M2: a link whose target opens is read like a file
    if (base::basename(link.path) == soname || base::basename(link.target) == soname) see(link.path);
  return place;
}

}  // namespace elfgate::audit
