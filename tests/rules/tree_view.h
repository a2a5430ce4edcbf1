// A FileView over the nodes of a small tree, without a disk: what the simulation sees of it. ELF files are written and read
// back, so that a broken one is as broken as it would be in a package.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "loader/file_view.h"
#include "tree.h"

namespace elfgate::rules {

class TreeView final : public loader::FileView {
 public:
  /// Adds NODE and the directories above it. False when its place is taken, or a link or file stands in the way.
  bool add(const oracle::Node& node);

  loader::ViewEntry entry(std::string_view dir, std::string_view name) const override;
  void list(std::string_view dir, Visitor& visitor) const override;
  const std::string* conf(std::string_view path) const override;

 private:
  struct Stored {
    loader::ViewEntry entry;
    std::string target;
    loader::ViewEntry shown() const;
  };
  using Directory = std::map<std::string, Stored, std::less<>>;

  Directory* directory(const std::string& path);
  void store_file(const oracle::Node& node, loader::ViewEntry* entry);

  std::map<std::string, Directory, std::less<>> directories_{{"/", {}}};
  std::map<std::string, std::string, std::less<>> confs_;
  std::deque<model::FileFact> facts_;
};

}  // namespace elfgate::rules
