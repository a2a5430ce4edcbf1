#include "judge_options.h"

#include <set>
#include <sstream>
#include <utility>

#include "command.h"
#include "suggest.h"
#include "terminal.h"

namespace elfgate::command {
namespace {

std::vector<std::string> names_of(const std::vector<NamedText>& texts) {
  std::vector<std::string> names;
  for (const NamedText& text : texts) names.push_back(text.name);
  return names;
}

/// "a, b or c"
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return text;
}

std::vector<std::string> rule_names() {
  std::vector<std::string> names;
  for (const RuleInfo& rule : rules()) names.push_back(rule.id);
  return names;
}

/// "LEFT=RIGHT" as two texts; the second is empty when there is no '='.
std::pair<std::string, std::string> cut(const std::string& text) {
  const std::size_t at = text.find('=');
  return at == std::string::npos ? std::pair(text, std::string()) : std::pair(text.substr(0, at), text.substr(at + 1));
}

CLI::Validator report_request() {
  return {[formats = names_of(report_formats())](std::string& text) -> std::string {
            const auto [format, file] = cut(text);
            if (file.empty()) return "write FORMAT=FILE, such as json=findings.json; FILE may be - for standard output";
            return unknown_name("format", format, formats);
          },
          "", "report"};
}

CLI::Validator severity_request() {
  return {[known = rule_names()](std::string& text) -> std::string {
            const auto [rule, level] = cut(text);
            if (level.empty()) return "write RULE=LEVEL, such as dangling-symlink=off";
            const std::string wrong = unknown_name("rule", rule, known);
            return wrong.empty() ? unknown_name("level", level, {"error", "warning", "info", "off"}) : wrong;
          },
          "", "severity"};
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) found.push_back(word);
  return found;
}

}  // namespace

void declare_output(CLI::App& app, JudgeArguments& arguments) {
  const std::string group = "Output";
  app.add_option("--format", arguments.format, "Format of standard output (elfgate formats lists them). Default: text")
      ->type_name("NAME")
      ->check(known_name("format", names_of(report_formats())))
      ->group(group);
  app.add_option(
         "--report", arguments.reports,
         "Also write FILE in this format; repeat for more. The file appears\nonly when it is complete; - is standard output")
      ->type_name("FORMAT=FILE")
      ->allow_extra_args(false)
      ->check(report_request())
      ->group(group);
  app.add_flag("-v,--verbose", arguments.verbose, "Infos too, and every place that was searched")->group(group);
  app.add_option("--color", arguments.color,
                 "Colour in text: auto, always or never. auto: on a terminal, unless\nNO_COLOR is set")
      ->type_name("WHEN")
      ->check(known_name("choice", {"auto", "always", "never"}))
      ->group(group);
}

void declare_verdict(CLI::App& app, JudgeArguments& arguments) {
  const std::string group = "What counts";
  app.add_option("--fail-on", arguments.fail_on,
                 "Exit with 1 from this level on: error, warning, info or never.\nDefault: error")
      ->type_name("LEVEL")
      ->check(known_name("level", {"error", "warning", "info", "never"}))
      ->group(group);
  app.add_option("--rule", arguments.rules, "Only this rule (elfgate rules lists them); repeat for more")
      ->type_name("RULE")
      ->allow_extra_args(false)
      ->check(known_name("rule", rule_names()))
      ->group(group);
  app.add_option("--severity", arguments.severities, "Another level for a rule: error, warning, info or off")
      ->type_name("RULE=LEVEL")
      ->allow_extra_args(false)
      ->check(severity_request())
      ->group(group);
  app.add_option(
         "--package", arguments.packages,
         "Only findings of this package; repeat for more. Everything is\nstill read, because others may have what it needs")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--baseline", arguments.baseline,
                 "JSON report of findings that are known, for a first adoption: they are\ncounted as waived")
      ->type_name("FILE")
      ->check(CLI::ExistingFile)
      ->group(group);
  app.add_flag("--all-versions", arguments.all_versions, "Also versions of a package that a higher one supersedes")
      ->group(group);
  app.add_flag("--compare-builders", arguments.compare_builders,
               "Also say where an image built by apko differs from an installation\nby apk (builder-difference)")
      ->group(group);
  app.add_flag("--allow-empty", arguments.allow_empty, "Nothing to examine is clean (otherwise exit 3)")->group(group);
}

void declare_world(CLI::App& app, JudgeArguments& arguments, bool with_base) {
  const std::string group = "What is assumed";
  app.add_option("--profile", arguments.profile, "Distribution: " + listed(profiles()) + ". Default: seen from\nthe data")
      ->type_name("NAME")
      ->check(known_name("profile", profiles()))
      ->group(group);
  if (with_base) {
    app.add_option_function<std::string>(
           "--base",
           [&arguments](const std::string& text) {
             arguments.base = text;
             arguments.has_base = true;
           },
           "Packages that every installation has, blank-separated; \"\" for none.\nDefault: the profile's")
        ->type_name("NAMES")
        ->group(group);
  }
  app.add_option("--policy", arguments.policy, "YAML file with severities, waivers and what the host provides")
      ->type_name("FILE")
      ->check(CLI::ExistingFile)
      ->group(group);
  app.add_option("--keys", arguments.keys, "Folder of public keys; an index without a good signature is a finding")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory)
      ->group(group);
}

void fill_options(const JudgeArguments& arguments, CheckOptions& options) {
  apply(arguments.run, options);
  options.profile = arguments.profile;
  if (arguments.has_base) options.base = words(arguments.base);
  options.policy_path = arguments.policy;
  options.keys_dir = arguments.keys;
  options.baseline = arguments.baseline;
  options.allow_empty = arguments.allow_empty;
  options.all_versions = arguments.all_versions;
  options.compare_builders = arguments.compare_builders;
  options.packages = arguments.packages;
  options.only_rules = arguments.rules;
  for (const std::string& text : arguments.severities) options.severities.insert_or_assign(cut(text).first, cut(text).second);
  if (arguments.fail_on == "warning") options.fail_on = Severity::warning;
  if (arguments.fail_on == "info") options.fail_on = Severity::info;
}

std::optional<std::vector<WantedReport>> open_reports(const JudgeArguments& arguments) {
  std::vector<WantedReport> wanted;
  std::set<std::string> targets;
  std::string on_stdout = arguments.format;
  for (const std::string& text : arguments.reports) {
    const auto [format, target] = cut(text);
    if (!targets.insert(target).second || (target == "-" && !arguments.format.empty())) {
      complain("two reports for " + (target == "-" ? std::string("standard output") : target) +
               ": give each its own FILE with --report");
      return std::nullopt;
    }
    if (target == "-") {
      on_stdout = format;
      continue;
    }
    wanted.push_back({format, std::make_unique<ReportFile>(target)});
    if (!wanted.back().file->error().empty()) {
      complain("--report: " + wanted.back().file->error());
      return std::nullopt;
    }
  }
  wanted.push_back({on_stdout.empty() ? "text" : on_stdout, nullptr});
  return wanted;
}

bool write_reports(const std::function<std::string(const RenderOptions&)>& render, std::vector<WantedReport>& wanted,
                   const JudgeArguments& arguments) {
  bool all_written = true;
  for (WantedReport& one : wanted) {
    RenderOptions style;
    style.format = one.format;
    style.verbose = arguments.verbose;
    style.color = one.file == nullptr && use_color(arguments.color);
    if (one.file == nullptr) style.width = text_width();
    const std::string text = render(style);
    if (one.file == nullptr) {
      all_written = write_stdout(text) && all_written;
    } else if (!one.file->commit(text)) {
      complain(one.file->error());
      all_written = false;
    }
  }
  return all_written;
}

}  // namespace elfgate::command
