#include "base/vpath.h"

#include <vector>

#include "base/text.h"

namespace elfgate::base {

std::string to_vpath(std::string_view entry_name) {
  std::string path;
  bool first = true;
  for (const auto component : words(entry_name, "/")) {
    if (!(first && component == ".")) path.append("/").append(component);
    first = false;
  }
  return path.empty() ? "/" : path;
}

std::string_view dirname(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string_view basename(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string join(std::string_view dir, std::string_view name) {
  std::string path(dir);
  if (path.empty() || path.back() != '/') path += '/';
  return path.append(name);
}

bool has_odd_component(std::string_view path) {
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  for (const auto component : split(path, '/'))
    if (component.empty() || component == "." || component == "..") return true;
  return false;
}

bool is_below(std::string_view path, std::string_view dir) {
  if (dir == "/") return !path.empty() && path.front() == '/';
  return path.starts_with(dir) && (path.size() == dir.size() || path[dir.size()] == '/');
}

std::string link_text(std::string_view dir, std::string_view target) {
  std::vector<std::string_view> parts;
  const std::string text = target.starts_with('/') ? std::string(target) : join(dir, target);
  for (const auto part : words(text, "/")) {
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (part != ".") {
      parts.push_back(part);
    }
  }
  std::string path;
  for (const auto part : parts) path.append("/").append(part);
  return path.empty() ? "/" : path;
}

}  // namespace elfgate::base
