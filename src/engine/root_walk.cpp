#include "engine/root_walk.h"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "base/limits.h"
#include "base/vpath.h"
#include "engine/elf_content.h"
#include "engine/head_reader.h"

namespace elfgate::engine {
namespace {

/// Files of one directory that one thread looks into at a time.
constexpr std::size_t k_chunk = 256;

/// Files of a directory with so many that several threads share them.
struct Chunk {
  std::string dir;
  std::vector<std::string> names;
};

class Walk {
 public:
  Walk(const RootFiles& root, RunContext& context, OnWalk& on_walk) : root_(root), context_(context), on_walk_(on_walk) {}

  base::Result<std::vector<std::string>> run();

 private:
  std::optional<OpenDirectory> open(const std::string& dir) const;
  void visit(const std::string& dir);
  void look_into(const OpenDirectory& open, const std::string& dir, std::span<const std::string> names);
  void add(std::vector<std::string>&& files);

  const RootFiles& root_;
  RunContext& context_;
  OnWalk& on_walk_;
  tbb::enumerable_thread_specific<HeadReader> readers_;
  std::mutex mutex_;
  std::vector<std::string> next_;  // directories of the next level
  std::vector<Chunk> chunks_;      // left for the end
  std::vector<std::string> found_;
};

std::optional<OpenDirectory> Walk::open(const std::string& dir) const {
  int failure = 0;
  auto open = root_.open_directory(dir, failure);
  if (!open) on_walk_.unseen(base::ErrorCode::io, dir, std::strerror(failure));
  return open;
}

void Walk::add(std::vector<std::string>&& files) {
  if (files.empty()) return;
  const std::lock_guard lock(mutex_);
  std::move(files.begin(), files.end(), std::back_inserter(found_));
}

void Walk::look_into(const OpenDirectory& open, const std::string& dir, std::span<const std::string> names) {
  std::vector<std::string> files;
  const auto heads = readers_.local().read(open, names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto size = heads[i].size;
    // What is gone, or a link by now, is no file of the tree any more.
    if (size < 0 && size != -ENOENT && size != -ELOOP)
      on_walk_.unseen(base::ErrorCode::io, base::join(dir, names[i]), std::strerror(static_cast<int>(-size)));
    if (!begins_as_program_or_library(heads[i].begin())) continue;
    files.push_back(base::join(dir, names[i]));
    on_walk_.found(open, dir, names[i]);
  }
  add(std::move(files));
}

void Walk::visit(const std::string& dir) {
  auto open = this->open(dir);
  if (!open || open->is_kernel_file_system()) return;
  std::vector<std::string> below, regular;
  const int failure = open->list([&](HostName name) {
    if (name.kind == HostEntryKind::absent) name.kind = open->status(std::string(name.name)).kind;
    if (name.kind == HostEntryKind::directory) below.push_back(base::join(dir, name.name));
    if (name.kind == HostEntryKind::regular) regular.emplace_back(name.name);
  });
  if (failure != 0) on_walk_.unseen(base::ErrorCode::io, dir, std::strerror(failure));
  // No program can name what lies deeper, and to go there level by level takes time that grows with the square of the depth.
  const auto too_deep = [](const std::string& path) { return path.size() >= base::limits::k_path; };
  if (std::erase_if(below, too_deep) != 0)
    on_walk_.unseen(base::ErrorCode::limit, dir, "k_path: the paths below are longer than the 4,095 bytes that can be opened");
  {
    const std::lock_guard lock(mutex_);
    std::move(below.begin(), below.end(), std::back_inserter(next_));
    while (regular.size() > k_chunk) {
      const auto from = regular.end() - static_cast<std::ptrdiff_t>(k_chunk);
      chunks_.push_back({dir, {std::make_move_iterator(from), std::make_move_iterator(regular.end())}});
      regular.erase(from, regular.end());
    }
  }
  look_into(*open, dir, regular);
}

base::Result<std::vector<std::string>> Walk::run() {
  // Level by level: the directories of one depth are read in parallel.
  next_ = {"/"};
  while (!next_.empty()) {
    const auto level = std::move(next_);
    next_.clear();
    ELFGATE_TRY(for_each_index(context_, level.size(), [&](std::size_t i) { visit(level[i]); }));
  }
  ELFGATE_TRY(for_each_index(context_, chunks_.size(), [&](std::size_t i) {
    if (const auto open = this->open(chunks_[i].dir)) look_into(*open, chunks_[i].dir, chunks_[i].names);
  }));
  std::sort(found_.begin(), found_.end());
  return std::move(found_);
}

}  // namespace

base::Result<std::vector<std::string>> find_elf_files(const RootFiles& root, RunContext& context, OnWalk& on_walk) {
  return Walk(root, context, on_walk).run();
}

}  // namespace elfgate::engine
