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
  /// Reads everything below ROOT, without its /proc and the tools of the oracle. Files that KNOWN has are not read again; it
  /// must stay alive.
  explicit DiskView(const std::string& root, const DiskView* known = nullptr);

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

  using Inode = std::pair<std::uint64_t, std::uint64_t>;
  const model::FileFact* fact_of(const Inode& inode) const;
  void read_directory(const std::string& host, const std::string& path);
  void read_file(const std::string& host, const std::string& path, loader::ViewEntry* entry);

  const DiskView* known_;
  std::map<std::string, Directory, std::less<>> directories_;
  std::map<std::string, std::string, std::less<>> confs_;
  std::map<Inode, std::pair<model::FileId, const model::FileFact*>> inodes_;
  std::deque<model::FileFact> facts_;
};

}  // namespace elfgate::oracle
