// A snapshot: one file that says of a repository all that elfgate asks of it, without the packages. A few kilobytes a package
// instead of a few megabytes, so it can be kept, compared with, and carried to a machine that does not reach the repository.
//
//     0   16  "elfgate snapshot"
//     16   4  k_snapshot_version, little endian
//     20   4  k_facts_schema
//     24   8  bytes behind the head, inflated
//     32  32  SHA-256 of what follows
//     64   -  one zstd frame: a FlatBuffers buffer (snapshot.fbs)
//
// This file knows the head and the grammar; compressing is the archive's business (engine/snapshot.cpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "model/package_ref.h"
#include "store/store.h"

namespace elfgate::store {

/// Bumped when a later version could not read what this one writes.
inline constexpr std::uint32_t k_snapshot_version = 1;
inline constexpr std::size_t k_snapshot_head_bytes = 64;

struct SnapshotPackage {
  model::PackageRef ref;  ///< without a location: the file is not here
  StoredFacts facts;
};

/// Something about the source that a user must see (repo::SourceProblem).
struct SnapshotProblem {
  std::string rule, arch, package, version;
  base::Error error;
  bool note = false;
};

struct Snapshot {
  std::string tool;  ///< version of the elfgate that made it
  model::PackageSystem system = model::PackageSystem::none;
  std::string profile;
  std::vector<std::string> arches;
  std::vector<SnapshotPackage> packages;  ///< sorted by PackageRef::key()
  std::vector<SnapshotProblem> problems;
};

/// True when a file that begins with FIRST_BYTES says that it is a snapshot.
bool is_snapshot(std::string_view first_bytes);

/// SNAPSHOT in its grammar; deterministic. Errors: limit, when it exceeds k_snapshot_bytes.
base::Result<std::string> encode_snapshot(const Snapshot& snapshot);
/// The other way round; every byte is verified before it is used. Errors: malformed.
base::Result<Snapshot> decode_snapshot(base::Bytes encoded, const std::string& subject);

/// The head of a file whose COMPRESSED rest inflates to INFLATED_SIZE bytes.
std::string snapshot_head(std::string_view compressed, std::uint64_t inflated_size);
/// The inflated size that the head of FILE promises. Errors: malformed (no snapshot, cut, changed), unsupported (made by an
/// elfgate whose snapshots or facts this one does not read), limit.
base::Result<std::uint64_t> check_snapshot_head(base::Bytes file, const std::string& subject);

}  // namespace elfgate::store
