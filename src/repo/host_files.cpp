#include "repo/host_files.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/byte_source.h"

namespace elfgate::repo {

namespace {

HostKind kind_of_status(const struct stat& status) {
  if (S_ISREG(status.st_mode)) return HostKind::file;
  return S_ISDIR(status.st_mode) ? HostKind::directory : HostKind::other;
}

bool is_symlink(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

HostKind kind_of_entry(const std::string& dir, const dirent& entry) {
  if (entry.d_type == DT_REG) return HostKind::file;
  if (entry.d_type == DT_DIR) return HostKind::directory;
  return kind_of(host_join(dir, entry.d_name));
}

}  // namespace

HostKind kind_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return HostKind::absent;
  return kind_of_status(status);
}

std::string first_bytes(const std::string& path, std::size_t size) {
  auto source = base::FileSource::open(path);
  if (!source) return {};
  std::string bytes(size, '\0');
  const auto got = base::read_full(*source, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  bytes.resize(got.value_or(0));
  return bytes;
}

base::Result<std::vector<HostEntry>> list_directory(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(path.c_str()), ::closedir);
  if (!dir) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    return base::fail(absent ? base::ErrorCode::not_found : base::ErrorCode::io, path, std::strerror(errno));
  }
  std::vector<HostEntry> entries;
  errno = 0;
  while (const dirent* entry = ::readdir(dir.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") entries.push_back({std::string(name), kind_of_entry(path, *entry)});
    errno = 0;
  }
  if (errno != 0) return base::fail(base::ErrorCode::io, path, std::strerror(errno));
  std::sort(entries.begin(), entries.end(), [](const HostEntry& a, const HostEntry& b) { return a.name < b.name; });
  return entries;
}

FoundFiles find_files(const std::string& dir, std::string_view suffix, unsigned depth) {
  FoundFiles found;
  const auto entries = list_directory(dir);
  if (!entries) {
    found.errors.push_back(entries.error());
    return found;
  }
  for (const auto& entry : *entries) {
    const std::string path = host_join(dir, entry.name);
    if (entry.kind == HostKind::file && entry.name.ends_with(suffix)) found.paths.push_back(path);
    if (entry.kind != HostKind::directory || depth == 0 || is_symlink(path)) continue;
    const auto below = find_files(path, suffix, depth - 1);
    found.paths.insert(found.paths.end(), below.paths.begin(), below.paths.end());
    found.errors.insert(found.errors.end(), below.errors.begin(), below.errors.end());
  }
  return found;
}

bool holds_file(const std::string& dir, std::string_view suffix, unsigned depth) {
  const auto entries = list_directory(dir);
  if (!entries) return false;
  for (const auto& entry : *entries)
    if (entry.kind == HostKind::file && entry.name.ends_with(suffix)) return true;
  if (depth == 0) return false;
  for (const auto& entry : *entries)
    if (entry.kind == HostKind::directory && holds_file(host_join(dir, entry.name), suffix, depth - 1)) return true;
  return false;
}

std::string host_dirname(const std::string& path) {
  std::string_view text = path;
  while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : text.substr(0, slash));
}

std::string host_join(const std::string& dir, std::string_view name) {
  std::string path = dir;
  if (!path.ends_with('/')) path += '/';
  return path.append(name);
}

}  // namespace elfgate::repo
