// What a change of a published repository comes to, from what is known of the published one: only whom the change reaches is
// judged again, with the facts of those packages only that this takes. The findings are those that judging everybody would
// give; where that cannot be told, or where the change reaches too many, there is no answer and everybody has to be judged.
//
// A package is reached when its installation is another one, when it asked all packages for something that came or went, or
// when what is seen in the installation of somebody reached weighs on it (model/audit_trail.h).
#pragma once

#include <optional>

#include "engine/audit_pass.h"

namespace elfgate::engine {

/// What is known of the published side; borrowed.
struct Published {
  const Repository& repository;  ///< sources and habits are read
  const model::AuditOutcome& outcome;
  const model::AuditTrail& trail;
};

/// What a change comes to.
struct Reached {
  std::optional<model::AuditOutcome> outcome;  ///< nothing when it cannot be told this way
  bool lacks_records = false;                  ///< because the store does not know the examinations of what is published
};

/// The outcome of AFTER, whose sources and habits are read and whose packages are records of PUBLISHED where they did not
/// change. Leaves in AFTER arches with some of the facts.
base::Result<Reached> outcome_by_reach(const Published& published, Repository& after, const CheckRequest& request,
                                       store::FactsStore& store, RunContext& context);

}  // namespace elfgate::engine
