// The passes over a scenario: the header once, then everything below it once for each architecture.
#include "repo/scenario/parser.h"

#include <charconv>

#include "base/byte_source.h"
#include "base/limits.h"
#include "base/text.h"
#include "repo/scenario/builtin.h"

namespace elfgate::repo::scenario {

namespace {

std::string triplet_of(std::string_view arch) {
  if (arch == "x86") return "i386-linux-gnu";
  return std::string(arch) + "-linux-gnu";
}

using Tokens = std::vector<std::pair<std::string, std::string>>;

Tokens tokens_of(const Scenario& scenario, const std::string& arch) {
  const auto interp = interpreter_of(scenario.libc, arch);
  return {{"%arch%", arch},
          {"%triplet%", triplet_of(arch)},
          {"%interp%", interp},
          {"%ldso%", interp.substr(interp.rfind('/') + 1)}};
}

std::string replaced(std::string text, const Tokens& tokens) {
  if (text.find('%') == std::string::npos) return text;
  for (const auto& [from, to] : tokens)
    for (auto pos = text.find(from); pos != std::string::npos; pos = text.find(from, pos + to.size()))
      text.replace(pos, from.size(), to);
  return text;
}

/// Expectations are read once for all architectures, so their tokens wait until each has its own.
void replace_tokens(std::vector<Expectation>& list, const Scenario& scenario) {
  for (auto& expectation : list) {
    const auto tokens = tokens_of(scenario, expectation.arch);
    for (auto* text : {&expectation.path, &expectation.subject}) *text = replaced(*text, tokens);
    for (auto* texts :
         {&expectation.saying, &expectation.fix, &expectation.providers, &expectation.searched, &expectation.notes})
      for (auto& text : *texts) text = replaced(text, tokens);
  }
}

bool is_about_expectations(const Line& line) {
  return line.words.front() == "expect" || expectation_words().contains(line.words.front());
}

bool begins_body(const Line& line) {
  return !line.is_content && body_words().contains(line.words.front());
}
bool is_word(const Line& line, std::string_view word) {
  return !line.is_content && line.words.front() == word;
}

void add_keys(std::vector<std::string>& out, const Words& words) {
  for (const auto& [word, handler] : words) out.emplace_back(word);
}

/// Runs one line through the words that are possible here.
Result<void> dispatch(const Statement& statement) {
  auto& pass = statement.pass;
  const std::string_view word = statement.word(0);
  std::vector<const Words*> possible{&body_words()};
  if (pass.expectations != nullptr) possible.push_back(&expectation_words());
  if (pass.package) possible.insert(possible.end(), {&package_words(), &entry_words()});
  if (pass.entry() != nullptr) possible.push_back(&elf_words());
  for (const auto* words : possible)
    if (const auto it = words->find(word); it != words->end()) return it->second(statement);
  std::vector<std::string> all;
  for (const auto* words : possible) add_keys(all, *words);
  if (header_words().contains(word)) return statement.error("`" + std::string(word) + "` must stand before the first package");
  if (!pass.entry() && elf_words().contains(word))
    return statement.error("`" + std::string(word) + "` belongs below a program, library or file");
  return statement.error("unknown word `" + std::string(word) + "`" + suggestion(word, all));
}

/// What of the text below a skipped `@arch` line goes with it.
enum class Skipping { nothing, entry, package };

bool goes_with(Skipping skipping, const Line& line) {
  if (skipping == Skipping::nothing) return false;
  if (line.is_content) return true;
  if (body_words().contains(line.words.front())) return false;
  if (skipping == Skipping::package) return true;
  return elf_words().contains(line.words.front());
}

Result<void> run_lines(Pass& pass, std::span<const Line> lines) {
  const auto tokens = tokens_of(pass.scenario, pass.arch);
  auto skipping = Skipping::nothing;
  for (const auto& original : lines) {
    const auto where = pass.subject + ":" + std::to_string(original.number);
    const auto& arches = pass.scenario.arches;
    if (!original.only_arch.empty() && std::find(arches.begin(), arches.end(), original.only_arch) == arches.end()) {
      if (pass.in_builtin) continue;
      return base::fail(
          ErrorCode::malformed, where,
          "`@" + original.only_arch + "` is not an architecture of this scenario" + suggestion(original.only_arch, arches));
    }
    if (goes_with(skipping, original)) continue;
    if (!original.only_arch.empty() && original.only_arch != pass.arch) {
      const bool body = begins_body(original);
      const bool entry = !original.is_content && !body && entry_words().contains(original.words.front());
      if (body) {
        ELFGATE_TRY(finish_package(pass));
        skipping = Skipping::package;
      } else if (entry) {
        skipping = Skipping::entry;
      }
      continue;
    }
    skipping = Skipping::nothing;
    Line line = original;
    if (line.is_content) {
      if (pass.content == nullptr)
        return base::fail(ErrorCode::malformed, where, "`|` lines belong below a file, a script or `policy`");
      *pass.content += replaced(line.content, tokens) + "\n";
      continue;
    }
    if (!is_about_expectations(line))
      for (auto& word : line.words) word = replaced(word, tokens);
    ELFGATE_TRY(dispatch(Statement{pass, line}));
  }
  return finish_package(pass);
}

Result<void> run_header(Pass& pass, std::span<const Line> lines) {
  for (const auto& line : lines) {
    const auto where = pass.subject + ":" + std::to_string(line.number);
    if (!line.only_arch.empty())
      return base::fail(ErrorCode::malformed, where, "`@ARCH` has no meaning before the first package");
    if (line.is_content) {
      if (pass.content == nullptr)
        return base::fail(ErrorCode::malformed, where, "`|` lines belong below a file, a script or `policy`");
      *pass.content += line.content + "\n";
      continue;
    }
    const Statement statement{pass, line};
    const auto it = header_words().find(line.words.front());
    if (it == header_words().end()) {
      std::vector<std::string> all;
      add_keys(all, header_words());
      add_keys(all, body_words());
      return statement.error("unknown word `" + line.words.front() + "`" + suggestion(line.words.front(), all));
    }
    pass.content = nullptr;
    ELFGATE_TRY(it->second(statement));
  }
  return {};
}

Result<void> run_builtin(Pass& pass) {
  if (pass.scenario.libc.empty()) return {};
  const auto text = builtin_libc(pass.scenario.libc, pass.libc_version);
  const auto outer = std::exchange(pass.subject, "libc " + pass.scenario.libc);
  ELFGATE_TRY_ASSIGN(const auto lines, split_lines(*text, pass.subject));
  pass.in_builtin = true;
  ELFGATE_TRY(run_lines(pass, lines));
  pass.in_builtin = false;
  pass.subject = outer;
  return {};
}

void append(State& state, const std::vector<Package>& packages) {
  state.packages.insert(state.packages.end(), packages.begin(), packages.end());
}

/// Both states for one architecture. HEADER holds what the header said of all passes.
Result<void> run_arch(Scenario& scenario, const Pass& header, const std::string& arch, std::span<const Line> body) {
  Pass pass{.scenario = scenario, .arch = arch, .subject = header.subject, .first = arch == scenario.arches.front()};
  pass.generate = header.generate;
  pass.libc_version = header.libc_version;
  ELFGATE_TRY(run_builtin(pass));
  const auto after = std::find_if(body.begin(), body.end(), [](const Line& line) { return is_word(line, "after"); });
  const auto count = static_cast<std::size_t>(after - body.begin());
  ELFGATE_TRY(run_lines(pass, body.first(count)));
  generate_relations(pass.packages);
  append(scenario.before, pass.packages);
  if (after == body.end()) return {};
  pass.in_after = true;
  pass.expectations = nullptr;
  if (!scenario.after) scenario.after.emplace();
  for (auto& package : pass.packages) package.carried = true;
  ELFGATE_TRY(run_lines(pass, body.subspan(count + 1)));
  generate_relations(pass.packages);
  append(*scenario.after, pass.packages);
  return {};
}

}  // namespace

Result<void> Statement::expect_arguments(std::size_t least, std::size_t most, const char* usage) const {
  if (count() >= least && count() <= most) return {};
  return error(std::string(count() < least ? "something is missing" : "too many words") + "; write: " + usage);
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const auto near = base::nearest(word, candidates);
  if (!near.empty()) return "; did you mean `" + near + "`?";
  std::vector<std::string> sorted = candidates;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::string out;
  for (const auto& candidate : sorted) out += (out.empty() ? "; possible here: " : " ") + candidate;
  return out;
}

std::optional<std::uint64_t> to_number(std::string_view text, bool octal) {
  int radix = octal ? 8 : 10;
  if (text.starts_with("0x")) text.remove_prefix(2), radix = 16;
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
  if (text.empty() || failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint16_t> machine_of(std::string_view name) {
  static const std::map<std::string_view, std::uint16_t> machines{{"x86_64", model::k_em_x86_64},
                                                                  {"aarch64", model::k_em_aarch64},
                                                                  {"i386", model::k_em_386},
                                                                  {"x86", model::k_em_386},
                                                                  {"arm", model::k_em_arm},
                                                                  {"armv7", model::k_em_arm},
                                                                  {"armhf", model::k_em_arm},
                                                                  {"riscv64", model::k_em_riscv},
                                                                  {"s390x", 22},
                                                                  {"ppc64le", 21},
                                                                  {"ppc", 20},
                                                                  {"mips", 8},
                                                                  {"loongarch64", 258}};
  if (const auto it = machines.find(name); it != machines.end()) return it->second;
  const auto number = to_number(name);
  if (!number || *number > 0xFFFF) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

std::vector<std::string> expand_range(const std::string& word) {
  const auto dots = word.find("..");
  if (dots == std::string::npos) return {word};
  auto digits = dots;
  while (digits > 0 && word[digits - 1] >= '0' && word[digits - 1] <= '9') --digits;
  const auto from = to_number(std::string_view(word).substr(digits, dots - digits));
  const auto to = to_number(std::string_view(word).substr(dots + 2));
  if (!from || !to || *from > *to || *to - *from > 1000) return {word};
  std::vector<std::string> out;
  for (auto number = *from; number <= *to; ++number) out.push_back(word.substr(0, digits) + std::to_string(number));
  return out;
}

std::string interpreter_of(std::string_view libc, std::string_view arch) {
  if (libc == "alpine") return "/lib/ld-musl-" + std::string(arch) + ".so.1";
  if (arch == "x86_64") return "/lib64/ld-linux-x86-64.so.2";
  if (arch == "x86" || arch == "i386") return "/lib/ld-linux.so.2";
  if (arch == "armv7" || arch == "armhf") return "/lib/ld-linux-armhf.so.3";
  if (arch == "riscv64") return "/lib/ld-linux-riscv64-lp64d.so.1";
  return "/lib/ld-linux-" + std::string(arch) + ".so.1";
}

Result<Scenario> parse_scenario(std::string_view text, const std::string& subject) {
  if (text.size() > base::limits::k_scenario_bytes)
    return base::fail(ErrorCode::limit, subject, "a scenario has at most k_scenario_bytes bytes");
  ELFGATE_TRY_ASSIGN(const auto lines, split_lines(text, subject));
  Scenario scenario;
  Pass header{.scenario = scenario, .subject = subject};
  const std::span<const Line> all(lines);
  const auto body = static_cast<std::size_t>(std::find_if(all.begin(), all.end(), begins_body) - all.begin());
  ELFGATE_TRY(run_header(header, all.first(body)));
  if (scenario.arches.empty()) scenario.arches = {"aarch64", "x86_64"};
  for (const auto& arch : scenario.arches) ELFGATE_TRY(run_arch(scenario, header, arch, all.subspan(body)));
  ELFGATE_TRY(resolve_expectations(scenario, subject));
  for (auto* list : {&scenario.before.expectations, &scenario.gate.appeared, &scenario.gate.fixed})
    replace_tokens(*list, scenario);
  if (scenario.after) replace_tokens(scenario.after->expectations, scenario);
  return scenario;
}

Result<Scenario> load_scenario(const std::string& path) {
  ELFGATE_TRY_ASSIGN(const auto text, base::read_file(path, base::limits::k_scenario_bytes, "k_scenario_bytes"));
  return parse_scenario(text, path);
}

}  // namespace elfgate::repo::scenario
