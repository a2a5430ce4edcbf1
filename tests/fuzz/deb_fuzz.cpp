// Any bytes as a deb package, and any bytes as the tar of its data part (headers sealed). What reaches the sink keeps the
// promises of repo/format.h.
#include <cstdlib>

#include "archive/ar_writer.h"
#include "archive/tar_writer.h"
#include "fuzz/entry_check.h"
#include "fuzz/seeds.h"
#include "repo/deb/entries.h"
#include "repo/deb/package.h"

namespace elfgate::fuzz {

namespace {

std::string data_tar() {
  archive::TarWriter writer;
  archive::TarRecord record{"./"};
  record.type = '5';
  writer.add(record);
  writer.add({"./x"}, "hello");
  record = {"./y"};
  record.type = '1';
  record.target = "./x";
  writer.add(record);
  writer.end();
  return writer.take();
}

void read_entries(std::string tar_bytes) {
  for (std::size_t at = 0; at + 512 <= tar_bytes.size(); at += 512)
    if (tar_bytes.compare(at + 257, 5, "ustar") == 0) archive::seal_tar_header(tar_bytes, at);
  base::MemorySource source(base::as_bytes(tar_bytes));
  archive::TarReader tar(source, archive::TarDialect::deb, 4096);
  EntryCheck sink;
  repo::Notes notes(sink);
  if (repo::read_deb_entries(tar, sink, notes)) notes.finish();
}

}  // namespace

std::vector<std::string> seeds() {
  archive::TarWriter control;
  control.add({"./control"}, "Package: a\nVersion: 1\nArchitecture: all\n");
  control.add({"./postinst"}, "#!/bin/sh\n");
  archive::ArWriter ar;
  ar.add("debian-binary", "2.0\n");
  ar.add("control.tar", control.take());
  ar.add("data.tar", data_tar());
  return {ar.take(), data_tar()};
}

}  // namespace elfgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate;
  const base::Bytes bytes(data, size);
  base::MemorySource source(bytes);
  fuzz::EntryCheck sink;
  (void)repo::read_deb(source, size, {}, sink);
  fuzz::read_entries(std::string(base::as_text(bytes)));
  return 0;
}
