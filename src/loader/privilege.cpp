// What the kernel makes of the mode bits of a program: AT_SECURE for its dynamic linker, and whose rights it opens files with.
#include "loader/loader.h"

namespace elfgate::loader {

namespace {

constexpr std::uint32_t k_setuid = 04000, k_setgid_exec = 02010;

}  // namespace

bool is_secure(const model::FileFact& program) {
  return (program.mode & k_setuid) != 0 || (program.mode & k_setgid_exec) == k_setgid_exec || program.has_capabilities;
}

std::optional<PathWalk> walk_of_process(PathWalk& walk, const LoaderSettings& settings, const LoadRequest& request) {
  const auto program = walk.resolve(request.program, settings.cwd);
  const auto* fact = program.entry.fact;
  if (fact == nullptr || (fact->mode & k_setuid) == 0 || fact->uid != 0 || !fact->elf.interp) return std::nullopt;
  return PathWalk(walk.view(), true);
}

}  // namespace elfgate::loader
