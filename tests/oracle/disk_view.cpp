#include "disk_view.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <set>

#include "base/vpath.h"
#include "elf/reader.h"

namespace elfgate::oracle {
namespace {

using loader::EntryKind;
using loader::ViewEntry;

constexpr std::uint32_t k_first_known_id = 1U << 30;  // ids of files that another view has read
constexpr std::size_t k_conf_bytes = 256 * 1024;

std::string read_bytes(const std::string& host) {
  std::ifstream in(host, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string read_target(const std::string& host) {
  std::array<char, 8192> buffer{};
  const auto length = readlink(host.c_str(), buffer.data(), buffer.size());
  return length < 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(length));
}

}  // namespace

DiskView::DiskView(const std::string& root, const DiskView* known) : known_(known) {
  read_directory(root, "/");
}

void DiskView::read_directory(const std::string& host, const std::string& path) {
  auto& directory = directories_[path];
  DIR* stream = opendir(host.c_str());
  if (stream == nullptr) return;
  while (const dirent* item = readdir(stream)) {
    const std::string name = item->d_name;
    if (name == "." || name == ".." || (path == "/" && (name == "proc" || name == ".oracle"))) continue;
    const auto below = host + "/" + name;
    struct stat status {};
    if (lstat(below.c_str(), &status) != 0) continue;
    Stored stored;
    if (S_ISLNK(status.st_mode)) {
      stored.entry.kind = EntryKind::symlink;
      stored.target = read_target(below);
    } else if (S_ISDIR(status.st_mode)) {
      stored.entry.kind = EntryKind::directory;
      stored.entry.searchable = (status.st_mode & 1) != 0;
      read_directory(below, base::join(path, name));
    } else if (S_ISREG(status.st_mode)) {
      stored.entry.kind = EntryKind::regular;
      read_file(below, base::join(path, name), &stored.entry);
    } else {
      stored.entry.kind = EntryKind::other;
    }
    directory.emplace(name, std::move(stored));
  }
  closedir(stream);
}

void DiskView::read_file(const std::string& host, const std::string& path, ViewEntry* entry) {
  struct stat status {};
  if (stat(host.c_str(), &status) != 0) return;
  const Inode inode{status.st_dev, status.st_ino};
  const auto [known, added] = inodes_.try_emplace(inode);
  const auto* elsewhere = known_ == nullptr ? nullptr : known_->fact_of(inode);
  if (added && elsewhere != nullptr) {
    known->second = {static_cast<model::FileId>(k_first_known_id + inodes_.size()), elsewhere};
  } else if (added) {
    auto& fact = facts_.emplace_back();
    fact.path = path;
    fact.mode = status.st_mode & 07777;
    fact.uid = status.st_uid;
    fact.gid = status.st_gid;
    fact.size = static_cast<std::uint64_t>(status.st_size);
    const auto bytes = read_bytes(host);
    const auto view = base::as_bytes(bytes);
    std::vector<base::Error> oddities;
    if (bytes.size() < elf::k_elf_header) {
      fact.content = model::FileContent::too_short;
    } else if (elf::looks_like_elf(view)) {
      auto read = elf::read_elf(view, path, oddities);
      fact.content = read ? model::FileContent::elf : model::FileContent::broken_elf;
      if (read) fact.elf = std::move(*read);
      if (read && base::basename(path).starts_with("ld")) fact.elf.loader = elf::read_loader_constants(view);
      if (read && base::basename(path) == "libc.so") fact.elf.loader = elf::read_loader_constants(view);
    }
    known->second = {static_cast<model::FileId>(facts_.size()), &fact};
  }
  entry->file = known->second.first;
  entry->fact = known->second.second;
  if (path.starts_with("/etc/") && status.st_size < static_cast<off_t>(k_conf_bytes)) confs_[path] = read_bytes(host);
  if (path.find("/etc/ld-musl-") != std::string::npos) confs_[path] = read_bytes(host);
}

const model::FileFact* DiskView::fact_of(const Inode& inode) const {
  const auto found = inodes_.find(inode);
  return found == inodes_.end() ? nullptr : found->second.second;
}

ViewEntry DiskView::entry(std::string_view dir, std::string_view name) const {
  const auto directory = directories_.find(dir);
  if (directory == directories_.end()) return {};
  const auto found = directory->second.find(name);
  if (found == directory->second.end()) return {};
  auto entry = found->second.entry;
  entry.target = found->second.target;
  return entry;
}

void DiskView::list(std::string_view dir, Visitor& visitor) const {
  const auto directory = directories_.find(dir);
  if (directory == directories_.end()) return;
  for (const auto& [name, stored] : directory->second) {
    auto entry = stored.entry;
    entry.target = stored.target;
    visitor.visit(name, entry);
  }
}

const std::string* DiskView::conf(std::string_view path) const {
  const auto found = confs_.find(path);
  return found == confs_.end() ? nullptr : &found->second;
}

std::vector<std::string> DiskView::elf_files() const {
  std::vector<std::string> paths;
  std::set<model::FileId> seen;
  for (const auto& [dir, directory] : directories_)
    for (const auto& [name, stored] : directory)
      if (stored.entry.fact != nullptr && stored.entry.fact->content == model::FileContent::elf &&
          seen.insert(stored.entry.file).second)
        paths.push_back(base::join(dir, name));
  return paths;
}

}  // namespace elfgate::oracle
