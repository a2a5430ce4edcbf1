// Any bytes as gzip members. Beyond "no crash": output and verdict do not depend on where the input is cut, and the observer
// sees each consumed byte once (C1).
#include <cstdlib>

#include "archive/gzip_members.h"
#include "archive/gzip_writer.h"
#include "fuzz/cut_source.h"
#include "fuzz/seeds.h"

namespace elfgate::fuzz {

namespace {

Outcome inflate(base::Bytes bytes, std::size_t step, std::size_t buffer, std::string& seen) {
  CutSource source(bytes, step);
  archive::GzipMembers members(source, {1 << 26, "fuzz"}, buffer);
  members.observe([&seen](base::Bytes part) { seen += base::as_text(part); });
  archive::GzipSource inflated(members);
  Outcome outcome = drain(inflated, buffer + 7);
  if (seen.size() != members.offset() || seen != base::as_text(bytes.first(seen.size()))) std::abort();
  return outcome;
}

}  // namespace

std::vector<std::string> seeds() {
  const auto member = [](std::string_view text) { return archive::gzip_member(base::as_bytes(text)); };
  const std::string repeated(3000, 'r');
  return {member("hello"), member(repeated) + member(""), member("a") + member("b") + member("c")};
}

}  // namespace elfgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate::fuzz;
  std::string whole_seen, cut_seen;
  const Outcome whole = inflate({data, size}, size + 1, 1 << 16, whole_seen);
  const Outcome cut = inflate({data, size}, 3, 61, cut_seen);
  if (whole.failed != cut.failed || whole.code != cut.code) std::abort();
  if (!whole.failed && (whole.text != cut.text || whole_seen != cut_seen || whole_seen.size() != size)) std::abort();
  return 0;
}
