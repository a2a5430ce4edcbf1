// What would happen if one package more were installed: the same start again, with that package and what it brings in. Asked
// only about what fails, because each attempt is a closure and a start.
#pragma once

#include <string>

#include "audit/verdict.h"

namespace elfgate::audit {

/// How an edge that was not satisfied ends in an attempt.
struct Attempt {
  bool satisfied = false;
  model::Refusal refusal = model::Refusal::none;  ///< of the candidate the loader refused, where it met one
  std::string refused_path;
};

/// FAILED once more, with EXTRA and its closure installed as well.
Attempt attempt_with(const World& world, const Failed<EdgeFailure>& failed, PackageId extra);

/// True when with EXTRA installed as well the failing program would find the name NAME where it looks by itself.
bool finds_with(const World& world, const Failed<EdgeFailure>& failed, PackageId extra, const std::string& name);

/// True when PATH leads to a file once EXTRA and its closure are installed beside CONTEXT and its closure.
bool exists_with(const World& world, PackageId context, PackageId extra, const std::string& path);

}  // namespace elfgate::audit
