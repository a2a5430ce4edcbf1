// Any bytes as a maintainer script: every link it is said to make has two absolute ends.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "extract/install_links.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate;
  for (const auto& link : extract::read_install_links("postinst", base::as_text(base::Bytes(data, size))))
    if (!link.path.starts_with('/') || !link.target.starts_with('/')) std::abort();
  return 0;
}
