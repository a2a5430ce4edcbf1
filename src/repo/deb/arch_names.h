// Debian's names of architectures and the ones used here, which are those of apk and of the kernel.
#pragma once

#include <string>
#include <string_view>

namespace elfgate::repo {

/// "x86_64" of "amd64", "noarch" of "all"; a name without another form stays as it is.
std::string arch_of_deb(std::string_view debian);

}  // namespace elfgate::repo
