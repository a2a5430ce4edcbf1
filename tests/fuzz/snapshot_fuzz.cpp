// Any bytes as the head and as the contents of a snapshot: refused, or a snapshot whose encoding is read back as itself.
#include <cstdlib>

#include "fuzz/seeds.h"
#include "store/snapshot.h"

namespace elfgate::fuzz {

namespace {

store::Snapshot sample() {
  store::Snapshot snapshot{"1.2.3", model::PackageSystem::apk, "wolfi", {"x86_64"}, {}, {}};
  auto& package = snapshot.packages.emplace_back();
  package.ref.name = "zlib", package.ref.version = "1-r0", package.ref.arch = "x86_64";
  package.ref.system = model::PackageSystem::apk;
  package.ref.relations.provides = {"so:libz.so.1=1"};
  package.facts = {"key", "linkage", "paths", {}};
  snapshot.problems.push_back({"missing-package", "x86_64", "gone", "1", base::Error{base::ErrorCode::io, "s", 7, "d"}, true});
  return snapshot;
}

}  // namespace

std::vector<std::string> seeds() {
  const auto encoded = *store::encode_snapshot(sample());
  return {encoded, store::snapshot_head("", 0), store::snapshot_head("x", 1) + "x"};
}

}  // namespace elfgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate;
  (void)store::check_snapshot_head({data, size}, "input");
  const auto snapshot = store::decode_snapshot({data, size}, "input");
  if (!snapshot) return 0;
  const auto again = store::encode_snapshot(*snapshot);
  if (!again) return 0;
  const auto reread = store::decode_snapshot(base::as_bytes(*again), "input");
  if (!reread || *store::encode_snapshot(*reread) != *again) std::abort();
  return 0;
}
