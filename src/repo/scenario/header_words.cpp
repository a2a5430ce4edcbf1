// What stands before the first package and holds for the whole scenario, and the words that begin a package or a state.
#include "base/text.h"
#include "repo/scenario/builtin.h"
#include "repo/scenario/parser.h"

namespace elfgate::repo::scenario {

namespace {

Result<void> title(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "scenario \"TITLE\""));
  s.pass.scenario.title = s.word(1);
  return {};
}

Result<void> system_word(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "system apk|deb|none"));
  if (s.word(1) == "apk") {
    s.pass.scenario.system = model::PackageSystem::apk;
  } else if (s.word(1) == "deb") {
    s.pass.scenario.system = model::PackageSystem::deb;
  } else if (s.word(1) == "none") {
    s.pass.scenario.system = model::PackageSystem::none;
  } else {
    return s.error("unknown package system `" + s.word(1) + "`" + suggestion(s.word(1), {"apk", "deb", "none"}));
  }
  return {};
}

Result<void> profile(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "profile wolfi|alpine|debian|none"));
  s.pass.scenario.profile = s.word(1);
  return {};
}

Result<void> arch(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 32, "arch x86_64 aarch64"));
  auto arches = s.arguments();
  for (const auto& word : arches)
    if (!machine_of(word) || to_number(word))
      return s.error("unknown architecture `" + word + "`" + suggestion(word, {"x86_64", "aarch64"}));
  std::sort(arches.begin(), arches.end());
  arches.erase(std::unique(arches.begin(), arches.end()), arches.end());
  s.pass.scenario.arches = std::move(arches);
  return {};
}

Result<void> base_world(const Statement& s) {
  s.pass.scenario.base = s.arguments();
  return {};
}

Result<void> libc(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 2, "libc wolfi|alpine|debian|glibc [VERSION]"));
  auto& scenario = s.pass.scenario;
  scenario.libc = s.word(1);
  s.pass.libc_version = s.count() > 1 ? s.word(2) : "";
  if (!builtin_libc(scenario.libc, ""))
    return s.error("unknown libc `" + scenario.libc + "`" + suggestion(scenario.libc, builtin_libc_names()));
  if (scenario.libc != "glibc" && scenario.profile.empty()) scenario.profile = scenario.libc;
  if (scenario.libc == "debian") scenario.system = model::PackageSystem::deb;
  return {};
}

Result<void> generate(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "generate melange|none"));
  if (s.word(1) != "melange" && s.word(1) != "none")
    return s.error("unknown generator" + suggestion(s.word(1), {"melange", "none"}));
  s.pass.generate = s.word(1) == "melange";
  return {};
}

Result<void> severity(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(2, 2, "severity RULE error|warning|info|off"));
  s.pass.scenario.severities[s.word(1)] = s.word(2);
  return {};
}

Result<void> policy(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(0, 0, "policy, then its text in `|` lines"));
  s.pass.content = &s.pass.scenario.policy;
  return {};
}

Result<void> package(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(2, 3, "package NAME VERSION"));
  ELFGATE_TRY(finish_package(s.pass));
  s.pass.expectations = nullptr;
  auto& package = s.pass.package.emplace();
  package.name = package.origin = s.word(1);
  package.version = s.word(2);
  package.line = s.line.number;
  package.generate = s.pass.generate && !s.pass.in_builtin;
  package.built_in = s.pass.in_builtin;
  package.beside = s.count() > 2 && s.word(3) == "beside";
  if (s.count() > 2 && (!package.beside || !s.pass.in_after))
    return s.error("only `beside` in the `after` part may follow the version");
  s.pass.arches.clear();
  return {};
}

Result<void> expect(const Statement& s) {
  ELFGATE_TRY(finish_package(s.pass));
  return expect_statement(s);
}

Result<void> after(const Statement& s) {
  return s.error(s.pass.in_after ? "there is one `after` only" : "`after` cannot hold for one architecture only");
}

Result<void> withdraw(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 2, "withdraw NAME [VERSION]"));
  if (!s.pass.in_after) return s.error("`withdraw` belongs into the `after` part");
  ELFGATE_TRY(finish_package(s.pass));
  s.pass.expectations = nullptr;
  const auto meant = [&](const Package& package) {
    return package.name == s.word(1) && (s.count() < 2 || package.version == s.word(2));
  };
  std::erase_if(s.pass.packages, [&](const Package& package) { return package.carried && meant(package); });
  const auto& before = s.pass.scenario.before.packages;
  if (s.pass.arch == s.pass.scenario.arches.back() && std::none_of(before.begin(), before.end(), meant))
    return s.error("there is no package `" + s.word(1) + "` to withdraw");
  return {};
}

}  // namespace

const Words& header_words() {
  static const Words words{{"scenario", title},    {"system", system_word}, {"profile", profile},
                           {"arch", arch},         {"base", base_world},    {"libc", libc},
                           {"generate", generate}, {"severity", severity},  {"policy", policy}};
  return words;
}

const Words& body_words() {
  static const Words words{{"package", package}, {"expect", expect}, {"after", after}, {"withdraw", withdraw}};
  return words;
}

}  // namespace elfgate::repo::scenario
