// One report with a finding of each kind that formats treat differently, among them a package whose name is no text.
#pragma once

#include "report/report.h"

namespace elfgate::report::test {

inline model::Finding missing_library() {
  model::Finding finding;
  finding.rule = "missing-library";
  finding.severity = model::Severity::error;
  finding.arch = "aarch64";
  finding.package = "postgresql-17";
  finding.version = "17.2-r0";
  finding.origin = "postgresql-17";
  finding.path = "/usr/bin/psql";
  finding.subject = "libreadline.so.8";
  finding.message = "no package of this architecture provides it";
  finding.searched = {"RUNPATH of /usr/bin/psql: /usr/lib/postgresql17", "default directories: /lib, /usr/lib"};
  finding.affects = {12, 14, {"postgresql-17: /usr/bin/psql", "postgresql-client: /usr/bin/pg_dump"}};
  finding.fix = {"package the library, or rebuild postgresql-17 without it"};
  return finding;
}

inline model::Finding waived() {
  model::Finding finding;
  finding.rule = "uninstallable-package";
  finding.severity = model::Severity::error;
  finding.arch = "x86_64";
  finding.package = "broken";
  finding.version = "1-r0";
  finding.origin = "broken";
  finding.subject = "so:libgone.so.1";
  finding.message = "no package provides it";
  finding.waived = "known, see issue 7";
  return finding;
}

inline model::Finding info() {
  model::Finding finding;
  finding.rule = "dead-search-path";
  finding.severity = model::Severity::info;
  finding.arch = "x86_64";
  finding.package = "curl";
  finding.version = "8.0-r0";
  finding.origin = "curl";
  finding.path = "/usr/bin/curl";
  finding.subject = "/opt/lib";
  finding.message = "exists in no closure";
  return finding;
}

inline model::Finding warning() {
  auto finding = info();
  finding.rule = "insecure-search-path";
  finding.severity = model::Severity::warning;
  finding.subject = ".";
  finding.message = "RUNPATH has a relative element";
  finding.providers = {"curl: /usr/bin/libcurl.so.4"};
  finding.notes = {"built with -rpath=."};
  finding.fix = {"remove the element", "or replace it by $ORIGIN"};
  return finding;
}

inline model::Finding unreadable() {
  model::Finding finding;
  finding.rule = "unreadable-package";
  finding.severity = model::Severity::error;
  finding.arch = "x86_64";
  finding.package = "odd\xff\nname";
  finding.message = "truncated at <b>|`offset`, 100%";
  finding.fix = {"publish it again"};
  finding.incomplete = true;
  return finding;
}

inline Report small_report() {
  Report report;
  report.tool_version = "0.1.0";
  auto& summary = report.summary;
  summary.sources = {"repo"};
  summary.arches = {"aarch64", "x86_64"};
  summary.profile = "wolfi";
  summary.packages = {{"aarch64", 406}, {"x86_64", 406}};
  summary.packages_read = 11;
  summary.packages_from_store = 800;
  summary.packages_unreadable = 1;
  summary.elf_files = 7779;
  summary.programs = 3456;
  summary.libraries = 4321;
  summary.edges = 61000;
  summary.foreign_objects = 2;
  summary.closures_order_dependent = {"nginx-1.27.3-r0/x86_64"};
  summary.closures_failed = 1;
  report.findings = {missing_library(), waived(), info(), warning(), unreadable()};
  report.rules = {{"dead-search-path", "an element of a search path exists in no closure"},
                  {"insecure-search-path", "a search path that others can write to"},
                  {"missing-library", "a needed library is nowhere"}};
  count_findings(report);
  return report;
}

/// A run in which all was well.
inline Report clean_report() {
  Report report;
  report.tool_version = "0.1.0";
  report.summary.arches = {"x86_64"};
  report.summary.packages = {{"x86_64", 1}};
  report.summary.packages_read = 1;
  report.summary.programs = 1;
  report.summary.edges = 1;
  count_findings(report);
  return report;
}

}  // namespace elfgate::report::test
