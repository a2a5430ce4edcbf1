// Entry stream of one package -> PackageFacts. One file per kind of fact; this is the door.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "elf/reader.h"
#include "model/package_facts.h"
#include "repo/format.h"

namespace elfgate::extract {

/// Bytes that may be held at once, over all packages read in parallel. The engine owns the counter; a room below it never
/// knows about threads. acquire() may block until another package gives bytes back.
class MemoryBudget {
 public:
  virtual ~MemoryBudget() = default;
  virtual void acquire(std::uint64_t bytes) = 0;
  virtual void release(std::uint64_t bytes) = 0;
};

struct ExtractOptions {
  MemoryBudget* budget = nullptr;              ///< null: unbounded
  const elf::Reader* second_reader = nullptr;  ///< held against the first; a difference becomes a malformed-elf problem
};

/// Reads PACKAGE through FORMAT. Never fails: what goes wrong is a Problem of kind unreadable in the facts, and then the facts
/// hold only the package's name, version and architecture beside the problems.
model::PackageFacts extract_package(const repo::Format& format, const model::PackageRef& package,
                                    const ExtractOptions& options);

}  // namespace elfgate::extract
