// The C ABI over the C++ facade. Nothing is decided here: options are copied in, values are handed out, and every function that
// allocates ends in a catch, because an exception must not reach C.
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "elfgate/elfgate.h"
#include "elfgate/elfgate.hpp"

struct eg_report {
  elfgate::CheckReport value;
};
struct eg_scan_report {
  elfgate::ScanReport value;
};
struct eg_text {
  std::string value;
};

namespace elfgate {
namespace {

/// The part of eg_options that the first released version had.
constexpr std::size_t k_first_options_size = offsetof(eg_options, all_versions) + sizeof(eg_options::all_versions);

/// OPTIONS as this library knows them, and why that is not possible.
struct KnownOptions {
  eg_options value{};
  std::string error;
};

KnownOptions known_options(const eg_options* given) {
  KnownOptions known;
  if (given->size < k_first_options_size) {
    known.error = "eg_options.size is " + std::to_string(given->size) + ": begin with eg_options_init()";
    return known;
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  for (std::size_t i = sizeof(eg_options); i < given->size; ++i) {
    if (bytes[i] != 0) known.error = "eg_options has a field that elfgate " + std::string(version()) + " does not know";
  }
  std::memcpy(&known.value, given, std::min(given->size, sizeof(eg_options)));
  return known;
}

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

std::vector<std::string> list_of(const char* const* items, std::size_t count) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back(text_of(items[i]));
  return list;
}

void report_progress(const eg_options& given, const Progress& progress) {
  const std::string pass(progress.pass);
  const eg_progress shown{sizeof(eg_progress), pass.c_str(),        progress.done,
                          progress.total,      progress.bytes_done, progress.bytes_total};
  given.on_progress(&shown, given.user);
}

void copy_run_options(const eg_options& given, RunOptions& options) {
  options.sources = list_of(given.sources, given.source_count);
  options.arches = list_of(given.arches, given.arch_count);
  options.facts_path = text_of(given.facts_path);
  options.facts_read_only = given.facts_read_only != 0;
  options.threads = given.threads;
  options.memory_budget = given.memory_budget;
  options.profile = text_of(given.profile);
  if (given.base != nullptr) options.base = list_of(given.base, given.base_count);
  options.policy_path = text_of(given.policy_path);
  options.keys_dir = text_of(given.keys_dir);
  options.second_reader = given.second_reader != 0;
  if (given.on_progress != nullptr)
    options.on_progress = [given](const Progress& progress) { report_progress(given, progress); };
  if (given.should_stop != nullptr) options.should_stop = [given] { return given.should_stop(given.user) != 0; };
}

/// The sentence about a severity that is not "RULE=LEVEL"; empty when all are.
std::string copy_check_options(const eg_options& given, CheckOptions& options) {
  copy_run_options(given, options);
  options.fail_on = static_cast<Severity>(given.fail_on);
  options.allow_empty = given.allow_empty != 0;
  options.all_versions = given.all_versions != 0;
  options.packages = list_of(given.packages, given.package_count);
  options.only_rules = list_of(given.only_rules, given.only_rule_count);
  for (const std::string& text : list_of(given.severities, given.severity_count)) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos) return "severities: '" + text + "' is not RULE=LEVEL";
    options.severities.insert_or_assign(text.substr(0, at), text.substr(at + 1));
  }
  return {};
}

CheckReport run_check(const eg_options* given) {
  CheckReport failed;
  const KnownOptions known = known_options(given);
  failed.error = known.error;
  if (!failed.error.empty()) return failed;
  CheckOptions options;
  failed.error = copy_check_options(known.value, options);
  return failed.error.empty() ? check(options) : failed;
}

ScanReport run_scan(const eg_options* given) {
  ScanReport failed;
  const KnownOptions known = known_options(given);
  failed.error = known.error;
  if (!failed.error.empty()) return failed;
  RunOptions options;
  copy_run_options(known.value, options);
  return scan(options);
}

const Finding& value_of(const eg_finding* finding) {
  return *reinterpret_cast<const Finding*>(finding);
}

/// The list that was asked for; null for a number that is none.
const std::vector<std::string>* list_named(const eg_finding* finding, eg_finding_list list) {
  const Finding& value = value_of(finding);
  switch (list) {
    case EG_LIST_SEARCHED: return &value.searched;
    case EG_LIST_PROVIDERS: return &value.providers;
    case EG_LIST_NOTES: return &value.notes;
    case EG_LIST_FIX: return &value.fix;
    case EG_LIST_AFFECTED_EXAMPLES: return &value.affected_examples;
  }
  return nullptr;
}

}  // namespace
}  // namespace elfgate

using elfgate::value_of;

const char* eg_version(void) {
  return elfgate::version().data();  // of a literal, so a NUL follows
}

void eg_options_init(eg_options* options, size_t size) {
  eg_options defaults{};
  defaults.size = size;
  defaults.fail_on = EG_ERROR;
  std::memset(static_cast<void*>(options), 0, size);
  std::memcpy(options, &defaults, std::min(size, sizeof defaults));
}

eg_status eg_check(const eg_options* options, eg_report** report) {
  *report = nullptr;
  try {
    *report = new eg_report{elfgate::run_check(options)};
    return eg_report_status(*report);
  } catch (...) {
    return EG_FAILED;
  }
}

void eg_report_free(eg_report* report) {
  delete report;
}
eg_status eg_report_status(const eg_report* report) {
  return static_cast<eg_status>(report->value.status);
}
const char* eg_report_error(const eg_report* report) {
  return report->value.error.c_str();
}
size_t eg_report_finding_count(const eg_report* report) {
  return report->value.findings.size();
}

const eg_finding* eg_report_finding(const eg_report* report, size_t index) {
  if (index >= report->value.findings.size()) return nullptr;
  return reinterpret_cast<const eg_finding*>(&report->value.findings[index]);
}

const char* eg_finding_rule(const eg_finding* finding) {
  return value_of(finding).rule.c_str();
}
eg_severity eg_finding_severity(const eg_finding* finding) {
  return static_cast<eg_severity>(value_of(finding).severity);
}
const char* eg_finding_arch(const eg_finding* finding) {
  return value_of(finding).arch.c_str();
}
const char* eg_finding_package(const eg_finding* finding) {
  return value_of(finding).package.c_str();
}
const char* eg_finding_version(const eg_finding* finding) {
  return value_of(finding).version.c_str();
}
const char* eg_finding_origin(const eg_finding* finding) {
  return value_of(finding).origin.c_str();
}
const char* eg_finding_path(const eg_finding* finding) {
  return value_of(finding).path.c_str();
}
const char* eg_finding_subject(const eg_finding* finding) {
  return value_of(finding).subject.c_str();
}
const char* eg_finding_message(const eg_finding* finding) {
  return value_of(finding).message.c_str();
}
const char* eg_finding_fingerprint(const eg_finding* finding) {
  return value_of(finding).fingerprint.c_str();
}
const char* eg_finding_waived(const eg_finding* finding) {
  return value_of(finding).waived ? value_of(finding).waived->c_str() : nullptr;
}
uint64_t eg_finding_affected_packages(const eg_finding* finding) {
  return value_of(finding).affected_packages;
}
uint64_t eg_finding_affected_programs(const eg_finding* finding) {
  return value_of(finding).affected_programs;
}

size_t eg_finding_list_count(const eg_finding* finding, eg_finding_list list) {
  const auto* items = elfgate::list_named(finding, list);
  return items == nullptr ? 0 : items->size();
}

const char* eg_finding_list_item(const eg_finding* finding, eg_finding_list list, size_t index) {
  const auto* items = elfgate::list_named(finding, list);
  return items == nullptr || index >= items->size() ? nullptr : (*items)[index].c_str();
}

eg_text* eg_report_render(const eg_report* report, const char* format, unsigned flags) {
  try {
    elfgate::RenderOptions options;
    options.format = format;
    options.color = (flags & EG_RENDER_COLOR) != 0;
    options.verbose = (flags & EG_RENDER_VERBOSE) != 0;
    bool known = false;
    for (const elfgate::NamedText& one : elfgate::report_formats()) known = known || one.name == options.format;
    if (!known || report->value.status == elfgate::Status::failed) return nullptr;
    return new eg_text{elfgate::render(report->value, options)};
  } catch (...) {
    return nullptr;
  }
}

const char* eg_text_data(const eg_text* text) {
  return text->value.c_str();
}
size_t eg_text_size(const eg_text* text) {
  return text->value.size();
}
void eg_text_free(eg_text* text) {
  delete text;
}

eg_status eg_scan(const eg_options* options, eg_scan_report** report) {
  *report = nullptr;
  try {
    *report = new eg_scan_report{elfgate::run_scan(options)};
    return static_cast<eg_status>((*report)->value.status);
  } catch (...) {
    return EG_FAILED;
  }
}

void eg_scan_report_free(eg_scan_report* report) {
  delete report;
}
const char* eg_scan_report_error(const eg_scan_report* report) {
  return report->value.error.c_str();
}

uint64_t eg_scan_report_count(const eg_scan_report* report, eg_scan_counter counter) {
  switch (counter) {
    case EG_SCAN_PACKAGES: return report->value.packages;
    case EG_SCAN_READ: return report->value.read;
    case EG_SCAN_FROM_STORE: return report->value.from_store;
    case EG_SCAN_UNREADABLE: return report->value.unreadable;
    case EG_SCAN_BYTES: return report->value.bytes;
  }
  return 0;
}
