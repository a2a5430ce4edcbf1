// A directory tree as the entries of one pseudo package. What is on the disk is told as it is: symlinks as text, hard links
// by inode, modes, owners, capabilities. Nothing outside the tree is looked at, and the kernel's own file systems (proc,
// sys ...) inside it are passed over.
#pragma once

#include <string>

#include "repo/format.h"

namespace elfgate::repo {

/// Streams the tree at ROOT into SINK, directories before what they hold, names sorted. What cannot be opened is a problem of
/// kind unreadable, and the walk goes on. Errors: not_found, io (the root itself), limit, and the sink's.
base::Result<void> read_tree(const std::string& root, EntrySink& sink);

}  // namespace elfgate::repo
