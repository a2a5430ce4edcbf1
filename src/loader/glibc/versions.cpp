#include "loader/glibc/versions.h"

#include <algorithm>

namespace elfgate::loader::glibc {
namespace {

using model::VersionProblem;
using Kind = model::VersionProblem::Kind;

constexpr ImageId k_program = 0;
constexpr std::uint16_t k_weak = 2;
constexpr unsigned k_first_with_relr_check = 36;
constexpr std::string_view k_relr_version = "GLIBC_ABI_DT_RELR";
constexpr std::uint32_t k_relr_hash = 0xfd0e42;

class Check {
 public:
  Check(const Images& images, const std::vector<bool>& listed, const LoaderSettings& settings, model::LinkMap& map)
      : images_(images), listed_(listed), glibc_minor_(settings.glibc_minor), memory_(settings.memory), map_(map) {}

  // False when the check has ended for good.
  bool run(ImageId id) {
    const auto& elf = *images_[id].elf();
    bool relr_named = false;
    if (!elf.needed_versions.empty() && elf.needed_versions.front().revision != 1) {
      const auto& first = elf.needed_versions.front();  // of the others nobody looks at it
      return stop({Kind::bad_revision, id, k_no_image, first.file, {}},
                  "unsupported version " + std::to_string(first.revision) + " of Verneed record");
    }
    for (const auto& need : elf.needed_versions) {
      auto provider = find(id, need.file, listed_);
      if (provider == k_no_image) {
        return stop({Kind::no_provider, id, k_no_image, need.file, {}},
                    "Assertion `needed != NULL' failed: no object is loaded as " + need.file);
      }
      const bool start_only = stands_for_optional(provider);
      if (start_only) provider = find(id, need.file, listed_at_start());
      if (provider == k_no_image) map_.versions.push_back({Kind::no_provider, id, k_no_image, need.file, {}, true});
      if (provider == k_no_image || images_[provider].placeholder) continue;
      const auto problems = map_.versions.size();
      relr_named |= match_all(id, provider, need);
      for (auto i = problems; i < map_.versions.size(); ++i) map_.versions[i].start_only = start_only;
    }
    return check_relr(id, elf, relr_named);
  }

 private:
  ImageId find(ImageId requester, const std::string& file, const std::vector<bool>& listed) const {
    const auto provider = images_.find_named(file, listed);
    // Only the program has a list of its dependencies by now, its own filtees included.
    return provider == k_no_image && requester == k_program ? images_.find_named(file, listed, true) : provider;
  }

  // A missing name that only trace mode keeps a place for: a start goes on without it (R10.1).
  bool stands_for_optional(ImageId id) const {
    const auto& image = images_[id];
    return image.placeholder && map_.edges[image.edge].kind == model::EdgeKind::auxiliary;
  }

  std::vector<bool> listed_at_start() const {
    auto listed = listed_;
    for (ImageId id = 0; id < images_.size(); ++id) listed[id] = listed[id] && !stands_for_optional(id);
    return listed;
  }

  // R9.3 for one Verneed; true when it names the version that announces DT_RELR.
  bool match_all(ImageId from, ImageId provider, const model::VersionNeed& need) {
    const auto* elf = images_[provider].elf();
    if (memory_ != nullptr && elf != nullptr)
      if (const auto known = memory_->satisfied(need, *elf)) return *known;
    const auto problems = map_.versions.size();
    bool relr_named = false;
    for (const auto& wanted : need.versions) {
      match(from, provider, need.file, wanted);
      relr_named |= wanted.name == k_relr_version && wanted.hash == k_relr_hash;
    }
    if (memory_ != nullptr && elf != nullptr && map_.versions.size() == problems)
      memory_->keep_satisfied(need, *elf, relr_named);
    return relr_named;
  }

  // R9.3 for one Vernaux.
  void match(ImageId from, ImageId provider, const std::string& file, const model::VersionWanted& wanted) {
    const auto* elf = images_[provider].elf();
    VersionProblem problem{Kind::missing, from, provider, file, wanted.name};
    if (elf == nullptr) {
      // An interpreter that is not in the view defines what it likes; the kernel's vDSO defines two versions.
      if (images_[provider].how != model::Found::vdso || is_version_of_vdso(wanted.name)) return;
    } else if (!elf->has_verdef) {
      problem.kind = Kind::no_versions;
    } else {
      for (const auto& defined : elf->defined_versions) {
        if (defined.revision != 1) {
          problem.kind = Kind::bad_revision;
          break;
        }
        if (defined.hash == wanted.hash && defined.name == wanted.name) return;
      }
    }
    if (problem.kind == Kind::missing && (wanted.flags & k_weak) != 0) problem.kind = Kind::weak_missing;
    map_.versions.push_back(std::move(problem));
  }

  static bool is_version_of_vdso(std::string_view name) {
    return name == "linux-vdso.so.1" || name == "LINUX_2.6" || name == "LINUX_2.6.39";
  }

  // R9.6: an object with packed relocations says which libc can read them.
  bool check_relr(ImageId id, const model::ElfFacts& elf, bool named) {
    if (glibc_minor_ < k_first_with_relr_check || !elf.has_relr || elf.needed_versions.empty() || named) return true;
    const bool needs_libc = std::any_of(elf.edges.begin(), elf.edges.end(), [](const model::DynamicEdge& edge) {
      return edge.kind == model::EdgeKind::needed && edge.name.starts_with("libc.so.");
    });
    if (!needs_libc) return true;
    return stop({Kind::relr, id, k_no_image, {}, std::string(k_relr_version)}, "DT_RELR without GLIBC_ABI_DT_RELR dependency");
  }

  bool stop(VersionProblem problem, const std::string& reason) {
    const auto& image = images_[problem.from];
    map_.status = model::LinkStatus::fatal;
    map_.fatal_reason = (image.path.empty() ? image.called : image.path) + ": " + reason;
    map_.versions.push_back(std::move(problem));
    return false;
  }

  const Images& images_;
  const std::vector<bool>& listed_;
  unsigned glibc_minor_;
  StartMemory* memory_;
  model::LinkMap& map_;
};

}  // namespace

void check_versions(const Images& images, const std::vector<bool>& listed, ImageId first, const LoaderSettings& settings,
                    model::LinkMap& map) {
  Check check(images, listed, settings, map);
  for (const auto id : images.chain()) {
    if (id < first || !listed[id] || images[id].elf() == nullptr || images.precedes_program(id)) continue;
    if (!check.run(id)) return;
  }
}

}  // namespace elfgate::loader::glibc
