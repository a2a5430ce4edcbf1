// The first byte chooses a decompressor, the rest is its input. The verdict does not depend on where the input is cut.
#include <cstdlib>

#include "archive/decompress.h"
#include "archive/gzip_writer.h"
#include "fuzz/cut_source.h"
#include "fuzz/seeds.h"

namespace elfgate::fuzz {

std::vector<std::string> seeds() {
  // The second and third are `printf hello | xz -0 --check=crc32` and `printf hello | zstd`.
  const std::string xz(
      "\xfd\x37\x7a\x58\x5a\x00\x00\x01\x69\x22\xde\x36\x02\x00\x21\x01\x0c\x00\x00\x00\x8f\x98\x41\x9c\x01\x00\x04\x68\x65\x6c"
      "\x6c\x6f\x00\x00\x00\x00\x86\xa6\x10\x36\x00\x01\x19\x05\xbc\xe8\xec\xcb\x90\x42\x99\x0d\x01\x00\x00\x00\x00\x01\x59"
      "\x5a",
      60);
  const std::string zstd("\x28\xb5\x2f\xfd\x04\x58\x29\x00\x00\x68\x65\x6c\x6c\x6f\xa3\x6d\x9f\x88", 18);
  return {std::string(1, '\1') + archive::gzip_member(base::as_bytes("hello")), std::string(1, '\2') + xz,
          std::string(1, '\3') + zstd};
}

}  // namespace elfgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate;
  if (size == 0) return 0;
  const auto compression = static_cast<archive::Compression>(data[0] % 4);
  const base::Bytes input(data + 1, size - 1);
  fuzz::CutSource whole(input, size), pieces(input, 5);
  const archive::StreamLimits limits{1 << 24, "fuzz"};
  const auto one = fuzz::drain(*archive::decompressed(whole, compression, limits), 1 << 16);
  const auto two = fuzz::drain(*archive::decompressed(pieces, compression, limits), 4099);
  if (one.failed != two.failed) std::abort();
  if (!one.failed && one.text != two.text) std::abort();
  return 0;
}
