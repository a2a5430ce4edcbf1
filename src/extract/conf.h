// Files that loaders read at start: ld.so.conf and its pieces, ld.so.preload, a root's ld.so.cache, musl's path list.
#pragma once

#include <string_view>

#include "base/byte_source.h"
#include "model/package_facts.h"

namespace elfgate::extract {

/// True when a loader or ldconfig reads PATH by its name. musl's list lies in etc/ beside the directory of its loader (R11.3),
/// so any prefix will do for it.
bool is_loader_conf(std::string_view path);

/// The file's text. Errors: limit, those of CONTENT.
base::Result<model::ConfFact> read_conf(std::string_view path, base::ByteSource& content);

}  // namespace elfgate::extract
