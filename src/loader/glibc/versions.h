// The version check that glibc makes once everything is mapped (section 9).
#pragma once

#include "loader/glibc/images.h"

namespace elfgate::loader::glibc {

/// Checks the needs of the images from FIRST on, in list order. LISTED says which images are in the loader's list. A problem
/// that stops even trace mode (R9.2 S2, R9.6) ends the check and sets the map's fatal reason.
void check_versions(const Images& images, const std::vector<bool>& listed, ImageId first, const LoaderSettings& settings,
                    model::LinkMap& map);

}  // namespace elfgate::loader::glibc
