#include "loader/musl/names.h"

#include <array>

#include "model/elf_facts.h"

namespace elfgate::loader::musl {
namespace {

constexpr std::array<std::string_view, 7> k_reserved{"c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."};

std::string_view arch_name(std::uint16_t machine) {
  constexpr std::uint16_t k_em_ppc64 = 21, k_em_s390 = 22;
  switch (machine) {
    case model::k_em_x86_64: return "x86_64";
    case model::k_em_aarch64: return "aarch64";
    case model::k_em_386: return "i386";
    case model::k_em_arm: return "armhf";
    case model::k_em_riscv: return "riscv64";
    case k_em_ppc64: return "powerpc64le";
    case k_em_s390: return "s390x";
    default: return "";
  }
}

}  // namespace

std::size_t reserved_name(std::string_view name) {
  if (!name.starts_with("lib")) return k_not_reserved;
  name.remove_prefix(3);
  for (std::size_t i = 0; i < k_reserved.size(); ++i)
    if (name.starts_with(k_reserved[i])) return i;
  return k_not_reserved;
}

std::optional<std::string> expand_origin(std::string_view path, std::string_view origin) {
  std::string out;
  while (!path.empty()) {
    const auto dollar = path.find('$');
    out.append(path.substr(0, dollar));
    if (dollar == std::string_view::npos) break;
    path.remove_prefix(dollar);
    const std::string_view token = path.starts_with("$ORIGIN") ? "$ORIGIN" : path.starts_with("${ORIGIN}") ? "${ORIGIN}" : "";
    if (token.empty()) return std::nullopt;
    out.append(origin);
    path.remove_prefix(token.size());
  }
  return out;
}

std::string_view origin_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view(".") : path.substr(0, slash);
}

std::string path_file(std::string_view interp, std::uint16_t machine) {
  std::string prefix;
  if (interp.starts_with('/')) {
    const auto last = interp.rfind('/');
    if (last > 0) prefix = interp.substr(0, interp.rfind('/', last - 1));
  }
  return prefix.append("/etc/ld-musl-").append(arch_name(machine)).append(".path");
}

}  // namespace elfgate::loader::musl
