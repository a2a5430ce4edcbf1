// Which files of a root directory are programs and libraries: a walk over all of it that looks at the begin of every file. A
// name says nothing; programs have none of their own, and plugins have any.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/root_files.h"
#include "engine/run_context.h"

namespace elfgate::engine {

/// Called for what could not be looked at, with its path in the root; by several threads at once.
using OnUnseen = std::function<void(base::ErrorCode code, std::string path, std::string detail)>;

/// Every program and library (ET_EXEC, ET_DYN, and files that begin as ELF and cannot be read) of ROOT, sorted. What stands on
/// file systems of the kernel's own (proc, sysfs ...) is left out. Errors: cancelled.
base::Result<std::vector<std::string>> find_elf_files(const RootFiles& root, RunContext& context, const OnUnseen& unseen);

}  // namespace elfgate::engine
