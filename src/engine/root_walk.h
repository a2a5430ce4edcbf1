// Which files of a root directory are programs and libraries: a walk over all of it that looks at the begin of every file. A
// name says nothing; programs have none of their own, and plugins have any.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "engine/root_files.h"
#include "engine/run_context.h"

namespace elfgate::engine {

/// Whom a walk tells. Called by several threads at once.
class OnWalk {
 public:
  virtual ~OnWalk() = default;
  /// NAME of DIR, which is open, is a program or library.
  virtual void found(const OpenDirectory& open, const std::string& dir, const std::string& name) = 0;
  /// PATH of the root could not be looked at.
  virtual void unseen(base::ErrorCode code, std::string path, std::string detail) = 0;
};

/// Every program and library (ET_EXEC, ET_DYN, and files that begin as ELF and cannot be read) of ROOT, sorted. What stands on
/// file systems of the kernel's own (proc, sysfs ...) is left out. Errors: cancelled.
base::Result<std::vector<std::string>> find_elf_files(const RootFiles& root, RunContext& context, OnWalk& on_walk);

}  // namespace elfgate::engine
