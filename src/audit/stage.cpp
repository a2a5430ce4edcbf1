#include "audit/stage.h"

namespace elfgate::audit {

Stage::Stage(const World& world, std::vector<PackageId> members)
    : world_(world), view_(world.index->inside(), std::move(members), world.habits->profile.links), walk_(view_) {}

const Stage::Setup& Stage::setup_for(const std::string& interp, std::uint16_t machine, std::uint8_t elf_class) {
  auto& setup = setups_[interp + '\0' + std::to_string(machine)];
  if (setup) return *setup;
  setup = std::make_unique<Setup>();
  setup->detected = interp.empty() ? world_.habits->usual_loader : loader::detect_loader(walk_, interp, machine, elf_class);
  if (setup->detected.loader == &loader::glibc_loader && world_.habits->profile.ldconfig_runs) {
    loader::LdconfigSettings settings;
    settings.machine = machine;
    settings.system_dirs = setup->detected.ldconfig_dirs;
    settings.glibc_minor = setup->detected.settings.glibc_minor;
    setup->cache = loader::run_ldconfig(walk_, settings);
    for (const auto& link : setup->cache.links) view_.add_made_link(link.path, link.target);
    setup->detected.settings.cache = &setup->cache;
  }
  return *setup;
}

const Stage::Setup& Stage::setup_for_library(std::uint16_t machine, std::uint8_t elf_class) {
  return setup_for(loader::usual_interp(walk_, machine, elf_class), machine, elf_class);
}

model::LinkMap Stage::start(const Setup& setup, const std::string& path, std::vector<std::string> preload,
                            std::vector<std::string> dlopened, bool trace, unsigned cpu_level) {
  auto settings = setup.detected.settings;
  settings.preload = std::move(preload);
  settings.trace = trace;
  settings.cpu_level = cpu_level;
  return setup.detected.loader->link(walk_, settings, {path, std::move(dlopened)});
}

}  // namespace elfgate::audit
