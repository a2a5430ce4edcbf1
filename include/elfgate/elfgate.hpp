// elfgate: the public C++ interface. Values in, values out; no exception leaves a function, nothing is printed, nothing of the
// process (environment, working directory, signal handlers) is read or changed. Link with elfgate::elfgate.
//
// Thread safety: every function may be called from several threads. A run uses the threads it is allowed (RunOptions::threads).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#define ELFGATE_API __attribute__((visibility("default")))

namespace elfgate {

/// "0.1.0"
ELFGATE_API std::string_view version();

/// How a call ended; also the exit status of the command.
enum class Status : int {
  clean = 0,      ///< nothing at or above fail_on
  findings = 1,   ///< at least one finding at or above fail_on
  failed = 2,     ///< wrong use or a failing world: `error` says which
  incomplete = 3  ///< something could not be read, or nothing was examined
};

enum class Severity : std::uint8_t { info = 0, warning = 1, error = 2 };

/// What is being done, for a progress display. Called from worker threads, never at the same time from two.
struct Progress {
  std::string_view pass;  ///< "reading packages", "auditing" ...
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: unknown
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;
};

/// How remote sources (http, https) are reached. Nothing of it is read from the environment.
struct RemoteOptions {
  std::string folder;          ///< indexes and unfinished downloads; empty: "remote" beside facts_path
  bool offline = false;        ///< what is kept has to do; a package whose facts are unknown is unreadable
  unsigned attempts = 0;       ///< of one file in a row, without progress; 0: 5
  unsigned stall_seconds = 0;  ///< a transfer that stands still for so long has failed; 0: 30
  unsigned connections = 0;    ///< at once; 0: 8
  std::string netrc_path;      ///< credentials by host; empty: none
  std::string http_auth;       ///< "basic:HOST:USER:PASSWORD"; empty: none
};

/// Options that every run takes.
struct RunOptions {
  std::vector<std::string> sources;  ///< paths or URLs: repository, directory of packages, package, scenario; layered in order
  std::vector<std::string> arches;   ///< empty: every architecture present
  std::string facts_path;            ///< the facts store; empty: none
  bool facts_read_only = false;
  unsigned threads = 0;                          ///< 0: one per processor
  std::uint64_t memory_budget = 0;               ///< bytes of file content held while scanning; 0: 128 MiB
  std::string profile;                           ///< "wolfi", "alpine", "debian", "none"; empty: chosen from the data
  std::optional<std::vector<std::string>> base;  ///< base world of closures; nothing: the profile's
  std::string policy_path;                       ///< YAML policy file; empty: none
  std::string keys_dir;                          ///< public keys of index signatures; empty: not checked
  bool second_reader = false;                    ///< hold LIEF against libelf on every file
  bool compare_builders = false;                 ///< hold apk's closures against apko's (builder-difference)
  RemoteOptions remote;
  std::function<void(const Progress&)> on_progress;
  std::function<bool()> should_stop;  ///< polled; true cancels the run with Status::failed
};

struct CheckOptions : RunOptions {
  Severity fail_on = Severity::error;
  bool allow_empty = false;                       ///< nothing examined is clean
  std::vector<std::string> packages;              ///< only findings of these package names; empty: all
  std::map<std::string, std::string> severities;  ///< rule -> "error", "warning", "info", "off"
  std::vector<std::string> only_rules;            ///< empty: all
  bool all_versions = false;                      ///< judge versions that a higher one supersedes as well
  std::string baseline;                           ///< JSON report of findings that are known: as good as waived; empty: none
};

/// One verdict. Fields as in the JSON report (docs/formats/report.md).
struct Finding {
  std::string rule;
  Severity severity = Severity::error;
  std::string arch, package, version, origin, path, subject, message;
  std::vector<std::string> searched, providers, notes, fix;
  std::uint64_t affected_packages = 0;
  std::uint64_t affected_programs = 0;
  std::vector<std::string> affected_examples;
  std::string fingerprint;
  std::optional<std::string> waived;
};

/// A rendered report.
struct RenderOptions {
  std::string format = "text";  ///< one of report_formats()
  bool color = false;
  bool verbose = false;
  unsigned width = 100;  ///< columns of the text form
};

class CheckReportData;

/// The outcome of check(): frozen findings that can be rendered many times. Copies share the data.
struct CheckReport {
  Status status = Status::failed;
  std::string error;  ///< when status is failed
  std::vector<Finding> findings;
  std::shared_ptr<const CheckReportData> data;
};

/// Every finding of the sources.
ELFGATE_API CheckReport check(const CheckOptions& options);

/// The report as bytes; empty when the format is unknown or the run failed.
ELFGATE_API std::string render(const CheckReport& report, const RenderOptions& options);

/// Fills the facts store only.
struct ScanReport {
  Status status = Status::failed;
  std::string error;
  std::uint64_t packages = 0, read = 0, from_store = 0, unreadable = 0, bytes = 0;
};
ELFGATE_API ScanReport scan(const RunOptions& options);

struct NamedText {
  std::string name, summary;
};
ELFGATE_API std::vector<NamedText> report_formats();
ELFGATE_API std::vector<NamedText> repository_formats();

/// A rule of the catalogue.
struct RuleInfo {
  std::string id, summary;
  Severity severity = Severity::error;
};
ELFGATE_API std::vector<RuleInfo> rules();

/// Names of the built-in profiles.
ELFGATE_API std::vector<std::string> profiles();

}  // namespace elfgate
