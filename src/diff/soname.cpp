#include "diff/soname.h"

#include <vector>

namespace elfgate::diff {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The numbers of a name as texts without leading zeros. What stands before ".so" counts only where it is a version
// ("libfoo-1.2.so"), not part of the word ("libx264.so"); behind it, not what follows letters ("libx.so.1t64").
std::vector<std::string> numbers(std::string_view name) {
  std::vector<std::string> found;
  const auto so = name.find(".so");
  for (std::size_t i = 0; i < name.size();) {
    if (!is_digit(name[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < name.size() && is_digit(name[end])) ++end;
    const bool directly_after = so != std::string_view::npos && i == so + 3;  // libx.so10
    const bool separated = i > 0 && (name[i - 1] == '-' || name[i - 1] == '.' || name[i - 1] == '_');
    if (directly_after || separated) {
      while (i + 1 < end && name[i] == '0') ++i;
      found.emplace_back(name.substr(i, end - i));
    }
    i = end;
  }
  return found;
}

// "libfoo-1.2" of libfoo-1.2.so, "libssl" of libssl.so.3.
std::string_view word_of(std::string_view name) {
  return name.substr(0, name.find(".so"));
}

int compare(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

}  // namespace

std::string soname_family(std::string_view name) {
  const auto word = word_of(name);
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool dot = word[i] == '.' && i + 1 < word.size() && is_digit(word[i + 1]);
    if (!is_digit(word[i]) && !dot) out += word[i];
  }
  return out;
}

int soname_likeness(std::string_view from, std::string_view to) {
  const auto a = word_of(from), b = word_of(to);
  if (a == b) return 3;
  if (soname_family(from) == soname_family(to)) return 2;
  return (a.starts_with(b) || b.starts_with(a)) && from.substr(a.size()) == to.substr(b.size()) ? 1 : 0;
}

std::string soname_change(std::string_view from, std::string_view to) {
  if (const auto word = word_of(from); word == word_of(to)) {  // the 8 of libpcre2-8.so.0 is a part of the name then
    from.remove_prefix(word.size());
    to.remove_prefix(word.size());
  }
  const auto old_numbers = numbers(from), new_numbers = numbers(to);
  if (!old_numbers.empty() && new_numbers.empty()) return "lost";
  for (std::size_t i = 0; i < old_numbers.size() && i < new_numbers.size(); ++i) {
    const int order = compare(old_numbers[i], new_numbers[i]);
    if (order > 0) return "downgrade";
    if (order < 0) return i == 0 ? "major" : "minor";
  }
  if (old_numbers.size() > new_numbers.size()) return "downgrade";
  if (old_numbers.size() < new_numbers.size()) return old_numbers.empty() ? "major" : "minor";
  return "suffix";
}

}  // namespace elfgate::diff
