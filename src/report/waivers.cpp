#include "report/waivers.h"

#include <algorithm>

#include "report/json_parts.h"
#include "report/wording.h"

namespace elfgate::report {

namespace {

using model::WaiverUse;

constexpr const char* k_schema = "elfgate-waivers/1";

// The patterns that say something: "missing-library of nginx: libfoo.so.1 in /usr/bin/x, on aarch64".
std::string patterns(const WaiverUse& use) {
  std::string text = use.rule;
  if (use.package != "*") text += " of " + use.package;
  if (use.subject != "*") text += ": " + use.subject;
  if (use.path != "*") text += " in " + use.path;
  if (use.arch != "*") text += ", on " + use.arch;
  return shown(text);
}

std::string state_of(const WaiverUse& use) {
  if (use.state == WaiverUse::State::in_use) return "hides " + count_of(use.hides.size(), "finding", "findings");
  return std::string(model::name_of(use.state)) + ": " + shown(use.why) +
         (use.hides.empty() ? "" : "; hides " + count_of(use.hides.size(), "finding", "findings"));
}

std::string summary(const std::vector<WaiverUse>& uses) {
  const auto count = [&](WaiverUse::State state) {
    return static_cast<std::uint64_t>(std::count_if(uses.begin(), uses.end(), [&](const auto& u) { return u.state == state; }));
  };
  if (uses.empty()) return "The policy has no waivers.\n";
  std::string text = count_of(uses.size(), "waiver", "waivers") + ": " + number(count(WaiverUse::State::in_use)) + " in use, " +
                     number(count(WaiverUse::State::unused)) + " unused, " + number(count(WaiverUse::State::expired)) +
                     " expired";
  if (const auto unknown = count(WaiverUse::State::unknown)) text += ", " + number(unknown) + " not known";
  return text + ".\n";
}

}  // namespace

std::string waivers_text(const std::vector<WaiverUse>& uses, const std::string& policy) {
  std::string text;
  for (const auto& use : uses) {
    text += shown(policy) + ":" + std::to_string(use.line) + "  " + patterns(use) + "\n";
    text += "    " + state_of(use) + "\n";
    text += "    until  " + shown(use.expires) + "\n";
    text += "    reason " + shown(use.reason) + "\n";
    for (const auto& finding : use.hides)
      text += std::string("      ") + model::name_of(finding.severity) + " " + finding.rule + "  " + package_label(finding) +
              "  " + headline(finding) + "\n";
    text += "\n";
  }
  return text + summary(uses);
}

std::string waivers_json(const std::vector<WaiverUse>& uses, const std::string& policy) {
  Json json = {{"schema", k_schema}, {"policy", shown(policy)}, {"waivers", Json::array()}};
  for (const auto& use : uses) {
    Json one = {{"line", use.line},
                {"rule", shown(use.rule)},
                {"arch", shown(use.arch)},
                {"package", shown(use.package)},
                {"path", shown(use.path)},
                {"subject", shown(use.subject)},
                {"reason", shown(use.reason)},
                {"expires", shown(use.expires)},
                {"state", model::name_of(use.state)},
                {"why", shown(use.why)},
                {"hides", Json::array()}};
    for (const auto& finding : use.hides) one["hides"].push_back(json_of(finding));
    json["waivers"].push_back(std::move(one));
  }
  return line_of(json) + "\n";
}

}  // namespace elfgate::report
