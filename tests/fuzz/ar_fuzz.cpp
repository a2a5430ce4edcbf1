// Any bytes as an ar archive. What is read does not depend on where the stream is cut.
#include <cstdlib>

#include "archive/ar_reader.h"
#include "archive/ar_writer.h"
#include "fuzz/cut_source.h"
#include "fuzz/seeds.h"

namespace elfgate::fuzz {

namespace {

Outcome read_ar(base::Bytes bytes, std::size_t step) {
  CutSource source(bytes, step);
  archive::ArReader ar(source);
  archive::ArMember member;
  Outcome outcome;
  for (;;) {
    const auto more = ar.next(member);
    outcome.failed = !more.has_value();
    if (!more) outcome.code = more.error().code;
    if (!more || !*more) return outcome;
    if (member.name.empty() || member.name.find('/') != std::string::npos) std::abort();
    const Outcome content = drain(ar, step + 1);
    outcome.text += member.name + '\n' + content.text;
    if (!content.failed && content.text.size() != member.size) std::abort();
    if (content.failed) return content;
  }
}

}  // namespace

std::vector<std::string> seeds() {
  archive::ArWriter writer;
  writer.add("debian-binary", "2.0\n");
  writer.add("odd", "123");
  writer.add("last", "4");
  return {writer.take()};
}

}  // namespace elfgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using elfgate::fuzz::read_ar;
  if (read_ar({data, size}, size + 1).failed != read_ar({data, size}, 3).failed) std::abort();
  return 0;
}
