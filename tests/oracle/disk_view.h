// A FileView over a directory of this machine, read once: what the simulation sees of a tree the real loader runs in.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_map>

#include "loader/file_view.h"

namespace elfgate::oracle {

class DiskView final : public loader::FileView {
 public:
  /// Reads everything below ROOT, without its /proc.
  explicit DiskView(const std::string& root);

  loader::ViewEntry entry(std::string_view dir, std::string_view name) const override;
  void list(std::string_view dir, Visitor& visitor) const override;
  const std::string* conf(std::string_view path) const override;

  /// Virtual paths of all regular files that are ELF, in order; hard links once.
  std::vector<std::string> elf_files() const;

 private:
  struct Stored {
    loader::ViewEntry entry;
    std::string target;
  };
  using Directory = std::map<std::string, Stored, std::less<>>;

  void read_directory(const std::string& host, const std::string& path);
  void read_file(const std::string& host, const std::string& path, loader::ViewEntry* entry);

  std::map<std::string, Directory, std::less<>> directories_;
  std::map<std::string, std::string, std::less<>> confs_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::pair<model::FileId, const model::FileFact*>> inodes_;
  std::deque<model::FileFact> facts_;
};

}  // namespace elfgate::oracle
