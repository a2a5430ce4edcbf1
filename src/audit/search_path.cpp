#include "audit/search_path.h"

#include "base/vpath.h"
#include "loader/loader.h"

namespace elfgate::audit {

namespace {

bool has_origin(std::string_view element) {
  return element.find("$ORIGIN") != std::string_view::npos || element.find("${ORIGIN}") != std::string_view::npos;
}

}  // namespace

std::string insecure_because(const PackageAudit& audit, const model::FileFact& file, std::string_view element) {
  if (element.empty())
    return audit.world.habits->profile.musl ? "" : "an empty element is the working directory of whoever starts the program";
  if (element.front() != '/' && !element.starts_with("$ORIGIN") && !element.starts_with("${ORIGIN}"))
    return "a relative element depends on the working directory";
  for (const std::string_view place : {"/tmp", "/var/tmp", "/home", "/root", "/build", "/builddir", "/dev/shm", "/usr/src"})
    if (base::is_below(element, place)) return "anybody may fill " + std::string(place) + ", and no package does";
  if (has_origin(element) && loader::is_secure(file) && !audit.world.habits->profile.musl) {
    const auto dir = base::dirname(file.path);
    if (!element.starts_with("$ORIGIN") && !element.starts_with("${ORIGIN}"))
      return "a program that runs with raised rights does not honour $ORIGIN inside an element (R3.13)";
    if (!base::is_below(dir, "/usr/lib") && !base::is_below(dir, "/lib") && !base::is_below(dir, "/usr/bin"))
      return "a program that runs with raised rights honours $ORIGIN only below the default directories (R3.13)";
  }
  return {};
}

}  // namespace elfgate::audit
