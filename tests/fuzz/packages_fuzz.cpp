// Any bytes as the text of a Packages index or a control file. Names that come out can be parts of a path (X16); relations hold
// no empty clause.
#include <cstdlib>

#include "fuzz/seeds.h"
#include "repo/deb/control_text.h"
#include "repo/names.h"

namespace elfgate::fuzz {

std::vector<std::string> seeds() {
  return {
      "Package: libdemo1\nSource: demo (0.9)\nVersion: 1:1.0-1\nArchitecture: arm64\nMulti-Arch: same\nInstalled-Size: 12\n"
      "Pre-Depends: dpkg\nDepends: libc6 (>= 2.34),\n libz1  |\n zlib1g:any\nFilename: pool/x.deb\nSize: 5\n\n"
      "Package: other\nVersion: 2\nArchitecture: all\n"};
}

}  // namespace elfgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate;
  (void)repo::each_deb_stanza(base::as_text({data, size}), [](repo::DebStanza& stanza) -> base::Result<void> {
    const auto package = repo::to_package(stanza);
    if (!package) return {};
    if (!repo::is_file_name_part(package->name) || !repo::is_file_name_part(package->version) || package->origin.empty())
      std::abort();
    for (const auto& clause : package->relations.depends)
      if (clause.empty() || clause.find(',') != std::string::npos) std::abort();
    return {};
  });
  return 0;
}
