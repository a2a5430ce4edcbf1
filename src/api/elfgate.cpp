// The C++ facade: translates public options into engine requests and frozen reports into public values. The only place where
// exceptions that a library below may throw (out of memory, mostly) become an error.
#include "elfgate/elfgate.hpp"

#include <chrono>
#include <ctime>

#include "api/facade.h"
#include "engine/catalogue.h"

namespace elfgate {

/// The frozen engine report behind a CheckReport.
class CheckReportData {
 public:
  report::Report report;
};

namespace {

std::string today() {
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const std::chrono::year_month_day date{days};
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

Status status_of(const report::Report& report, const CheckOptions& options) {
  bool found = false;
  for (const auto& finding : report.findings)
    found = found || (!finding.waived && static_cast<int>(finding.severity) >= static_cast<int>(options.fail_on));
  const bool empty = report.summary.elf_files == 0 && !options.allow_empty;
  if (report.summary.incomplete || empty) return Status::incomplete;
  return found ? Status::findings : Status::clean;
}

}  // namespace

namespace api {

Finding to_public(const model::Finding& f) {
  return {f.rule,
          static_cast<Severity>(f.severity),
          f.arch,
          f.package,
          f.version,
          f.origin,
          f.path,
          f.subject,
          f.message,
          f.searched,
          f.providers,
          f.notes,
          f.fix,
          f.affects.packages,
          f.affects.programs,
          f.affects.examples,
          model::fingerprint(f),
          f.waived};
}

engine::RepositoryOptions repository_options(const RunOptions& options) {
  engine::RepositoryOptions out;
  out.sources = options.sources;
  out.arches = options.arches;
  out.facts_path = options.facts_path;
  out.facts_read_only = options.facts_read_only;
  if (options.memory_budget != 0) out.memory_budget = options.memory_budget;
  out.profile = options.profile;
  out.base = options.base;
  out.policy_path = options.policy_path;
  out.keys_dir = options.keys_dir;
  out.second_reader = options.second_reader;
  out.compare_builders = options.compare_builders;
  out.remote_folder = options.remote.folder;
  out.offline = options.remote.offline;
  if (options.remote.attempts != 0) out.network.attempts = options.remote.attempts;
  if (options.remote.stall_seconds != 0) out.network.stall_seconds = options.remote.stall_seconds;
  if (options.remote.connections != 0) out.network.connections = options.remote.connections;
  out.network.netrc_path = options.remote.netrc_path;
  out.network.http_auth = options.remote.http_auth;
  return out;
}

void set_up(engine::RunContext& context, const RunOptions& options) {
  context.threads = options.threads != 0 ? options.threads : engine::default_threads();
  context.should_stop = options.should_stop;
  if (options.on_progress)
    context.on_progress = [&options](const engine::ProgressEvent& event) {
      options.on_progress({event.pass, event.done, event.total, event.bytes_done, event.bytes_total});
    };
}

engine::CheckRequest check_request(const CheckOptions& options) {
  return {repository_options(options), options.packages, options.severities,     options.only_rules,
          options.all_versions,        today(),          std::string(version()), options.baseline};
}

}  // namespace api

using api::guarded;
using api::repository_options;
using api::set_up;

std::string_view version() {
  return ELFGATE_VERSION;
}

CheckReport check(const CheckOptions& options) {
  return guarded<CheckReport>([&] {
    CheckReport out;
    if (auto wrong = engine::wrong_rule(options.severities, options.only_rules)) {
      out.error = *wrong;
      return out;
    }
    engine::RunContext context;
    set_up(context, options);
    const auto report = engine::run_check(api::check_request(options), context);
    if (!report) {
      out.error = base::to_text(report.error());
      return out;
    }
    auto data = std::make_shared<CheckReportData>();
    data->report = *report;
    for (const auto& finding : report->findings) out.findings.push_back(api::to_public(finding));
    out.status = status_of(*report, options);
    out.data = std::move(data);
    return out;
  });
}

std::string render(const CheckReport& report, const RenderOptions& options) {
  const auto* reporter = report::reporter_named(options.format);
  if (!report.data || !reporter) return {};
  try {
    return reporter->render(report.data->report, {options.color, options.verbose, options.width});
  } catch (const std::exception&) {
    return {};
  }
}

ScanReport scan(const RunOptions& options) {
  return guarded<ScanReport>([&] {
    ScanReport out;
    engine::RunContext context;
    set_up(context, options);
    const auto counts = engine::run_scan(repository_options(options), context);
    if (!counts) {
      out.error = base::to_text(counts.error());
      return out;
    }
    out.packages = counts->from_store + counts->read;
    out.read = counts->read;
    out.from_store = counts->from_store;
    out.unreadable = counts->unreadable;
    out.bytes = counts->bytes_read;
    out.status = out.unreadable > 0 || out.packages == 0 ? Status::incomplete : Status::clean;
    return out;
  });
}

std::vector<NamedText> report_formats() {
  std::vector<NamedText> list;
  for (const auto* reporter : report::reporters()) list.push_back({reporter->name, reporter->summary});
  return list;
}

std::vector<NamedText> repository_formats() {
  std::vector<NamedText> list;
  for (const auto& [name, summary] : engine::format_names()) list.push_back({name, summary});
  return list;
}

std::vector<RuleInfo> rules() {
  std::vector<RuleInfo> list;
  for (const auto& rule : engine::rule_list()) list.push_back({rule.id, rule.summary, static_cast<Severity>(rule.severity)});
  return list;
}

std::vector<std::string> profiles() {
  return engine::profile_names();
}

}  // namespace elfgate
