#include "archive/gzip_writer.h"

#include <isa-l/igzip_lib.h>

#include <array>
#include <memory>
#include <vector>

namespace elfgate::archive {

std::string gzip_member(base::Bytes content) {
  auto stream = std::make_unique<isal_zstream>();
  std::vector<std::uint8_t> level_buffer(ISAL_DEF_LVL1_DEFAULT);
  std::vector<std::uint8_t> input(content.begin(), content.end());  // ISA-L asks for a writable pointer
  isal_deflate_init(stream.get());
  stream->level = 1;
  stream->level_buf = level_buffer.data();
  stream->level_buf_size = static_cast<std::uint32_t>(level_buffer.size());
  stream->gzip_flag = IGZIP_GZIP;
  stream->end_of_stream = 1;
  stream->flush = NO_FLUSH;
  stream->next_in = input.data();
  stream->avail_in = static_cast<std::uint32_t>(input.size());

  std::string member;
  std::array<std::uint8_t, 65536> chunk;
  do {
    stream->next_out = chunk.data();
    stream->avail_out = static_cast<std::uint32_t>(chunk.size());
    isal_deflate(stream.get());
    member.append(reinterpret_cast<const char*>(chunk.data()), chunk.size() - stream->avail_out);
  } while (stream->internal_state.state != ZSTATE_END);
  return member;
}

}  // namespace elfgate::archive
