#include "repo/scenario/builtin.h"

#include <array>

namespace elfgate::repo::scenario {

namespace {

struct Builtin {
  std::string_view name;
  std::string_view version;
  std::string_view text;  ///< %V% is the version, %M% its second number
};

// Layout, links and directory lists as in the distributions themselves (R6.1, M12); relations as their build tools write them.
constexpr std::array<Builtin, 4> k_builtins{{
    {"alpine", "1.2.3", R"(
package alpine-baselayout 3.4.0-r0
  dir bin
  dir etc
  dir lib
  dir sbin
  dir usr/bin
  dir usr/lib
package musl %V%-r4
  generate melange
  library lib/ld-musl-%arch%.so.1
    soname libc.musl-%arch%.so.1
    musl-path /lib /usr/local/lib /usr/lib
    release %V%
    symbols __libc_start_main stdin
  symlink lib/libc.musl-%arch%.so.1 -> ld-musl-%arch%.so.1
package busybox 1.36.1-r2
  generate melange
  provides /bin/sh cmd:sh=1.36.1-r2
  program bin/busybox
    needed libc.musl-%arch%.so.1
  symlink bin/sh -> /bin/busybox
package alpine-base 3.17.0-r0
  depends alpine-baselayout busybox musl
)"},
    {"debian", "2.36", R"(
package libc6 %V%-9
  origin glibc
  multi-arch same
  library lib/%triplet%/%ldso%
    system-dirs /lib/%triplet%/ /usr/lib/%triplet%/ /lib/ /usr/lib/
    lib-token lib/%triplet%
    release %V%
    @x86_64 defines GLIBC_2.2.5 GLIBC_2.3 GLIBC_2.4
    @aarch64 defines GLIBC_2.17
    defines GLIBC_2.35 GLIBC_PRIVATE
  @x86_64 symlink lib64/ld-linux-x86-64.so.2 -> /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
  @aarch64 symlink lib/ld-linux-aarch64.so.1 -> aarch64-linux-gnu/ld-linux-aarch64.so.1
  library lib/%triplet%/libc.so.6
    interp %interp%
    needed %ldso%
    @x86_64 defines GLIBC_2.2.5 GLIBC_2.3..%M%
    @aarch64 defines GLIBC_2.17..%M%
    defines GLIBC_ABI_DT_RELR GLIBC_PRIVATE
  library lib/%triplet%/libm.so.6
    needed libc.so.6 %ldso%
    @x86_64 defines GLIBC_2.2.5 GLIBC_2.3..%M%
    @aarch64 defines GLIBC_2.17..%M%
)"},
    {"glibc", "2.40", R"(
package glibc %V%-r0
  generate melange
  library lib64/%ldso%
    system-dirs /lib64/ /usr/lib64/
    lib-token lib64
    release %V%
    defines GLIBC_2.17 GLIBC_2.35 GLIBC_PRIVATE
  @aarch64 symlink lib/%ldso% -> ../lib64/%ldso%
  library lib64/libc.so.6
    interp %interp%
    needed %ldso%
    @x86_64 defines GLIBC_2.2.5 GLIBC_2.3..%M%
    @aarch64 defines GLIBC_2.17..%M%
    defines GLIBC_ABI_DT_RELR GLIBC_PRIVATE
)"},
    {"wolfi", "2.42", R"(
package wolfi-baselayout 20230201-r26
  provides merged-bin merged-lib merged-sbin merged-usrsbin
  dir etc
  dir usr/bin
  dir usr/lib
  dir usr/local/lib
  symlink bin -> usr/bin
  symlink lib -> usr/lib
  symlink lib64 -> usr/lib
  symlink sbin -> usr/bin
  symlink usr/lib64 -> lib
  symlink usr/local/lib64 -> lib
  symlink usr/sbin -> bin
package ld-linux %V%-r0
  origin glibc
  generate melange
  depends wolfi-baselayout
  library usr/lib/%ldso%
    system-dirs /usr/lib/ /usr/local/lib/ /usr/local/lib64/ /usr/lib/ /usr/lib64/ /lib/ /lib64/
    lib-token lib
    release %V%
    @x86_64 defines GLIBC_2.2.5 GLIBC_2.3 GLIBC_2.4
    @aarch64 defines GLIBC_2.17
    defines GLIBC_2.35 GLIBC_PRIVATE
package glibc %V%-r0
  generate melange
  depends merged-lib wolfi-baselayout
  file etc/ld.so.conf
    | include /etc/ld.so.conf.d/*.conf
  library usr/lib/libc.so.6
    interp %interp%
    needed %ldso%
    @x86_64 defines GLIBC_2.2.5 GLIBC_2.3..%M%
    @aarch64 defines GLIBC_2.17..%M%
    defines GLIBC_ABI_DT_RELR GLIBC_PRIVATE
  library usr/lib/libm.so.6
    needed libc.so.6 %ldso%
    @x86_64 defines GLIBC_2.2.5 GLIBC_2.3..%M%
    @aarch64 defines GLIBC_2.17..%M%
)"},
}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto pos = text.find(from); pos != std::string::npos; pos = text.find(from, pos + to.size()))
    text.replace(pos, from.size(), to);
}

}  // namespace

std::optional<std::string> builtin_libc(std::string_view name, std::string_view version) {
  for (const auto& builtin : k_builtins) {
    if (builtin.name != name) continue;
    if (version.empty()) version = builtin.version;
    const auto dot = version.find('.');
    const auto minor = dot == std::string_view::npos ? version : version.substr(dot + 1);
    std::string text(builtin.text);
    replace_all(text, "%V%", version);
    replace_all(text, "%M%", minor.substr(0, minor.find('.')));
    return text;
  }
  return std::nullopt;
}

std::vector<std::string> builtin_libc_names() {
  std::vector<std::string> names;
  for (const auto& builtin : k_builtins) names.emplace_back(builtin.name);
  return names;
}

}  // namespace elfgate::repo::scenario
