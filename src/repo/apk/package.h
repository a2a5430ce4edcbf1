// One .apk file, read once from start to end, verified link by link: identity -> control part -> datahash -> data part.
#pragma once

#include <string>

#include "repo/format.h"

namespace elfgate::repo {

/// Streams PACKAGE into SINK. The identity (C26) and the size (C30), where the reference has them, are checked before the sink
/// sees anything; the data's hash (C28) after its last byte, so until this returns nothing may be trusted (X11).
/// Errors: any of base/error.h, about PACKAGE.location.
base::Result<void> read_apk(const model::PackageRef& package, EntrySink& sink);

/// The same for bytes at hand. SIZE is the number of bytes SOURCE will give.
base::Result<void> read_apk(base::ByteSource& source, std::uint64_t size, const model::PackageRef& package, EntrySink& sink);

/// The reference of a loose .apk: only its control part is read. Errors as read_apk.
base::Result<model::PackageRef> describe_apk(const std::string& path);

}  // namespace elfgate::repo
