// The root that an install of some packages would make, as the loader sees it (R12.1): entries of the member packages of one
// index, directory links of one package applied to the paths of the others, install-time links, ldconfig's links.
//
// Nothing is copied: the view filters the index by membership. Directory links need care: when wolfi-baselayout ships
// lib64 -> usr/lib and another package ships lib64/libx.so.1, the file stands at /usr/lib/libx.so.1. Such links are few; the
// view knows which are active and, at a directory they lead to, also looks under their spelling.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "index/repository_index.h"
#include "loader/file_view.h"

namespace elfgate::audit {

using model::FileId;
using model::PackageId;

class ClosureView final : public loader::FileView {
 public:
  /// MEMBERS in install order. LINKS are (path, target) that exist without a package (audit/profile.h).
  ClosureView(const index::RepositoryIndex& index, std::vector<PackageId> members,
              const std::vector<std::pair<std::string, std::string>>& links);

  loader::ViewEntry entry(std::string_view dir, std::string_view name) const override;
  void list(std::string_view dir, Visitor& visitor) const override;
  const std::string* conf(std::string_view path) const override;

  /// A link that ldconfig would make or point elsewhere; entry() then reports it as made at install time.
  void add_made_link(std::string path, std::string target);
  bool is_made_by_ldconfig(std::string_view path) const { return made_.contains(std::string(path)); }

  bool has(PackageId package) const { return present_[to_index(package)]; }
  const std::vector<PackageId>& members() const { return members_; }
  const index::RepositoryIndex& index() const { return index_; }

 private:
  struct DirectoryLink {
    std::string path;    ///< "/lib64"
    std::string target;  ///< canonical: "/usr/lib"
  };

  void activate_directory_links(const std::vector<std::pair<std::string, std::string>>& links);
  const index::Located* choose(std::string_view dir, std::string_view name) const;
  const index::Located* better(const index::Located* a, const index::Located* b) const;
  bool directory_exists(std::string_view path) const;
  bool other_file_exists(std::string_view dir, std::string_view name) const;
  bool any_member(std::span<const PackageId> owners) const;
  loader::ViewEntry to_entry(const index::Located& located) const;
  template <typename Visit>
  void for_each_spelling(std::string_view dir, Visit visit) const;

  const index::RepositoryIndex& index_;
  std::vector<PackageId> members_;
  std::vector<bool> present_;
  std::vector<std::uint32_t> position_;  ///< install order by package
  std::vector<DirectoryLink> directory_links_;
  std::unordered_map<std::string, std::string> fixed_;  ///< links without a package
  std::unordered_map<std::string, std::string> made_;   ///< ldconfig's links
};

}  // namespace elfgate::audit
