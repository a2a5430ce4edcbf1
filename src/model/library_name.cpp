#include "model/library_name.h"

#include "base/vpath.h"

namespace elfgate::model {

namespace {

bool is_version(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos && text.front() != '.';
}

}  // namespace

std::string library_stem(std::string_view name) {
  name = base::basename(name);
  const auto so = name.find(".so");
  if (so == std::string_view::npos) return {};
  const auto rest = name.substr(so + 3);
  if (!rest.empty()) return rest.front() == '.' ? std::string(name.substr(0, so + 3)) : std::string{};
  const auto dash = name.substr(0, so).rfind('-');
  if (dash != std::string_view::npos && is_version(name.substr(dash + 1, so - dash - 1)))
    return std::string(name.substr(0, dash + 1)) + "*.so";
  return std::string(name);
}

bool has_library_version(std::string_view name) {
  return !library_stem(name).empty() && library_stem(name) != base::basename(name);
}

}  // namespace elfgate::model
