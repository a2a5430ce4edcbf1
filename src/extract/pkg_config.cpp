#include "extract/pkg_config.h"

#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "base/vpath.h"

namespace elfgate::extract {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

/// TEXT with each ${name} replaced; unknown names vanish, as pkg-config's do.
std::string expand(std::string_view text, const Variables& variables) {
  std::string result;
  while (!text.empty() && result.size() <= base::limits::k_conf_bytes) {
    const auto begin = text.find("${");
    const auto end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) return result.append(text);
    result.append(text.substr(0, begin));
    const auto found = variables.find(text.substr(begin + 2, end - begin - 2));
    if (found != variables.end()) result.append(found->second);
    text.remove_prefix(end + 1);
  }
  return result;
}

bool is_comparison(std::string_view word) {
  return !word.empty() && word.find_first_not_of("<>=!") == std::string_view::npos;
}

void read_requirements(std::string_view text, std::vector<std::string>& requirements) {
  const auto parts = base::words(text, " \t,");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string item(parts[i]);
    if (i + 2 < parts.size() && is_comparison(parts[i + 1])) {
      item.append(" ").append(parts[i + 1]).append(" ").append(parts[i + 2]);
      i += 2;
    }
    requirements.push_back(std::move(item));
  }
}

/// TEXT with continued lines joined.
std::string join_lines(std::string_view text) {
  std::string joined;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '\n') {
      joined += ' ';
      ++i;
    } else {
      joined += text[i];
    }
  }
  return joined;
}

}  // namespace

bool is_pkg_config(std::string_view path) {
  return path.ends_with(".pc") && base::basename(base::dirname(path)) == "pkgconfig";
}

base::Result<model::PkgConfigFact> read_pkg_config(std::string_view path, std::string_view text) {
  model::PkgConfigFact fact;
  fact.path = path;
  Variables variables;
  std::vector<std::string> private_requirements;
  const std::string joined = join_lines(text);
  std::uint64_t expanded = 0;  // values may refer to each other: short lines can mean much text
  for (auto line : base::split(joined, '\n')) {
    line = base::trim(line.substr(0, line.find('#')));
    const auto at = line.find_first_of(":=");
    if (at == std::string_view::npos) continue;
    const auto key = base::trim(line.substr(0, at));
    const std::string value = expand(base::trim(line.substr(at + 1)), variables);
    expanded += value.size();
    if (expanded > base::limits::k_conf_bytes) {
      return base::fail(base::ErrorCode::limit, fact.path, "k_conf_bytes: values after expansion");
    }
    if (line[at] == '=') {
      variables.insert_or_assign(std::string(key), value);
    } else if (key == "Version") {
      fact.version = value;
    } else if (key == "Requires") {
      read_requirements(value, fact.requires_);
    } else if (key == "Requires.private") {
      read_requirements(value, private_requirements);
    }
  }
  fact.requires_.insert(fact.requires_.end(), private_requirements.begin(), private_requirements.end());
  return fact;
}

}  // namespace elfgate::extract
