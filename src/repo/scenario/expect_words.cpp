// What a scenario promises: the findings of a check, and what a gate says about the change to the `after` part.
#include <set>

#include "base/text.h"
#include "base/vpath.h"
#include "repo/scenario/parser.h"

namespace elfgate::repo::scenario {

namespace {

constexpr const char* k_usage = "expect error|warning|info RULE PACKAGE-VERSION/ARCH PATH: SUBJECT";

std::optional<model::Severity> severity_of(std::string_view word) {
  for (const auto severity : {model::Severity::info, model::Severity::warning, model::Severity::error})
    if (word == name_of(severity)) return severity;
  return std::nullopt;
}

Result<void> finding(const Statement& s, std::size_t from, std::vector<Expectation>& to) {
  if (s.count() + 1 < from + 3) return s.error(std::string("something is missing; write: ") + k_usage);
  Expectation expectation{.line = s.line.number};
  const auto severity = severity_of(s.word(from));
  if (!severity)
    return s.error("unknown severity `" + s.word(from) + "`" + suggestion(s.word(from), {"error", "warning", "info"}));
  expectation.severity = *severity;
  expectation.rule = s.word(from + 1);
  const auto& where = s.word(from + 2);
  const auto slash = where.rfind('/');
  if (slash == std::string::npos) return s.error("`" + where + "` lacks its architecture; write: " + k_usage);
  expectation.package = where.substr(0, slash);  // with its version until resolve_expectations()
  expectation.arch = where.substr(slash + 1);
  auto rest = s.arguments(from + 3);
  if (!rest.empty() && rest.front().size() > 1 && rest.front().back() == ':') {
    expectation.path = base::to_vpath(std::string_view(rest.front()).substr(0, rest.front().size() - 1));
    rest.erase(rest.begin());
  }
  for (const auto& word : rest) expectation.subject += (expectation.subject.empty() ? "" : " ") + word;
  to.push_back(std::move(expectation));
  s.pass.expectations = &to;
  return {};
}

Result<void> event(const Statement& s, GateExpectations& gate) {
  const char* usage = "expect event KIND PACKAGE/ARCH FROM [-> TO]";
  if (s.count() != 4 && (s.count() != 6 || s.word(5) != "->")) return s.error(std::string("write: ") + usage);
  static const std::vector<std::string> kinds{"soname-removed", "soname-added", "soname-changed",
                                              "library-moved",  "provide-lost", "package-lost"};
  if (std::find(kinds.begin(), kinds.end(), s.word(2)) == kinds.end())
    return s.error("unknown event `" + s.word(2) + "`" + suggestion(s.word(2), kinds));
  const auto slash = s.word(3).rfind('/');
  if (slash == std::string::npos) return s.error(std::string("write: ") + usage);
  gate.events.push_back({s.word(2), s.word(3).substr(0, slash), s.word(3).substr(slash + 1), s.word(4),
                         s.count() == 6 ? s.word(6) : "", s.line.number});
  return {};
}

Result<void> rebuild(const Statement& s, GateExpectations& gate) {
  gate.rebuild.emplace_back();
  for (const auto& word : s.arguments(2)) {
    if (word == "|") {
      gate.rebuild.emplace_back();
    } else {
      gate.rebuild.back().push_back(word);
    }
  }
  return {};
}

Result<void> gate_statement(const Statement& s) {
  auto& gate = s.pass.scenario.gate;
  const auto& word = s.word(1);
  if (word == "new") return finding(s, 2, gate.appeared);
  if (word == "fixed") return finding(s, 2, gate.fixed);
  if (word == "event") return event(s, gate);
  if (word == "rebuild") return rebuild(s, gate);
  if (s.count() != 2 || (s.word(2) != "ok" && s.word(2) != "broken")) return s.error("write: expect verdict ok|broken");
  gate.verdict = s.word(2);
  return {};
}

Expectation* current(const Statement& s) {
  return s.pass.expectations != nullptr && !s.pass.expectations->empty() ? &s.pass.expectations->back() : nullptr;
}

template <std::vector<std::string> Expectation::*List>
Result<void> fragment(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "one text in quotes"));
  if (auto* expectation = current(s)) (expectation->*List).push_back(s.word(1));
  return {};
}

Result<void> affects(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "affects NUMBER-OF-PACKAGES"));
  const auto number = to_number(s.word(1));
  if (!number) return s.error("`" + s.word(1) + "` is no number");
  if (auto* expectation = current(s)) expectation->affected_packages = *number;
  return {};
}

/// name-version of every package, with the architectures it is there for.
std::map<std::string, std::pair<const Package*, std::set<std::string>>> known_packages(const Scenario& scenario) {
  std::map<std::string, std::pair<const Package*, std::set<std::string>>> known;
  for (const auto* state : {&scenario.before, scenario.after ? &*scenario.after : nullptr}) {
    if (state == nullptr) continue;
    for (const auto& package : state->packages) {
      auto& [first, arches] = known[package.name + "-" + package.index.version.value_or(package.version)];
      first = &package;
      if (package.arch != "noarch") arches.insert(package.arch);
      if (package.arch == "noarch") arches.insert(scenario.arches.begin(), scenario.arches.end()), arches.insert("noarch");
    }
  }
  return known;
}

Result<void> resolve(std::vector<Expectation>& list, const Scenario& scenario, const std::string& subject) {
  const auto known = known_packages(scenario);
  std::vector<Expectation> out;
  for (auto& expectation : list) {
    const auto where = subject + ":" + std::to_string(expectation.line);
    const auto it = known.find(expectation.package);
    if (it == known.end()) {
      std::vector<std::string> names;
      for (const auto& [name, package] : known) names.push_back(name);
      return base::fail(ErrorCode::malformed, where,
                        "there is no package `" + expectation.package + "`" + suggestion(expectation.package, names));
    }
    expectation.package = it->second.first->name;
    expectation.version = it->second.first->index.version.value_or(it->second.first->version);
    auto arches = it->second.second;
    arches.erase("noarch");
    if (expectation.arch != "*") arches = {expectation.arch};
    for (const auto& arch : arches) {
      if (!it->second.second.contains(arch))
        return base::fail(ErrorCode::malformed, where, "`" + it->first + "` is not there on `" + arch + "`");
      out.push_back(expectation);
      out.back().arch = arch;
    }
  }
  list = std::move(out);
  return {};
}

}  // namespace

Result<void> expect_statement(const Statement& s) {
  s.pass.expectations = nullptr;
  if (!s.line.only_arch.empty())
    return s.error("an expectation names its architecture; `@" + s.line.only_arch + "` has no meaning before it");
  if (s.count() == 0) return s.error(std::string("write: ") + k_usage + ", or: expect nothing");
  auto& pass = s.pass;
  if (pass.in_after && !pass.scenario.after) pass.scenario.after.emplace();
  auto& state = pass.in_after ? *pass.scenario.after : pass.scenario.before;
  const auto& word = s.word(1);
  if (word == "nothing" && s.count() == 1) {
    state.expects_nothing = true;
    return {};
  }
  static const std::set<std::string, std::less<>> gate_words{"new", "fixed", "event", "rebuild", "verdict"};
  if (!gate_words.contains(word)) return finding(s, 1, pass.first ? state.expectations : pass.ignored);
  if (!pass.in_after) return s.error("`expect " + word + "` is about a change and belongs into the `after` part");
  if (pass.first) return gate_statement(s);
  if (word == "new" || word == "fixed") return finding(s, 2, pass.ignored);
  return {};
}

const Words& expectation_words() {
  static const Words words{{"saying", fragment<&Expectation::saying>},      {"fix", fragment<&Expectation::fix>},
                           {"provider", fragment<&Expectation::providers>}, {"searched", fragment<&Expectation::searched>},
                           {"note", fragment<&Expectation::notes>},         {"affects", affects}};
  return words;
}

Result<void> resolve_expectations(Scenario& scenario, const std::string& subject) {
  ELFGATE_TRY(resolve(scenario.before.expectations, scenario, subject));
  if (scenario.after) ELFGATE_TRY(resolve(scenario.after->expectations, scenario, subject));
  ELFGATE_TRY(resolve(scenario.gate.appeared, scenario, subject));
  ELFGATE_TRY(resolve(scenario.gate.fixed, scenario, subject));
  const auto contradicts = [](const State& state) { return state.expects_nothing && !state.expectations.empty(); };
  if (contradicts(scenario.before) || (scenario.after && contradicts(*scenario.after)))
    return base::fail(ErrorCode::malformed, subject, "`expect nothing` stands beside an expectation");
  return {};
}

}  // namespace elfgate::repo::scenario
