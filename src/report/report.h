// Model -> bytes. One file per format in report/formats/, each defining one `Reporter`; CMake collects the folder.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/finding.h"

namespace elfgate::report {

/// What was looked at: the "nothing examined is not clean" part of every report.
struct Summary {
  std::vector<std::string> sources;
  std::vector<std::string> arches;
  std::string profile;
  std::map<std::string, std::uint64_t> packages;  ///< by architecture
  std::uint64_t packages_read = 0;                ///< opened in this run
  std::uint64_t packages_from_store = 0;
  std::uint64_t packages_unreadable = 0;
  std::uint64_t elf_files = 0;
  std::uint64_t programs = 0;
  std::uint64_t libraries = 0;
  std::uint64_t edges = 0;            ///< DT_NEEDED entries judged
  std::uint64_t foreign_objects = 0;  ///< of another machine or loader on purpose: counted, not resolved
  std::vector<std::string> closures_order_dependent;  ///< "name-version/arch": the installer's choice hangs on its hash order
  std::uint64_t closures_failed = 0;
  bool incomplete = false;
  std::uint64_t errors = 0, warnings = 0, infos = 0, waived = 0;  ///< a waived finding counts as waived only
};

struct Report {
  std::string tool_version;
  Summary summary;
  std::vector<model::Finding> findings;  ///< in report order
  std::map<std::string, std::string>
      rules;  ///< id -> what it means in one sentence, of every rule that ran; for formats with a rule table
};

/// Sets errors, warnings, infos (not waived ones) and waived of the summary from the findings; a finding that could not look
/// makes the summary incomplete.
void count_findings(Report& report);

struct TextStyle {
  bool color = false;
  bool verbose = false;  ///< infos and full search lists too
  unsigned width = 100;
};

struct Reporter {
  const char* name;  ///< "text", "json", "jsonl" ...
  const char* summary;
  std::string (*render)(const Report& report, const TextStyle& style);
};

/// All report formats, by name. Generated from the folder.
std::span<const Reporter* const> reporters();
const Reporter* reporter_named(const std::string& name);

}  // namespace elfgate::report
