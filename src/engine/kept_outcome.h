// Outcomes of whole audits that need not be worked out again. A published repository is judged by every gate until the next
// update, and a check is often asked twice: as long as no record of any index has changed, the answer cannot have.
#pragma once

#include <optional>
#include <string>

#include "engine/audit_pass.h"

namespace elfgate::engine {

/// What a repository is to this run: each has a place of its own in the store, so that a proposal never takes the place of what
/// is published.
enum class Standing : std::uint8_t { published, proposed };

/// One repository in the store. Borrows STORE and REQUEST. REQUIRES: read_habits() of REPOSITORY.
class KeptOutcome {
 public:
  KeptOutcome(const Repository& repository, const CheckRequest& request, Standing standing, store::FactsStore& store);

  /// The outcome, when it is known: of a repository that was published, or proposed and then published.
  base::Result<std::optional<model::AuditOutcome>> find() const;

  /// What the outcome hangs on, when that is known too.
  base::Result<std::optional<model::AuditTrail>> find_trail() const;

  /// Keeps AUDITED, unless something of REPOSITORY (with its facts) is pinned by nothing or could not be read, or the store is
  /// not to be written. A trail without architectures is not kept.
  base::Result<void> keep(const Repository& repository, const Audited& audited);

  /// The same for who knows that everything could be read.
  base::Result<void> keep(const model::AuditOutcome& outcome, const model::AuditTrail& trail);

 private:
  template <typename Kept>
  base::Result<std::optional<Kept>> look_for(const std::string& what, const std::string& key,
                                             base::Result<Kept> (*decode)(base::Bytes)) const;
  std::string slot_of(const std::string& what, Standing standing) const;
  std::string trail_key() const;

  store::FactsStore& store_;
  Standing standing_;
  bool read_only_;
  std::string place_;  ///< which sources, asked how
  std::string key_;    ///< of everything that the outcome hangs on; empty: it hangs on something that nothing pins
};

/// The outcome of REPOSITORY, whose sources are open: known, or worked out. Reads habits and counts, and builds indexes where
/// they are needed.
base::Result<model::AuditOutcome> outcome_of(Repository& repository, const CheckRequest& request, store::FactsStore& store,
                                             RunContext& context);

}  // namespace elfgate::engine
