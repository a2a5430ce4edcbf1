// What all formats do with a listing once its packages are known: filter by architecture, settle packages of every
// architecture, guess the distribution, sort.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "repo/format.h"

namespace elfgate::repo {

/// A package and the architecture of the index that lists it ("" for a loose package).
struct Listed {
  Listed(std::shared_ptr<model::PackageRef> shared, std::string listed_by)
      : package(std::move(shared)), index_arch(std::move(listed_by)) {}
  Listed(model::PackageRef ref, std::string listed_by)
      : Listed(std::make_shared<model::PackageRef>(std::move(ref)), std::move(listed_by)) {}

  std::shared_ptr<model::PackageRef> package;  ///< nobody else's until it is settled
  std::string index_arch;
};

/// True when packages of ARCH are wanted; "noarch" always is.
bool is_wanted(const std::string& arch, const OpenOptions& options);

/// Fills arches, packages, profile and order of LISTING from PACKAGES. A "noarch" package that every index lists becomes one
/// package "noarch"; one that only some list stays a package of their architectures, because the others cannot install it.
void settle(Listing& listing, std::vector<Listed> packages, const OpenOptions& options);

}  // namespace elfgate::repo
