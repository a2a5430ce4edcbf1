#include "audit/world.h"

#include <algorithm>
#include <array>

#include "audit/closure_view.h"
#include "base/text.h"

namespace elfgate::audit {

namespace {

struct ArchRow {
  const char* arch;
  std::uint16_t machine;
  std::uint8_t elf_class;
};

constexpr std::array k_arches = {
    ArchRow{"x86_64", 62, 2}, ArchRow{"aarch64", 183, 2},     ArchRow{"x86", 3, 1},       ArchRow{"armhf", 40, 1},
    ArchRow{"armv7", 40, 1},  ArchRow{"armel", 40, 1},        ArchRow{"riscv64", 243, 2}, ArchRow{"ppc64le", 21, 2},
    ArchRow{"s390x", 22, 2},  ArchRow{"loongarch64", 258, 2}, ArchRow{"mips64el", 8, 2},  ArchRow{"mipsel", 8, 1},
};

// The names under which a dynamic linker is packaged, most usual first.
constexpr std::array k_loader_names = {"ld-linux-x86-64.so.2",
                                       "ld-linux-aarch64.so.1",
                                       "ld-musl-x86_64.so.1",
                                       "ld-musl-aarch64.so.1",
                                       "ld-linux.so.2",
                                       "ld-linux-armhf.so.3",
                                       "ld-linux-riscv64-lp64d.so.1",
                                       "ld64.so.2",
                                       "ld64.so.1"};

}  // namespace

MachineOfArch machine_of(const std::string& arch) {
  const auto row = std::find_if(k_arches.begin(), k_arches.end(), [&](const auto& r) { return arch == r.arch; });
  return row == k_arches.end() ? MachineOfArch{} : MachineOfArch{row->machine, row->elf_class};
}

std::string machine_name(std::uint16_t machine) {
  switch (machine) {
    case model::k_em_386: return "x86";
    case model::k_em_arm: return "ARM";
    case model::k_em_x86_64: return "x86-64";
    case model::k_em_aarch64: return "AArch64";
    case model::k_em_riscv: return "RISC-V";
    case 21: return "PowerPC64";
    case 22: return "S/390";
    case 8: return "MIPS";
    case 247: return "BPF";
    case 258: return "LoongArch";
    default: return "machine " + std::to_string(machine);
  }
}

loader::Detected find_usual_loader(const World& world) {
  for (const char* name : k_loader_names)
    for (const auto& place : world.index->with_name(name)) {
      if (world.habits->unreadable.contains(place.located.package)) continue;
      const auto closure = world.closures->install({world.habits->base, {}, {place.located.package}});
      std::vector<PackageId> members;
      for (const auto& member : closure.members) members.push_back(member.package);
      if (std::find(members.begin(), members.end(), place.located.package) == members.end())
        members.push_back(place.located.package);
      const ClosureView view(world.index->inside(), std::move(members), world.habits->profile.links);
      loader::PathWalk walk(view);
      const auto interp = loader::usual_interp(walk, world.habits->machine, world.habits->elf_class);
      if (interp.empty()) continue;
      auto found = loader::detect_loader(walk, interp, world.habits->machine, world.habits->elf_class);
      if (found.loader) return found;
    }
  return {};
}

bool is_host_provided(const World& world, std::string_view name) {
  const auto matches = [&](const auto& pattern) { return base::matches_pattern(pattern, name); };
  return std::any_of(world.habits->profile.host_provided.begin(), world.habits->profile.host_provided.end(), matches);
}

bool is_optional(const World& world, const std::string& package, std::string_view path, std::string_view needed) {
  return std::any_of(world.habits->policy.optional.begin(), world.habits->policy.optional.end(), [&](const auto& o) {
    return base::matches_pattern(o.package, package) && base::matches_pattern(o.path, path) &&
           base::matches_pattern(o.needed, needed);
  });
}

}  // namespace elfgate::audit
