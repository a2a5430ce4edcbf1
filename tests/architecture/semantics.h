// The semantics documents name, for every rule, what shows it: test suites and scenarios. This holds the documents against the
// tests, both ways.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rules.h"
#include "source_tree.h"

namespace elfgate::architecture {

/// "R1.2" -> what shows it: names of test suites ("GlibcOrder") and of scenario files ("dlopen-missing.eg").
using Shown = std::map<std::string, std::set<std::string>>;

/// The rows of the tables of DOCUMENTS: a row begins with a rule in its first cell and names in backticks in its last one.
Shown rules_documented(const std::vector<SourceFile>& documents);

/// The rules that names of tests carry (`R1_2_...`), and those that scenarios mention (`R1.2`).
Shown rules_tested(const std::vector<SourceFile>& files);

/// A documented rule that nothing shows, one whose witness does not, and a tested rule that no document knows.
Breaches rules_without_witness(const Shown& documented, const Shown& tested);

}  // namespace elfgate::architecture
