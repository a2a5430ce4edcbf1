#include "diff/soname.h"

#include <vector>

namespace elfgate::diff {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The numbers of a name as texts without leading zeros. What stands before ".so" counts only where it is a version
// ("libfoo-1.2.so"), not part of the word ("libx264.so").
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
    const bool after = so != std::string_view::npos && i > so;
    const bool separated = i > 0 && (name[i - 1] == '-' || name[i - 1] == '.' || name[i - 1] == '_');
    if (after || separated) {
      while (i + 1 < end && name[i] == '0') ++i;
      found.emplace_back(name.substr(i, end - i));
    }
    i = end;
  }
  return found;
}

int compare(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

}  // namespace

std::string soname_family(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool dot = name[i] == '.' && i + 1 < name.size() && is_digit(name[i + 1]);
    if (!is_digit(name[i]) && !dot) out += name[i];
  }
  return out;
}

std::string soname_change(std::string_view from, std::string_view to) {
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
