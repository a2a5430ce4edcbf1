// The passes that audit a repository with indexes: each package examined, all examinations weighed together, each package
// judged.
#pragma once

#include <vector>

#include "engine/check.h"
#include "engine/examination_memory.h"
#include "engine/trail.h"
#include "model/audit_outcome.h"

namespace elfgate::engine {

/// What an audit came to, and what that hangs on.
struct Audited {
  model::AuditOutcome outcome;
  model::AuditTrail trail;  ///< without architectures where not every package was judged
};

/// Judges a repository with indexes. MEMORIES: examinations that are known, and those made now.
base::Result<Audited> audit_repository(const Repository& repository, const CheckRequest& request, ExaminationMemories& memories,
                                       RunContext& context);

// --- its parts, for who judges some packages only ---

/// The packages of ARCH that are judged, by id. An install by name takes the highest version (I9); what it supersedes is judged
/// only on request.
std::vector<model::PackageId> packages_to_audit(const ArchRepository& arch, model::PackageSystem system, bool all_versions);

/// Adds what EXAMINATION counted of files to SUMMARY.
void count(const audit::Examination& examination, model::AuditOutcome& summary);

/// Adds what became of the closure of PACKAGE to SUMMARY.
void add_closure(const ArchRepository& arch, model::PackageId package, const model::Closure& closure,
                 model::AuditOutcome& summary);

/// EXAMINATIONS, and an empty one for each package that a root cause belongs to without having been examined itself (a
/// superseded version that another closure pins, for example).
std::vector<audit::Examination> with_owners(std::vector<audit::Examination> examinations, const audit::Verdicts& verdicts);

/// Judges each of EXAMINATIONS, in parallel, and adds to FINDINGS; what was asked by each, in their order.
base::Result<std::vector<Asked>> judge_all(const ArchRepository& arch, std::span<const audit::Examination> examinations,
                                           const audit::Verdicts& verdicts, const Repository& repository,
                                           const CheckRequest& request, RunContext& context,
                                           std::vector<model::Finding>& findings);

/// Adds what was wrong with the sources themselves, and brings FINDINGS into the order of a report, each once.
void finish_findings(const Repository& repository, const CheckRequest& request, std::vector<model::Finding>& findings);

}  // namespace elfgate::engine
