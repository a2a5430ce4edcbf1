// Any bytes as an apk package, and any bytes as the tar of its data part (headers sealed, so that entries get past the
// checksum). What reaches the sink keeps the promises of repo/format.h.
#include <cstdlib>

#include "archive/gzip_writer.h"
#include "archive/tar_writer.h"
#include "base/digest.h"
#include "fuzz/entry_check.h"
#include "fuzz/seeds.h"
#include "repo/apk/entries.h"
#include "repo/apk/package.h"

namespace elfgate::fuzz {

namespace {

std::string data_tar() {
  archive::TarWriter writer;
  archive::TarRecord record{"usr"};
  record.type = '5';
  writer.add(record);
  writer.add({"usr/x"}, "hello");
  record = {"usr/y"};
  record.type = '1';
  record.target = "usr/x";
  writer.add(record);
  writer.end();
  return writer.take();
}

void read_entries(std::string tar_bytes) {
  for (std::size_t at = 0; at + 512 <= tar_bytes.size(); at += 512)
    if (tar_bytes.compare(at + 257, 5, "ustar") == 0) archive::seal_tar_header(tar_bytes, at);
  base::MemorySource source(base::as_bytes(tar_bytes));
  archive::TarReader tar(source, archive::TarDialect::apk, 4096);
  EntryCheck sink;
  repo::Notes notes(sink);
  if (repo::read_apk_entries(tar, sink, notes)) notes.finish();
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string tar = data_tar();
  const std::string data = archive::gzip_member(base::as_bytes(tar));
  archive::TarWriter writer;
  writer.add({".PKGINFO"}, "pkgname = a\npkgver = 1\ndatahash = " +
                               base::to_hex(base::digest(base::DigestKind::sha256, base::as_bytes(data))) + "\n");
  return {archive::gzip_member(base::as_bytes(writer.take())) + data, tar};
}

}  // namespace elfgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate;
  const base::Bytes bytes(data, size);
  base::MemorySource source(bytes);
  fuzz::EntryCheck sink;
  (void)repo::read_apk(source, size, {}, sink);
  fuzz::read_entries(std::string(base::as_text(bytes)));
  return 0;
}
