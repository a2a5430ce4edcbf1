// What a root file system looks like from outside.
#pragma once

#include <string>

namespace elfgate::repo {

/// True for a directory with an installed package database, or with etc/ and one of usr/, lib/, bin/.
bool is_root_tree(const std::string& source);

}  // namespace elfgate::repo
