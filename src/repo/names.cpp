#include "repo/names.h"

#include <algorithm>
#include <charconv>

#include "base/vpath.h"

namespace elfgate::repo {

bool holds_control_byte(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool is_file_name_part(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of("/ ") == std::string_view::npos &&
         !holds_control_byte(name);
}

bool is_safe_relative(std::string_view path) {
  if (path.starts_with("./")) path.remove_prefix(2);
  return !path.empty() && path.front() != '/' && !base::has_odd_component(path) && !holds_control_byte(path);
}

std::uint64_t decimal_or(std::string_view text, std::uint64_t default_value) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && error == std::errc() && end == text.data() + text.size() ? value : default_value;
}

}  // namespace elfgate::repo
