// A rule turns what an audit has seen of one package into findings of one kind. One file per rule in audit/rules/, each
// defining one constant; CMake collects the folder. Rules are pure functions and only word what audit/verdict.h and cause.h
// decided.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "audit/cause.h"
#include "audit/verdict.h"
#include "model/finding.h"

namespace elfgate::audit {

/// An unresolved edge with its cause.
struct JudgedEdge {
  const MissingEdge* edge = nullptr;
  Cause cause;
};

/// Everything a rule may ask about one package. Borrowed, valid during the call.
struct PackageAudit {
  const World& world;
  const Examination& examination;
  const Verdicts& verdicts;
  std::vector<JudgedEdge> edges;  ///< of this package's objects

  PackageId id() const { return examination.package; }
  const model::PackageRef& package() const { return world.index->package(id()); }
  const model::PackageFacts* facts() const { return world.index->facts(id()); }
};

struct Rule {
  const char* id;            ///< kebab-case, final once released
  model::Severity severity;  ///< default; the policy file changes it
  const char* summary;       ///< one line, when it holds
  void (*check)(const PackageAudit& audit, std::vector<model::Finding>& out);
};

/// All rules, by id. Generated from the folder.
std::span<const Rule* const> rules();

/// Judges one package: finds the causes of its unresolved edges, then asks every rule. OFF: ids not to ask. ASKED: gets what
/// was asked of all packages, beyond what the examination knows.
std::vector<model::Finding> judge(const World& world, const Examination& examination, const Verdicts& verdicts,
                                  const std::vector<std::string>& off, index::Questions& asked);

// --- what most rules need ---

/// A finding about this package with rule, severity, package fields, path and subject filled in.
model::Finding new_finding(const Rule& rule, const PackageAudit& audit, std::string path, std::string subject);

/// Fills searched, affects and the note about contexts from an edge.
void add_contexts(model::Finding& finding, const PackageAudit& audit, const MissingEdge& edge);

/// For a library that a run opens by itself: who has an ELF file of SONAME, and what brings it to where it is looked for.
void suggest_providers(model::Finding& finding, const PackageAudit& audit, const std::string& soname);

/// "package: /path" of a place.
std::string describe(const World& world, const Place& place);

/// "a", "a and b", "a, b and 3 more".
std::string short_list(const std::vector<std::string>& items, std::size_t most = 3);

}  // namespace elfgate::audit
