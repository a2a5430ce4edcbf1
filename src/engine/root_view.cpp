#include "engine/root_view.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/limits.h"
#include "base/vpath.h"
#include "engine/elf_content.h"
#include "engine/root_walk.h"

namespace elfgate::engine {

using loader::EntryKind;
using loader::ViewEntry;
using model::FileId;

namespace {

constexpr std::size_t k_shards = 64;

EntryKind kind_of(HostEntryKind kind) {
  switch (kind) {
    case HostEntryKind::absent: return EntryKind::absent;
    case HostEntryKind::directory: return EntryKind::directory;
    case HostEntryKind::regular: return EntryKind::regular;
    case HostEntryKind::symlink: return EntryKind::symlink;
    case HostEntryKind::other: return EntryKind::other;
  }
  return EntryKind::absent;
}

/// DIR/NAME without building the text.
struct PathParts {
  std::string_view dir, name;
};

struct PathHash {
  using is_transparent = void;
  std::size_t operator()(const PathParts& path) const {
    const std::hash<std::string_view> hash;
    return hash(path.dir) * 31 + hash(path.name);
  }
  std::size_t operator()(const std::string& path) const {
    return (*this)(PathParts{base::dirname(path), base::basename(path)});
  }
};

struct PathEqual {
  using is_transparent = void;
  bool operator()(const std::string& a, const std::string& b) const { return a == b; }
  bool operator()(const PathParts& a, const std::string& b) const {
    return base::basename(b) == a.name && base::dirname(b) == a.dir;
  }
  bool operator()(const std::string& a, const PathParts& b) const { return (*this)(b, a); }
};

struct InodeHash {
  std::size_t operator()(const std::pair<std::uint64_t, std::uint64_t>& inode) const {
    return std::hash<std::uint64_t>{}(inode.first * 0x9E3779B97F4A7C15ULL ^ inode.second);
  }
};

}  // namespace

/// One inode, with its facts once somebody asked.
struct RootView::File {
  FileId id = FileId::none;
  std::once_flag once;
  std::unique_ptr<const model::FileFact> fact;
};

/// One name. Frozen once it is in its shard.
struct RootView::Node {
  EntryKind kind = EntryKind::absent;
  bool searchable = true;
  std::string target;
  File* file = nullptr;
};

struct RootView::NodeShard {
  std::mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<Node>, PathHash, PathEqual> nodes;
};

struct RootView::FileShard {
  std::mutex mutex;
  std::unordered_map<std::pair<std::uint64_t, std::uint64_t>, std::unique_ptr<File>, InodeHash> files;
};

RootView::RootView(RootFiles files, User user)
    : files_(std::move(files)),
      user_(user),
      nodes_(std::make_unique<NodeShard[]>(k_shards)),
      by_inode_(std::make_unique<FileShard[]>(k_shards)) {}

RootView::~RootView() = default;

const RootView::Node& RootView::node(std::string_view dir, std::string_view name) const {
  const PathParts path{dir, name};
  auto& shard = nodes_[PathHash{}(path) % k_shards];
  {
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.nodes.find(path); found != shard.nodes.end()) return *found->second;
  }
  // Two threads may look at once; the first answer stays.
  auto made = look(dir, name);
  const std::lock_guard lock(shard.mutex);
  return *shard.nodes.try_emplace(base::join(dir, name), std::move(made)).first->second;
}

std::unique_ptr<RootView::Node> RootView::look(std::string_view dir, std::string_view name) const {
  constexpr std::uint32_t k_others_search = 01;
  auto made = std::make_unique<Node>();
  auto status = files_.status(dir, name);
  if (status.failure != 0) add_problem(base::ErrorCode::io, base::join(dir, name), std::strerror(status.failure));
  made->kind = kind_of(status.kind);
  made->searchable =
      status.kind != HostEntryKind::directory || user_ == User::ourselves || (status.mode & k_others_search) != 0;
  made->target = std::move(status.target);
  if (status.kind == HostEntryKind::regular) made->file = &file_of(status);
  return made;
}

RootView::File& RootView::file_of(const HostStatus& status) const {
  const std::pair inode(status.device, status.inode);
  auto& shard = by_inode_[InodeHash{}(inode) % k_shards];
  const std::lock_guard lock(shard.mutex);
  auto& file = shard.files[inode];
  if (!file) {
    file = std::make_unique<File>();
    file->id = static_cast<FileId>(next_id_++);
  }
  return *file;
}

const model::FileFact* RootView::fact_of(const Node& node, std::string_view dir, std::string_view name) const {
  std::call_once(node.file->once, [&] { read_fact(*node.file, files_.open_regular(dir, name), base::join(dir, name)); });
  return node.file->fact.get();
}

void RootView::read_fact(File& file, const OpenFile& open, std::string path) const {
  auto fact = std::make_unique<model::FileFact>();
  fact->path = std::move(path);
  if (!open.fd) {
    add_problem(base::ErrorCode::io, fact->path, std::strerror(open.failure));
    return;
  }
  constexpr std::uint32_t k_others_read = 04;
  fact->mode = open.status.mode | (user_ == User::ourselves ? k_others_read : 0);  // it is open, so we may read it
  fact->uid = open.status.uid;
  fact->gid = open.status.gid;
  fact->size = open.status.size;
  fact->has_capabilities = open.has_capabilities;
  std::optional<base::Error> damage;
  auto space = spaces_.take();
  const bool done = read_elf_content(open, *space, *fact, damage);
  if (!done) add_problem(base::ErrorCode::io, fact->path, std::strerror(errno));
  spaces_.give_back(std::move(space));
  if (!done) return;
  if (damage) add_problem(damage->code, fact->path, base::to_text({damage->code, "", damage->offset, damage->detail}));
  file.fact = std::move(fact);
}

ViewEntry RootView::to_entry(const Node& node, std::string_view dir, std::string_view name, bool with_fact) const {
  ViewEntry entry;
  entry.kind = node.kind;
  entry.target = node.target;
  entry.searchable = node.searchable;
  if (node.file != nullptr) {
    entry.file = node.file->id;
    if (with_fact) entry.fact = fact_of(node, dir, name);
  }
  return entry;
}

ViewEntry RootView::entry(std::string_view dir, std::string_view name) const {
  return to_entry(node(dir, name), dir, name, true);
}

void RootView::list(std::string_view dir, Visitor& visitor) const {
  std::vector<std::string> names;
  const int failure = files_.list(dir, [&](HostName name) { names.emplace_back(name.name); });
  if (failure != 0 && failure != ENOENT && failure != ENOTDIR)
    add_problem(base::ErrorCode::io, std::string(dir), std::strerror(failure));
  std::sort(names.begin(), names.end());
  for (const auto& name : names)
    visitor.visit(name, to_entry(node(dir, name), dir, name, name.find(".so") != std::string::npos));
}

base::Result<std::string> RootView::read(std::string_view path, std::uint64_t limit, const char* what) const {
  const auto file = files_.open_file(base::dirname(path), base::basename(path));
  if (!file.fd) {
    if (file.status.kind == HostEntryKind::absent && file.status.failure == 0)
      return base::fail(base::ErrorCode::not_found, std::string(path), "no such file");
    return base::fail(base::ErrorCode::io, std::string(path), std::strerror(file.failure));
  }
  if (file.status.size > limit)
    return base::fail(base::ErrorCode::limit, std::string(path),
                      std::string(what) + ": a file of " + std::to_string(file.status.size) + " bytes");
  std::string text(file.status.size, '\0');
  std::uint64_t got = 0;
  if (!read_from_start(file.fd.get(), reinterpret_cast<std::uint8_t*>(text.data()), text.size(), got))
    return base::fail(base::ErrorCode::io, std::string(path), std::strerror(errno));
  text.resize(got);
  return text;
}

const std::string* RootView::conf(std::string_view path) const {
  const std::lock_guard lock(confs_mutex_);
  if (const auto found = confs_.find(path); found != confs_.end()) return found->second.get();
  const bool is_cache = base::basename(path) == "ld.so.cache";
  auto text = is_cache ? read(path, base::limits::k_cache_bytes, "k_cache_bytes")
                       : read(path, base::limits::k_conf_bytes, "k_conf_bytes");
  if (!text && text.error().code != base::ErrorCode::not_found)
    add_problem(text.error().code, std::string(path), text.error().detail);
  auto kept = text ? std::make_unique<const std::string>(std::move(*text)) : nullptr;
  return confs_.emplace(path, std::move(kept)).first->second.get();
}

base::Result<std::vector<std::string>> RootView::elf_files(RunContext& context) const {
  struct Take final : OnWalk {
    explicit Take(const RootView& of) : view(of) {}
    void found(const OpenDirectory& open, const std::string& dir, const std::string& name) override {
      view.take(open, dir, name);
    }
    void unseen(base::ErrorCode code, std::string path, std::string detail) override {
      view.add_problem(code, std::move(path), std::move(detail));
    }
    const RootView& view;
  } take(*this);
  return find_elf_files(files_, context, take);
}

// Somebody is going to ask for it: here it can be had without a path, and by several threads.
void RootView::take(const OpenDirectory& open, const std::string& dir, const std::string& name) const {
  const auto file = open.open_regular(name);
  if (!file.fd) return;  // whoever asks is told what is wrong
  auto made = std::make_unique<Node>();
  made->kind = EntryKind::regular;
  auto& inode = file_of(file.status);
  made->file = &inode;
  {
    auto& shard = nodes_[PathHash{}(PathParts{dir, name}) % k_shards];
    const std::lock_guard lock(shard.mutex);
    shard.nodes.try_emplace(base::join(dir, name), std::move(made));
  }
  std::call_once(inode.once, [&] { read_fact(inode, file, base::join(dir, name)); });
}

void RootView::add_problem(base::ErrorCode code, std::string path, std::string detail) const {
  const std::lock_guard lock(problems_mutex_);
  problems_.try_emplace(path, base::Error{code, path, std::nullopt, std::move(detail)});
}

std::vector<base::Error> RootView::problems() const {
  const std::lock_guard lock(problems_mutex_);
  std::vector<base::Error> list;
  for (const auto& [path, error] : problems_) list.push_back(error);
  return list;
}

}  // namespace elfgate::engine
