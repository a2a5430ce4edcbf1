#include "repo/deb/arch_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace elfgate::repo {

namespace {
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> k_names = {{{"amd64", "x86_64"},
                                                                                   {"arm64", "aarch64"},
                                                                                   {"i386", "x86"},
                                                                                   {"ppc64el", "ppc64le"},
                                                                                   {"loong64", "loongarch64"},
                                                                                   {"powerpc", "ppc"},
                                                                                   {"sparc64", "sparc64"},
                                                                                   {"all", "noarch"}}};
}

std::string arch_of_deb(std::string_view debian) {
  const auto* found = std::find_if(k_names.begin(), k_names.end(), [&](const auto& pair) { return pair.first == debian; });
  return std::string(found == k_names.end() ? debian : found->second);
}

}  // namespace elfgate::repo
