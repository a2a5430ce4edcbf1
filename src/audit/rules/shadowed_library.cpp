#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule shadowed_library_rule;

namespace {

void word(const Shadow& shadow, const std::string& other, model::Finding& finding) {
  switch (shadow.kind) {
    case Shadow::Kind::hides: finding.message = "it hides " + other + " from every program, and the two differ"; break;
    case Shadow::Kind::hidden: finding.message = "it is hidden by " + other + ", and the two differ"; break;
    case Shadow::Kind::conflict:
      finding.message = "the same path is in " + other + ", with other content: the installer keeps one of them or refuses";
      finding.fix.push_back("let one of the packages leave the file out, or say with `replaces` which one gives way");
      return;
  }
  finding.notes.push_back("a directory of ld.so.conf.d serves every program of the root; the first that has the name wins");
  finding.fix.push_back("use a RUNPATH in the programs that want the private copy instead of an entry in ld.so.conf.d");
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.examination.partial || audit.examination.uncertain) return;
  for (const auto& shadow : audit.examination.shadows) {
    const auto own = audit.world.index->file(shadow.own);
    const auto other = audit.world.index->file(shadow.other);
    const auto& owner = audit.world.index->package(other.package).name;
    const bool conflict = shadow.kind == Shadow::Kind::conflict;
    auto finding = new_finding(shadowed_library_rule, audit, own.fact->path,
                               conflict ? std::string(base::basename(shadow.name)) : shadow.name);
    word(shadow, conflict ? owner : other.fact->path + " of " + owner, finding);
    finding.providers.push_back(owner + ": " + other.fact->path);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule shadowed_library_rule{"shadowed-library", model::Severity::warning,
                                 "a library on the search path hides another file of the same name, and the two differ", check};

}  // namespace elfgate::audit
