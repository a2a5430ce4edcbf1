// One directory a line, whatever blanks it contains; '#' cuts a line anywhere; `include` takes glob patterns relative to the
// file it stands in; `hwcap` lines are remains of old times.
#include "loader/ld_so_conf.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "base/vpath.h"
#include "loader/ldconfig.h"

namespace elfgate::loader {
namespace {

constexpr const char* k_main_file = "/etc/ld.so.conf";
constexpr std::string_view k_blanks = " \t\r\n\v\f";
constexpr unsigned k_last_with_types = 36;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool has_magic(std::string_view component) {
  return component.find_first_of("*?[\\") != std::string_view::npos;
}

class Matches final : public FileView::Visitor {
 public:
  explicit Matches(std::string_view pattern) : pattern_(pattern) {}
  void visit(std::string_view name, const ViewEntry&) override {
    if (name.starts_with('.') && !pattern_.starts_with('.')) return;
    if (base::matches_pattern(pattern_, name)) names.emplace_back(name);
  }
  std::vector<std::string> names;

 private:
  std::string_view pattern_;
};

class Reader {
 public:
  Reader(PathWalk& walk, unsigned glibc_minor) : walk_(walk), glibc_minor_(glibc_minor) {}

  void read(const std::string& path, unsigned depth) {
    if (!done_.insert(path).second) return;  // its directories are listed already
    if (depth > base::limits::k_conf_include_depth || done_.size() > base::limits::k_conf_files) {
      conf_.problems.push_back({base::ErrorCode::limit, path, std::nullopt,
                                depth > base::limits::k_conf_include_depth ? "includes nest too deep (k_conf_include_depth)"
                                                                           : "too many included files (k_conf_files)"});
      return;
    }
    const auto file = walk_.resolve(path);
    const auto* text = file.error == WalkError::none ? walk_.view().conf(file.real) : nullptr;
    if (text == nullptr) return;
    for (const auto line : base::split(*text, '\n')) read_line(line.substr(0, line.find('\0')), path, depth);
  }

  LdSoConf take() { return std::move(conf_); }

 private:
  void read_line(std::string_view line, const std::string& path, unsigned depth) {
    line = line.substr(0, line.find('#'));
    const auto begin = line.find_first_not_of(k_blanks);
    if (begin == std::string_view::npos) return;
    line.remove_prefix(begin);
    if (line.starts_with("include") && line.size() > 7 && is_blank(line[7])) {
      for (const auto pattern : base::words(line.substr(8), " \t")) include(pattern, path, depth);
    } else if (!(is_hwcap_word(line) && line.size() > 5 && is_blank(line[5]))) {
      add(line);
    }
  }

  static bool is_hwcap_word(std::string_view line) {
    constexpr std::string_view word = "hwcap";
    return line.size() >= word.size() && std::equal(word.begin(), word.end(), line.begin(),
                                                    [](char w, char c) { return w == (c >= 'A' && c <= 'Z' ? c + 32 : c); });
  }

  void include(std::string_view pattern, const std::string& path, unsigned depth) {
    const std::string full = pattern.starts_with('/') ? std::string(pattern) : base::join(base::dirname(path), pattern);
    for (const auto& file : glob(walk_, full)) read(file, depth + 1);
  }

  void add(std::string_view dir) {
    if (glibc_minor_ <= k_last_with_types) dir = dir.substr(0, dir.find('='));
    const auto end = dir.find_last_not_of(k_blanks);
    dir = end == std::string_view::npos ? std::string_view{} : dir.substr(0, end + 1);
    while (dir.ends_with('/')) dir.remove_suffix(1);
    if (dir.empty() || !seen_.emplace(dir).second) return;
    conf_.directories.emplace_back(dir);
  }

  PathWalk& walk_;
  unsigned glibc_minor_;
  LdSoConf conf_;
  std::set<std::string> done_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<std::string> glob(PathWalk& walk, const std::string& pattern) {
  std::vector<std::string> paths{""};
  bool magic = false;
  std::string_view rest = pattern;
  while (!rest.empty() && !paths.empty()) {
    const auto slashes = std::min(rest.find_first_not_of('/'), rest.size());
    for (auto& path : paths) path.append(rest.substr(0, slashes));
    rest.remove_prefix(slashes);
    const auto component = rest.substr(0, rest.find('/'));
    rest.remove_prefix(component.size());
    if (!has_magic(component)) {
      for (auto& path : paths) path.append(component);
      continue;
    }
    magic = true;
    std::vector<std::string> longer;
    for (const auto& path : paths) {
      const auto& dir = walk.directory(path);
      if (dir.error != WalkError::none) continue;
      Matches matches(component);
      walk.view().list(dir.real, matches);
      for (const auto& name : matches.names) longer.push_back(path + name);
      if (longer.size() > base::limits::k_conf_files) break;
    }
    paths = std::move(longer);
  }
  if (magic) std::sort(paths.begin(), paths.end());
  return paths;
}

LdSoConf read_ld_so_conf(PathWalk& walk, unsigned glibc_minor) {
  Reader reader(walk, glibc_minor);
  reader.read(k_main_file, 0);
  return reader.take();
}

std::vector<std::string> conf_directories(PathWalk& walk, unsigned glibc_minor) {
  return read_ld_so_conf(walk, glibc_minor).directories;
}

}  // namespace elfgate::loader
