#include <algorithm>
#include <set>

#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule builder_difference_rule;

namespace {

using Lines = std::set<std::string>;

std::string path_of(const World& world, FileId file) {
  return file == FileId::none ? std::string() : world.index->file(file).fact->path;
}

// Everything that does not start or load in the package's closure, a line each.
Lines broken(const World& world, const Examination& seen) {
  Lines lines;
  for (const auto* list : {&seen.in_programs, &seen.alone})
    for (const auto& edge : *list) lines.insert(path_of(world, edge.object) + ": " + edge.needed);
  for (const auto& version : seen.versions)
    lines.insert(path_of(world, version.object) + ": " + version.version + " of " + version.file);
  for (const auto& program : seen.interpreters) lines.insert(program.path + ": " + program.interp);
  return lines;
}

Lines members(const World& world, const model::Closure& closure) {
  Lines names;
  for (const auto& member : closure.members) {
    const auto& ref = world.index->package(member.package);
    names.insert(ref.name + "-" + ref.version);
  }
  return names;
}

void note_difference(const std::string& what, const Lines& here, const Lines& there, model::Finding& finding) {
  std::vector<std::string> only;
  std::set_difference(here.begin(), here.end(), there.begin(), there.end(), std::back_inserter(only));
  if (!only.empty()) finding.notes.push_back(what + short_list(only, 5));
}

std::string way(const model::Closure& closure) {
  std::string text = model::name_of(closure.failure);
  for (const auto& link : closure.chain) text += (&link == &closure.chain.front() ? ": " : " -> ") + link;
  return text;
}

void add_installability(const model::Closure& ours, const model::Closure& theirs, model::Finding& finding) {
  const bool ours_fails = !ours.ok();
  finding.message = ours_fails ? "apko installs it, and apk cannot" : "apk installs it, and apko cannot";
  finding.notes.push_back((ours_fails ? "apk: " : "apko: ") + way(ours_fails ? ours : theirs));
  finding.fix.push_back("where one of them has to choose, depend on what is meant by its own name");
}

void add_closures(const PackageAudit& audit, const model::Closure& theirs, model::Finding& finding) {
  const auto& world = audit.world;
  World other = world;
  other.closures = world.other_builder;
  const auto here = broken(world, audit.examination);
  const auto there = broken(other, examine(other, install(other, audit.id())));
  if (here == there) {
    finding.severity = model::Severity::info;
    finding.message = "apk and apko bring other packages with it, and everything is found or missing alike";
  } else {
    finding.message = "what is found depends on whether apk installs it or apko builds an image with it";
    note_difference("missing only with apko: ", there, here, finding);
    note_difference("missing only with apk: ", here, there, finding);
    finding.fix.push_back("depend by its own name on the package that has the library");
  }
  const auto ours = members(world, audit.examination.closure);
  const auto others = members(world, theirs);
  note_difference("only apk brings ", ours, others, finding);
  note_difference("only apko brings ", others, ours, finding);
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& ours = audit.examination.closure;
  const bool examined = !ours.ok() || !ours.members.empty();
  if (audit.world.other_builder == nullptr || !examined) return;
  const auto theirs = audit.world.other_builder->install({audit.world.habits->base, {}, {audit.id()}, false});
  if (!ours.ok() && !theirs.ok()) return;
  if (ours.ok() && theirs.ok() && members(audit.world, ours) == members(audit.world, theirs)) return;
  auto finding = new_finding(builder_difference_rule, audit, "", "apko");
  if (ours.ok() != theirs.ok())
    add_installability(ours, theirs, finding);
  else
    add_closures(audit, theirs, finding);
  out.push_back(std::move(finding));
}

}  // namespace

const Rule builder_difference_rule{"builder-difference", model::Severity::warning,
                                   "apk and apko come to different verdicts about it (only with --compare-builders)", check};

}  // namespace elfgate::audit
