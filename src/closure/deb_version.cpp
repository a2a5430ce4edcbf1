// Versions as dpkg orders them, deb-version(7): an epoch, then the upstream part, then the revision, the latter two
// compared by alternating runs of non-digits and digits, with "~" before everything, even the end.
#include <algorithm>

#include "closure/version.h"

namespace elfgate::closure {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Weight of a character in a non-digit run; a digit or the end of the text weighs nothing.
int weight(std::string_view text) {
  if (text.empty() || is_digit(text.front())) return 0;
  if (text.front() == '~') return -1;
  const int code = static_cast<unsigned char>(text.front());
  return is_letter(text.front()) ? code : code + 256;
}

// The digits at the front without leading zeros, taken off TEXT.
std::string_view take_number(std::string_view& text) {
  while (!text.empty() && text.front() == '0') text.remove_prefix(1);
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

int compare_numbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

int compare_parts(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while ((!a.empty() && !is_digit(a.front())) || (!b.empty() && !is_digit(b.front()))) {
      if (const int difference = weight(a) - weight(b); difference != 0) return difference;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    const auto left = take_number(a);
    const auto right = take_number(b);
    if (const int result = compare_numbers(left, right); result != 0) return result;
  }
  return 0;
}

struct Parts {
  std::string_view epoch, upstream, revision;
};

Parts cut(std::string_view version) {
  Parts parts;
  if (const auto colon = version.find(':'); colon != std::string_view::npos) {
    parts.epoch = version.substr(0, colon);
    version.remove_prefix(colon + 1);
  }
  const auto dash = version.rfind('-');
  parts.upstream = version.substr(0, dash);
  if (dash != std::string_view::npos) parts.revision = version.substr(dash + 1);
  return parts;
}

}  // namespace

int compare_deb_versions(std::string_view a, std::string_view b) {
  const Parts left = cut(a);
  const Parts right = cut(b);
  auto left_epoch = left.epoch;
  auto right_epoch = right.epoch;
  if (const int result = compare_numbers(take_number(left_epoch), take_number(right_epoch)); result != 0) return result;
  if (const int result = compare_parts(left.upstream, right.upstream); result != 0) return result;
  return compare_parts(left.revision, right.revision);
}

}  // namespace elfgate::closure
