// A root directory as loaders see it: a FileView that looks at the disk only where it is asked to look, once, and remembers. A
// root of a million files costs what the question about one file needs. Files are read, never executed, mapped or followed out
// of the root (engine/root_files.h); reading copies, because a mapped file that somebody truncates would end the process.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/page_space.h"
#include "engine/root_files.h"
#include "engine/run_context.h"
#include "loader/file_view.h"

namespace elfgate::engine {

/// Safe to ask from several threads. Answers do not change while it lives, even when the tree does.
class RootView final : public loader::FileView {
 public:
  /// For whom a loader would run: whoever is neither owner nor of the group (R12.4), or the user of this process.
  enum class User : std::uint8_t { others, ourselves };

  explicit RootView(RootFiles files, User user = User::others);
  ~RootView() override;
  RootView(const RootView&) = delete;
  RootView& operator=(const RootView&) = delete;

  loader::ViewEntry entry(std::string_view dir, std::string_view name) const override;
  /// Facts of a listed regular file are given when its name has ".so": what ldconfig looks into.
  void list(std::string_view dir, Visitor& visitor) const override;
  /// Content of any regular file below PATH within its bound: the text of a configuration, or /etc/ld.so.cache.
  const std::string* conf(std::string_view path) const override;

  /// Content of the regular file at canonical PATH; nothing when there is none. Errors: limit (WHAT names it), io.
  base::Result<std::string> read(std::string_view path, std::uint64_t limit, const char* what) const;

  /// Every program and library (ET_EXEC, ET_DYN, and files that begin as ELF and cannot be read) of the tree, sorted. Other
  /// file systems of the kernel (proc, sysfs ...) are left out.
  base::Result<std::vector<std::string>> elf_files(RunContext& context) const;

  /// What could not be looked at, sorted, each once: results may be wrong for it.
  std::vector<base::Error> problems() const;

 private:
  struct File;
  struct Node;
  struct NodeShard;
  struct FileShard;

  const Node& node(std::string_view dir, std::string_view name) const;
  std::unique_ptr<Node> look(std::string_view dir, std::string_view name) const;
  File& file_of(const HostStatus& status) const;
  const model::FileFact* fact_of(const Node& node, std::string_view dir, std::string_view name) const;
  void read_fact(File& file, const OpenFile& open, std::string path) const;
  void take(const OpenDirectory& open, const std::string& dir, const std::string& name) const;
  loader::ViewEntry to_entry(const Node& node, std::string_view dir, std::string_view name, bool with_fact) const;
  void add_problem(base::ErrorCode code, std::string path, std::string detail) const;

  RootFiles files_;
  User user_;
  std::unique_ptr<NodeShard[]> nodes_;
  std::unique_ptr<FileShard[]> by_inode_;
  mutable std::atomic<std::uint32_t> next_id_{0};
  mutable PageSpaces spaces_;
  mutable std::mutex confs_mutex_;
  mutable std::map<std::string, std::unique_ptr<const std::string>, std::less<>> confs_;
  mutable std::mutex problems_mutex_;
  mutable std::map<std::string, base::Error> problems_;
};

}  // namespace elfgate::engine
