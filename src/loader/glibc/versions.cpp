#include "loader/glibc/versions.h"

#include <algorithm>

namespace elfgate::loader::glibc {
namespace {

using model::VersionProblem;
using Kind = model::VersionProblem::Kind;

constexpr std::uint16_t k_weak = 2;
constexpr unsigned k_first_with_relr_check = 36;
constexpr std::string_view k_relr_version = "GLIBC_ABI_DT_RELR";

class Check {
 public:
  Check(const Images& images, const std::vector<bool>& listed, unsigned glibc_minor, model::LinkMap& map)
      : images_(images), listed_(listed), glibc_minor_(glibc_minor), map_(map) {}

  // False when the check has ended for good.
  bool run(ImageId id) {
    const auto& elf = *images_[id].elf();
    bool relr_named = false;
    for (const auto& need : elf.needed_versions) {
      const auto provider = images_.find_named(need.file, listed_);
      if (provider == k_no_image) {
        return stop({Kind::no_provider, id, k_no_image, need.file, {}},
                    "Assertion `needed != NULL' failed: no object is loaded as " + need.file);
      }
      if (images_[provider].placeholder) continue;
      if (need.revision != 1)
        return stop({Kind::bad_revision, id, provider, need.file, {}},
                    "unsupported version " + std::to_string(need.revision) + " of Verneed record");
      for (const auto& wanted : need.versions) {
        if (!match(id, provider, need.file, wanted)) return false;
        relr_named |= wanted.name == k_relr_version;
      }
    }
    return check_relr(id, elf, relr_named);
  }

 private:
  // R9.3 for one Vernaux.
  bool match(ImageId from, ImageId provider, const std::string& file, const model::VersionWanted& wanted) {
    const auto* elf = images_[provider].elf();
    VersionProblem problem{Kind::missing, from, provider, file, wanted.name};
    if (elf == nullptr) return true;  // an interpreter that is not in the view
    if (!elf->has_verdef) {
      problem.kind = Kind::no_versions;
      map_.versions.push_back(std::move(problem));
      return true;
    }
    for (const auto& defined : elf->defined_versions) {
      if (defined.revision != 1) {
        problem.kind = Kind::bad_revision;
        return stop(std::move(problem), "unsupported version " + std::to_string(defined.revision) + " of Verdef record");
      }
      if (defined.hash == wanted.hash && defined.name == wanted.name) return true;
    }
    if ((wanted.flags & k_weak) != 0) problem.kind = Kind::weak_missing;
    map_.versions.push_back(std::move(problem));
    return true;
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
    map_.fatal_reason = (image.path.empty() ? image.real : image.path) + ": " + reason;
    map_.versions.push_back(std::move(problem));
    return false;
  }

  const Images& images_;
  const std::vector<bool>& listed_;
  unsigned glibc_minor_;
  model::LinkMap& map_;
};

}  // namespace

void check_versions(const Images& images, const std::vector<bool>& listed, ImageId first, unsigned glibc_minor,
                    model::LinkMap& map) {
  Check check(images, listed, glibc_minor, map);
  for (const auto id : images.chain()) {
    if (id < first || !listed[id] || images[id].elf() == nullptr) continue;
    if (!check.run(id)) return;
  }
}

}  // namespace elfgate::loader::glibc
