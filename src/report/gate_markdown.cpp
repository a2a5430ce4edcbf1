// The gate as a comment or job summary: the new findings as `elfgate check` shows them, then what changed for whom, and what
// to rebuild. Bounded, as comments are.
#include "report/gate.h"
#include "report/wording.h"

namespace elfgate::report {

namespace {

constexpr std::size_t k_events_shown = 40;
constexpr std::size_t k_consumers_shown = 8;
constexpr std::size_t k_origins_shown = 400;

/// Text that neither Markdown nor HTML reads anything into.
std::string code(const std::string& text) {
  std::string out = "<code>";
  for (const char c : shown(text)) {
    if (c == '&' || c == '<' || c == '>' || c == '|' || c == '`' || c == '*' || c == '_' || c == '@' || c == '\\' || c == '~')
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    else
      out += c;
  }
  return out + "</code>";
}

std::string events_table(const GateReport& report) {
  std::string rows;
  std::size_t left_out = 0, count = 0;
  for (const auto& event : report.delta.events) {
    if (event.consumers.empty()) continue;
    if (++count > k_events_shown) {
      ++left_out;
      continue;
    }
    std::string users;
    for (std::size_t i = 0; i < event.consumers.size() && i < k_consumers_shown; ++i)
      users += (i == 0 ? "" : " ") + code(event.consumers[i].package);
    if (event.consumers.size() > k_consumers_shown)
      users += " and " + number(event.consumers.size() - k_consumers_shown) + " more";
    rows += "| " + event.kind + " | " + code(event.package + "/" + event.arch) + " | " + code(sentence_of(event)) + " | " +
            users + " |\n";
  }
  if (rows.empty()) return {};
  if (left_out > 0) rows += "\n" + count_of(left_out, "more event", "more events") + " left out here.\n";
  return "\n#### What others relied on\n\n| event | package | what | asked for by |\n|---|---|---|---|\n" + rows;
}

std::string rebuild_list(const GateReport& report) {
  const auto& plan = report.delta.rebuild;
  if (plan.empty()) return {};
  std::string text = "\n#### To rebuild, in this order\n\n";
  std::size_t shown_origins = 0, left_out = 0;
  for (const auto& wave : plan.waves) {
    std::string line;
    for (const auto& origin : wave) {
      if (shown_origins == k_origins_shown) {
        ++left_out;
        continue;
      }
      ++shown_origins;
      line += (line.empty() ? "" : " ") + code(origin);
    }
    if (!line.empty()) text += "1. " + line + "\n";
  }
  if (left_out > 0) text += "\n" + count_of(left_out, "more origin", "more origins") + " left out here.\n";
  for (const auto& group : plan.together) {
    text += "\nPublish together:";
    for (const auto& origin : group) text += " " + code(origin);
    text += "\n";
  }
  if (const auto command = rebuild_command(report); !command.empty() && left_out == 0) text += "\n    " + command + "\n";
  return text;
}

std::string one_sided_list(const GateReport& report) {
  std::string text;
  for (const auto& sided : report.delta.one_sided) {
    text += "- " + code(sided.package) + " changes on";
    for (const auto& arch : sided.reached) text += " " + code(arch);
    text += " and not on";
    for (const auto& arch : sided.left_out) text += " " + code(arch);
    text += "\n";
    if (text.size() > 5'000) return text + "- ...\n";
  }
  return text.empty() ? text : "\n#### On some architectures only\n\n" + text;
}

}  // namespace

std::string gate_markdown(const GateReport& report, const TextStyle& style) {
  const auto& delta = report.delta;
  std::string text = reporter_named("markdown")->render(findings_of(report, style.verbose), style);
  text += "\n" + std::string(report.broken ? "**Broken by this change.** " : "Nothing is newly broken. ") +
          count_of(delta.broken.size(), "new finding", "new findings") + ", " + number(delta.fixed.size()) + " fixed, " +
          number(delta.before.size()) + " there before.\n";
  return text + events_table(report) + rebuild_list(report) + one_sided_list(report);
}

}  // namespace elfgate::report
