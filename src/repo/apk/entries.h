// The data part of an apk, judged the way apk judges it entry by entry: names it refuses (X1, X2), names it drops (C15), files
// without a directory (C16), hard links to nothing (C18), missing checksums (C19), paths that come twice (C20).
#pragma once

#include "archive/tar_reader.h"
#include "repo/notes.h"
#include "repo/path_ledger.h"

namespace elfgate::repo {

/// Passes every entry that apk would install to SINK. Errors: those of the tar reader and the sink, malformed, limit.
base::Result<void> read_apk_entries(archive::TarReader& tar, EntrySink& sink, Notes& notes);

}  // namespace elfgate::repo
