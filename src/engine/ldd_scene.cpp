#include "engine/ldd_scene.h"

#include <algorithm>
#include <array>

namespace elfgate::engine {

using loader::EntryKind;
using loader::WalkError;

namespace {

constexpr const char* k_cache_path = "/etc/ld.so.cache";

struct ArchName {
  std::uint16_t machine;
  std::uint8_t elf_class;
  const char* name;
};

constexpr std::array k_arch_names{
    ArchName{62, 2, "x86_64"},       ArchName{62, 1, "x32"},      ArchName{183, 2, "aarch64"}, ArchName{3, 1, "x86"},
    ArchName{40, 1, "armhf"},        ArchName{243, 2, "riscv64"}, ArchName{21, 2, "ppc64le"},  ArchName{22, 2, "s390x"},
    ArchName{258, 2, "loongarch64"}, ArchName{8, 2, "mips64el"},  ArchName{8, 1, "mipsel"},
};

const std::string* cache_file(loader::PathWalk& walk) {
  const auto walked = walk.resolve(k_cache_path);
  if (walked.error != WalkError::none || walked.entry.kind != EntryKind::regular) return nullptr;
  return walk.view().conf(walked.real);
}

}  // namespace

std::string arch_of(const model::ElfFacts& elf) {
  const auto found = std::find_if(k_arch_names.begin(), k_arch_names.end(), [&](const auto& row) {
    return row.machine == elf.machine && row.elf_class == elf.elf_class;
  });
  return found != k_arch_names.end() ? found->name : "machine " + std::to_string(elf.machine);
}

const char* describe(CacheMode mode) {
  switch (mode) {
    case CacheMode::automatic: return "not settled yet";
    case CacheMode::ldconfig: return "as ldconfig would make it, with its links";
    case CacheMode::image: return "as apko writes it into an image";
    case CacheMode::none: return "none";
    case CacheMode::file: return "the root's own /etc/ld.so.cache";
  }
  return "";
}

Scene::Scene(const loader::FileView& view, const LoaderInputs& inputs, const loader::Detected* fallback, std::uint16_t machine)
    : view_(view), inputs_(inputs), fallback_(fallback), fallback_machine_(machine) {}

Scene::Walks::Ready& Scene::Walks::ready(const SceneSetup& setup) {
  auto& made = ready_[&setup];
  if (made) return *made;
  made = std::make_unique<Ready>();
  made->settings = scene_.settings_of(setup);
  made->settings.memory = &made->memory;
  made->settings.every_edge = false;
  if (setup.view != &plain_.view())
    made->walk = std::make_unique<loader::PathWalk>(*setup.view, false, loader::PathWalk::Remember::files);
  return *made;
}

loader::PathWalk& Scene::Walks::of(const SceneSetup& setup) {
  const auto& own = ready(setup).walk;
  return own ? *own : plain_;
}

const SceneSetup& Scene::setup_for(const std::string& interp, std::uint16_t machine, std::uint8_t elf_class) const {
  Slot* slot = nullptr;
  {
    const std::lock_guard lock(mutex_);
    auto& place = slots_[interp + '\n' + std::to_string(machine) + ' ' + std::to_string(elf_class)];
    if (!place) place = std::make_unique<Slot>();
    slot = place.get();
  }
  std::call_once(slot->once, [&] { make(slot->setup, interp, machine, elf_class); });
  return slot->setup;
}

void Scene::make(SceneSetup& setup, const std::string& interp, std::uint16_t machine, std::uint8_t elf_class) const {
  loader::PathWalk walk(view_);
  setup.view = &view_;
  const auto name = interp.empty() ? loader::usual_interp(walk, machine, elf_class) : interp;
  if (name.empty()) {
    if (fallback_ != nullptr && fallback_->loader != nullptr && machine == fallback_machine_) {
      setup.detected = *fallback_;
    } else {
      setup.refused = "no dynamic linker of its machine is there";
      return;
    }
  } else {
    const auto walked = walk.resolve(name, inputs_.cwd);
    setup.detected = loader::detect_loader(walk, name, machine, elf_class);
    const auto* fact = walked.entry.fact;
    if (walked.error != WalkError::none || walked.entry.kind != EntryKind::regular) {
      setup.refused = "its interpreter " + name + " is not there";
    } else if (fact == nullptr || fact->content != model::FileContent::elf || fact->elf.machine != machine ||
               fact->elf.elf_class != elf_class) {
      setup.refused = "its interpreter " + name + " is no ELF file of its machine";
    } else if (setup.detected.loader == nullptr) {
      setup.refused = "its interpreter " + name + " is no dynamic linker that elfgate knows";
    }
  }
  if (setup.detected.loader == &loader::glibc_loader) make_cache(setup, walk, machine);
}

void Scene::make_cache(SceneSetup& setup, loader::PathWalk& walk, std::uint16_t machine) const {
  loader::LdconfigSettings settings;
  settings.machine = machine;
  settings.system_dirs = setup.detected.ldconfig_dirs;
  settings.glibc_minor = setup.detected.settings.glibc_minor;
  setup.cache_mode = inputs_.cache;
  const std::string* file = nullptr;
  if (inputs_.cache == CacheMode::automatic || inputs_.cache == CacheMode::file) file = cache_file(walk);
  if (inputs_.cache == CacheMode::automatic) setup.cache_mode = file != nullptr ? CacheMode::file : CacheMode::ldconfig;
  switch (setup.cache_mode) {
    case CacheMode::automatic:
    case CacheMode::none: return;
    case CacheMode::image: setup.cache = loader::run_apko_cache(walk, settings); break;
    case CacheMode::ldconfig:
      setup.cache = loader::run_ldconfig(walk, settings);
      if (!setup.cache.links.empty() || !setup.cache.removed.empty()) {
        setup.linked = std::make_unique<loader::LinkedView>(view_, setup.cache);
        setup.view = setup.linked.get();
      }
      break;
    case CacheMode::file:
      // R5.1: a loader that cannot use the file does without, and says nothing.
      if (file == nullptr) return;
      if (auto cache = loader::read_cache_file(base::as_bytes(*file), k_cache_path)) {
        setup.cache = std::move(*cache);
      } else {
        setup.problem = cache.error();
        return;
      }
      break;
  }
  setup.detected.settings.cache = &setup.cache;
}

loader::LoaderSettings Scene::settings_of(const SceneSetup& setup) const {
  auto settings = setup.detected.settings;
  settings.library_path = inputs_.library_path;
  settings.preload = inputs_.preload;
  settings.secure = inputs_.secure;
  settings.cwd = inputs_.cwd;
  settings.cpu_level = inputs_.cpu_level;
  return settings;
}

std::vector<base::Error> Scene::problems() const {
  const std::lock_guard lock(mutex_);
  std::vector<base::Error> list;
  for (const auto& [key, slot] : slots_) {
    if (slot->setup.problem) list.push_back(*slot->setup.problem);
    list.insert(list.end(), slot->setup.cache.problems.begin(), slot->setup.cache.problems.end());
  }
  return list;
}

}  // namespace elfgate::engine
