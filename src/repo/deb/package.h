// One .deb file: an ar archive of debian-binary, control.tar.* and data.tar.* (deb(5)), read once from start to end.
//
// What pins a deb is the SHA-256 of the whole file, which an index states. A loose .deb has no index, and hashing all of its
// bytes only to list it would read everything twice; its identity is "control:<sha256 of the control member>:<file size>",
// which names the build (the control part holds version and, as a rule, the MD5 of every file) but does not verify the data.
#pragma once

#include <string>

#include "repo/format.h"

namespace elfgate::repo {

/// Streams PACKAGE into SINK. The size is checked first, the control member's hash before the sink sees anything, the file's
/// SHA-256 after its last byte, each where the identity says so. Errors: any of base/error.h, about PACKAGE.location.
base::Result<void> read_deb(const model::PackageRef& package, EntrySink& sink);

/// The same for bytes at hand. SIZE is the number of bytes SOURCE will give.
base::Result<void> read_deb(base::ByteSource& source, std::uint64_t size, const model::PackageRef& package, EntrySink& sink);

/// The reference of a loose .deb: only its control member is read. Errors as read_deb.
base::Result<model::PackageRef> describe_deb(const std::string& path);

}  // namespace elfgate::repo
