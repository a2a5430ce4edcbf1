#include "audit/shadows.h"

#include <algorithm>
#include <set>

#include "base/vpath.h"

namespace elfgate::audit {

namespace {

using model::FileFact;

struct Copy {
  FileId file = FileId::none;
  std::string dir;  ///< canonical
};

// Whose loader simulation, and where it looks by itself.
class ShadowFinder {
 public:
  ShadowFinder(const World& world, Stage& stage, PackageId package, const std::vector<std::string>& public_dirs)
      : world_(world), stage_(stage), package_(package), public_dirs_(public_dirs) {}

  std::vector<Shadow> run() {
    const auto& files = world_.index->facts(package_)->files;
    for (std::uint32_t i = 0; i < files.size(); ++i) {
      const auto id = world_.index->file_id(package_, i);
      if (files[i].content != model::FileContent::elf || files[i].elf.type != model::k_et_dyn) continue;
      find_conflict(files[i], id);
      const auto name = name_of(files[i]);
      if (!name.empty() && names_.insert(name).second) find_copies(name, files[i]);
    }
    return std::move(out_);
  }

 private:
  // What others ask for: the soname; without one, the file's own name.
  static std::string name_of(const FileFact& file) {
    if (file.elf.soname && !file.elf.soname->empty()) return *file.elf.soname;
    const auto name = base::basename(file.path);
    return name.find(".so") == std::string_view::npos ? std::string() : std::string(name);
  }

  const FileFact& fact(FileId id) const { return *world_.index->file(id).fact; }

  bool differ(FileId a, FileId b) const { return a != b && fact(a).content_digest != fact(b).content_digest; }

  bool same_kind(FileId id, const FileFact& file) const {
    const auto& elf = fact(id).elf;
    return fact(id).content == model::FileContent::elf && elf.machine == file.elf.machine &&
           elf.elf_class == file.elf.elf_class;
  }

  void add_copy(const std::string& path, const FileFact& like, std::vector<Copy>& copies) {
    const auto& dir = stage_.walk().directory(base::dirname(path));
    if (dir.error != loader::WalkError::none) return;
    if (std::find(public_dirs_.begin(), public_dirs_.end(), dir.real) == public_dirs_.end()) return;
    const auto walked = stage_.walk().resolve(path);
    if (walked.error != loader::WalkError::none || walked.entry.file == FileId::none || !same_kind(walked.entry.file, like))
      return;
    const auto known = [&](const Copy& copy) { return copy.file == walked.entry.file && copy.dir == dir.real; };
    if (std::none_of(copies.begin(), copies.end(), known)) copies.push_back({walked.entry.file, dir.real});
  }

  // Everything in the closure that answers to NAME: files and links of that name; for glibc, what ldconfig links to it.
  std::vector<Copy> copies_of(const std::string& name, const FileFact& like, bool by_soname) {
    std::vector<Copy> copies;
    for (const auto& place : world_.index->with_name(name))
      if (stage_.view().has(place.located.package)) add_copy(std::string(place.path), like, copies);
    if (by_soname)
      for (const auto id : world_.index->with_soname(name))
        if (stage_.view().has(world_.index->file(id).package)) add_copy(fact(id).path, like, copies);
    return copies;
  }

  FileId taken(const std::string& name, const FileFact& like, const loader::LoaderSettings& settings) {
    if (settings.cache)
      if (const auto* entry = settings.cache->find(name, loader::cache_flags(like.elf.machine, like.elf.elf_class), 1))
        return stage_.walk().resolve(entry->path).entry.file;
    for (const auto& dir : settings.system_dirs) {
      const auto walked = stage_.walk().resolve(base::join(dir, name));
      if (walked.error == loader::WalkError::none && walked.entry.file != FileId::none && same_kind(walked.entry.file, like))
        return walked.entry.file;
    }
    return FileId::none;
  }

  void find_copies(const std::string& name, const FileFact& like) {
    const auto& setup = stage_.setup_for_library(like.elf.machine, like.elf.elf_class);
    if (!setup.detected.loader) return;
    const auto copies = copies_of(name, like, setup.detected.settings.cache != nullptr);
    if (copies.size() < 2) return;
    const auto winner = taken(name, like, setup.detected.settings);
    const auto place = std::find_if(copies.begin(), copies.end(), [&](const Copy& copy) { return copy.file == winner; });
    if (place == copies.end()) return;
    const bool own = owner(winner) == package_;
    for (const auto& copy : copies) {
      if (copy.dir == place->dir || !differ(copy.file, winner)) continue;
      if (own) out_.push_back({Shadow::Kind::hides, name, winner, copy.file});
      if (!own && owner(copy.file) == package_) out_.push_back({Shadow::Kind::hidden, name, copy.file, winner});
    }
  }

  PackageId owner(FileId id) const { return world_.index->file(id).package; }

  // M11, D15: one path, two packages, two contents; expected where one replaces the other or both are of one build.
  void find_conflict(const FileFact& file, FileId id) {
    const auto& own = world_.index->package(package_);
    for (const auto& located : world_.index->at(file.path)) {
      if (located.package == package_ || located.file == FileId::none || !stage_.view().has(located.package)) continue;
      const auto& other = world_.index->package(located.package);
      if (other.origin == own.origin || !differ(located.file, id)) continue;
      if (replaces(package_, other.name) || replaces(located.package, own.name)) continue;
      out_.push_back({Shadow::Kind::conflict, file.path, id, located.file});
    }
  }

  bool replaces(PackageId package, const std::string& other) const {
    const auto names = [&](const std::vector<std::string>& items) {
      return std::any_of(items.begin(), items.end(),
                         [&](const auto& item) { return item.substr(0, item.find_first_of(" (<>=~:")) == other; });
    };
    const auto* facts = world_.index->facts(package);
    return names(world_.index->package(package).relations.replaces) || (facts && names(facts->relations.replaces));
  }

  const World& world_;
  Stage& stage_;
  PackageId package_;
  const std::vector<std::string>& public_dirs_;
  std::set<std::string> names_;
  std::vector<Shadow> out_;
};

}  // namespace

std::vector<Shadow> find_shadows(const World& world, Stage& stage, PackageId package,
                                 const std::vector<std::string>& public_dirs) {
  return ShadowFinder(world, stage, package, public_dirs).run();
}

}  // namespace elfgate::audit
