// Any bytes as a tar stream, in both dialects, as they are and with every header's checksum made right (a fuzzer would never
// guess one). What is read does not depend on where the stream is cut.
#include <cstdlib>
#include <cstring>

#include "archive/tar_reader.h"
#include "archive/tar_writer.h"
#include "base/limits.h"
#include "fuzz/cut_source.h"
#include "fuzz/seeds.h"

namespace elfgate::fuzz {

namespace {

Outcome read_tar(base::Bytes bytes, archive::TarDialect dialect, std::size_t step, std::size_t buffer) {
  CutSource source(bytes, step);
  archive::TarReader tar(source, dialect, buffer);
  archive::TarEntry entry;
  Outcome outcome;
  for (;;) {
    const auto more = tar.next(entry);
    if (!more) {
      outcome.failed = true;
      outcome.code = more.error().code;
      return outcome;
    }
    if (!*more) return outcome;
    if (entry.name.empty() || entry.name.find('\0') != std::string::npos) std::abort();
    if (entry.name.size() > base::limits::k_name_bytes || entry.target.size() > base::limits::k_name_bytes) std::abort();
    outcome.text += entry.name + '\n' + entry.target + '\n' + std::to_string(entry.size) + '\n';
    const Outcome content = drain(tar, buffer + 3);
    outcome.text += content.text;
    if (!content.failed) continue;
    outcome.failed = true;
    outcome.code = content.code;
    return outcome;
  }
}

std::string sealed(base::Bytes bytes) {
  std::string text(base::as_text(bytes));
  for (std::size_t at = 0; at + 512 <= text.size(); at += 512)
    if (text.compare(at + 257, 5, "ustar") == 0) archive::seal_tar_header(text, at);
  return text;
}

void check(base::Bytes bytes) {
  for (const auto dialect : {archive::TarDialect::apk, archive::TarDialect::deb})
    if (!(read_tar(bytes, dialect, bytes.size() + 1, 1 << 16) == read_tar(bytes, dialect, 100, 333))) std::abort();
}

}  // namespace

std::vector<std::string> seeds() {
  archive::TarWriter writer;
  archive::TarRecord record{"usr/" + std::string(120, 'n')};
  record.type = '2';
  record.target = std::string(120, 't');
  writer.add(record);
  record = {"usr/x"};
  record.pax = {{"APK-TOOLS.checksum.SHA1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"}, {"size", "5"}};
  writer.add(record, "hello");
  writer.end();
  archive::TarWriter gnu;
  record = {"././@LongLink"};
  record.type = 'L';
  gnu.add(record, "long/name");
  gnu.add({"cut"}, "x");
  return {writer.take(), gnu.take()};
}

}  // namespace elfgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate;
  fuzz::check({data, size});
  const std::string text = fuzz::sealed({data, size});
  fuzz::check(base::as_bytes(text));
  return 0;
}
