// A view with links laid over it: the tree after ldconfig has run, or after somebody has made a link by hand.
#pragma once

#include <map>
#include <string>

#include "loader/ldconfig.h"

namespace elfgate::loader {

/// BASE plus added, replaced and removed links. Const methods are as thread-safe as BASE's once it is filled.
class LinkedView final : public FileView {
 public:
  explicit LinkedView(const FileView& base) : base_(base) {}
  /// BASE as the run that made CACHE left it.
  LinkedView(const FileView& base, const LdCache& cache);

  /// PATH, whose directory is canonical, becomes a link to TARGET, whatever stood there.
  void add(const std::string& path, std::string target);
  /// Nothing stands at PATH any more.
  void remove(const std::string& path);

  ViewEntry entry(std::string_view dir, std::string_view name) const override;
  void list(std::string_view dir, Visitor& visitor) const override;
  const std::string* conf(std::string_view path) const override { return base_.conf(path); }

 private:
  struct Change {
    bool removed = false;
    std::string target;
  };
  static ViewEntry entry_of(const Change& change);

  const FileView& base_;
  std::map<std::string, std::map<std::string, Change, std::less<>>, std::less<>> changes_;  // directory, name
};

}  // namespace elfgate::loader
