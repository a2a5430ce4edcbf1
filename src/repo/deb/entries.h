// The data part of a deb. Names are "./usr/bin/x" there; dpkg needs no directory entries and no checksums, so only what can
// never be right is refused or noted: names that leave the root (X1), hard links to nothing (X3), paths that come twice.
#pragma once

#include "archive/tar_reader.h"
#include "repo/notes.h"

namespace elfgate::repo {

/// Passes every entry to SINK. Errors: those of the tar reader and the sink, malformed, limit.
base::Result<void> read_deb_entries(archive::TarReader& tar, EntrySink& sink, Notes& notes);

}  // namespace elfgate::repo
