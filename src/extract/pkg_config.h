// .pc files: a -dev package that requires a .pc nobody ships fails at build time, far from its cause.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_facts.h"

namespace elfgate::extract {

/// True for *.pc directly in a directory called pkgconfig.
bool is_pkg_config(std::string_view path);

/// Version, Requires and then Requires.private of TEXT, variables expanded. A requirement is "name" or "name >= 1.2", single
/// blanks. Errors: limit, when the values expand to more than a .pc file may hold.
base::Result<model::PkgConfigFact> read_pkg_config(std::string_view path, std::string_view text);

}  // namespace elfgate::extract
