// All contexts weighed together (idea 4). A library is judged where programs really load it; alone only if no program and no
// host process does. A root cause is reported once, at the object that has it, however many programs suffer.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "audit/examination.h"

namespace elfgate::audit {

/// One context in which something failed.
template <typename Failure>
struct Failed {
  const Failure* failure = nullptr;
  PackageId context = PackageId::none;  ///< package whose closure it was
};

/// A tag of an object that is not satisfied in at least one real context.
struct MissingEdge {
  FileId object = FileId::none;
  std::string needed;
  std::vector<Failed<EdgeFailure>> failing;  ///< sorted by context, then program
  std::uint32_t contexts = 0;                ///< program contexts that load the object; 0: judged alone
  bool partial = false;  ///< seen only where the closure failed, and the repository has the library somewhere
  bool everywhere() const { return failing.size() >= contexts; }
};

/// A version that the loaded object does not define.
struct MissingVersion {
  FileId object = FileId::none;
  std::string file;
  std::string version;
  std::vector<Failed<VersionFailure>> failing;
};

/// An object that fails alone and works wherever it is really loaded.
struct ContextDependent {
  FileId object = FileId::none;
  std::vector<std::string> needed;  ///< what it lacks alone
  std::string where;                ///< a host process; empty: programs
  std::uint32_t contexts = 0;
};

/// By the package that owns the object; index is the PackageId.
struct Verdicts {
  std::vector<std::vector<MissingEdge>> edges;
  std::vector<std::vector<MissingVersion>> versions;
  std::vector<std::vector<ContextDependent>> context_dependent;
  std::vector<std::uint32_t> reached;           ///< by FileId: how many programs load it
  std::map<PackageId, index::Questions> asked;  ///< of all packages, while the failures in this one's installation were weighed
  std::uint64_t not_judged = 0;                 ///< failures left out because an unreadable package may hold what is missing
};

/// By FileId, how many programs of EXAMINATIONS load each file.
std::vector<std::uint32_t> count_reached(const World& world, const std::vector<Examination>& examinations);

/// EXAMINATIONS in package order. REACHED: by FileId, how many programs of the architecture load each file. What is said of a
/// package is right when every examination is there in which something fails for an object of it.
Verdicts weigh(const World& world, const std::vector<Examination>& examinations, std::vector<std::uint32_t> reached);

/// The owners of the objects for which something fails in EXAMINATION, sorted: whose verdicts it weighs on.
std::vector<PackageId> weighs_on(const World& world, const Examination& examination);

/// True when any package of the architecture has a file or link of that name, or an ELF file of that soname.
bool is_anywhere(const index::Asking& index, const std::string& needed);

}  // namespace elfgate::audit
