// What a package says of itself, what its index record says instead, and the entries it is made of.
#include "base/text.h"
#include "base/vpath.h"
#include "repo/scenario/parser.h"

namespace elfgate::repo::scenario {

namespace {

Package& package_of(const Statement& s) {
  return *s.pass.package;
}

void add(std::vector<std::string>& to, const std::vector<std::string>& words) {
  to.insert(to.end(), words.begin(), words.end());
}

/// Relation words: apk items are separated by blanks, deb clauses by commas.
std::vector<std::string> items(const Statement& s, std::size_t from = 1) {
  if (s.pass.scenario.system != model::PackageSystem::deb) return s.arguments(from);
  std::string text;
  for (const auto& word : s.arguments(from)) text += (text.empty() ? "" : " ") + word;
  std::vector<std::string> clauses;
  for (const auto clause : base::split(text, ','))
    if (!base::trim(clause).empty()) clauses.emplace_back(base::trim(clause));
  return clauses;
}

template <std::vector<std::string> model::Relations::*List>
Result<void> relation(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 4096, "a list of names"));
  add(package_of(s).relations.*List, items(s));
  return {};
}

template <std::string Package::*Text>
Result<void> text(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "one word"));
  package_of(s).*Text = s.word(1);
  return {};
}

Result<void> provider_priority(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "provider-priority NUMBER"));
  const auto number = to_number(s.word(1));
  if (!number) return s.error("`" + s.word(1) + "` is no number");
  package_of(s).relations.provider_priority = static_cast<std::uint32_t>(*number % 65536);  // C25
  return {};
}

Result<void> replaces_priority(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "replaces-priority NUMBER"));
  const auto number = to_number(s.word(1));
  if (!number) return s.error("`" + s.word(1) + "` is no number");
  package_of(s).relations.replaces_priority = static_cast<std::uint32_t>(*number);
  return {};
}

Result<void> arch(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 32, "arch x86_64, arch noarch"));
  for (const auto& word : s.arguments()) {
    const auto& known = s.pass.scenario.arches;
    if (word == "noarch" || std::find(known.begin(), known.end(), word) != known.end()) continue;
    auto possible = known;
    possible.emplace_back("noarch");
    return s.error("`" + word + "` is not an architecture of this scenario" + suggestion(word, possible));
  }
  s.pass.arches = s.arguments();
  return {};
}

Result<void> generate(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "generate melange|none"));
  if (s.word(1) != "melange" && s.word(1) != "none")
    return s.error("unknown generator" + suggestion(s.word(1), {"melange", "none"}));
  package_of(s).generate = s.word(1) == "melange";
  return {};
}

Result<void> no_provides(const Statement& s) {
  package_of(s).generate_provides = false;
  return s.expect_arguments(0, 0, "no-provides");
}

Result<void> no_depends(const Statement& s) {
  package_of(s).generate_depends = false;
  return s.expect_arguments(0, 0, "no-depends");
}

Result<void> vendored(const Statement& s) {
  add(package_of(s).vendored, s.arguments());
  return {};
}

Result<void> in_index(const Statement& s) {
  static const std::vector<std::string> parts{"absent",  "conflicts",         "depends",  "install-if",
                                              "origin",  "provider-priority", "provides", "size",
                                              "version", "wrong-identity"};
  ELFGATE_TRY(s.expect_arguments(1, 4096, "in-index PART WORDS..."));
  auto& index = package_of(s).index;
  const auto& part = s.word(1);
  const auto number = s.count() == 2 ? to_number(s.word(2)) : std::nullopt;
  if (part == "depends") {
    index.depends = items(s, 2);
  } else if (part == "provides") {
    index.provides = items(s, 2);
  } else if (part == "conflicts") {
    index.conflicts = items(s, 2);
  } else if (part == "install-if") {
    index.install_if = items(s, 2);
  } else if (part == "version" && s.count() == 2) {
    index.version = s.word(2);
  } else if (part == "origin" && s.count() == 2) {
    index.origin = s.word(2);
  } else if (part == "provider-priority" && number) {
    index.provider_priority = static_cast<std::uint32_t>(*number % 65536);
  } else if (part == "size" && number) {
    index.size = *number;
  } else if (part == "wrong-identity" && s.count() == 1) {
    index.wrong_identity = true;
  } else if (part == "absent" && s.count() == 1) {
    index.absent = true;
  } else {
    return s.error("`in-index` does not know this" + suggestion(part, parts));
  }
  return {};
}

Result<void> missing(const Statement& s) {
  package_of(s).missing = true;
  return s.expect_arguments(0, 0, "missing");
}

Result<void> damaged(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "damaged truncated|malformed|limit|mismatch|unsupported"));
  static const std::map<std::string, ErrorCode> codes{{"truncated", ErrorCode::truncated},
                                                      {"malformed", ErrorCode::malformed},
                                                      {"limit", ErrorCode::limit},
                                                      {"mismatch", ErrorCode::mismatch},
                                                      {"unsupported", ErrorCode::unsupported}};
  const auto it = codes.find(s.word(1));
  if (it == codes.end())
    return s.error("unknown damage" + suggestion(s.word(1), {"truncated", "malformed", "limit", "mismatch", "unsupported"}));
  package_of(s).damaged = it->second;
  return {};
}

Result<void> maintainer_script(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "maintainer-script NAME, then its text in `|` lines"));
  package_of(s).scripts.push_back({s.word(1), ""});
  s.pass.content = &package_of(s).scripts.back().content;
  return {};
}

// --- entries ---

Entry& begin_entry(const Statement& s, EntryType type, std::uint32_t mode) {
  auto& entry = package_of(s).entries.emplace_back();
  entry.type = type;
  entry.path = base::to_vpath(s.word(1));
  entry.mode = mode;
  entry.line = s.line.number;
  s.pass.content = nullptr;
  return entry;
}

Result<void> check_path(const Statement& s) {
  if (s.count() == 0) return s.error("a path is missing");
  if (base::has_odd_component(base::to_vpath(s.word(1)))) return s.error("`.` and `..` have no place in the path of an entry");
  return {};
}

std::uint16_t own_machine(const Statement& s) {
  return machine_of(s.pass.arch).value_or(model::k_em_x86_64);
}

Result<void> program(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "program PATH"));
  ELFGATE_TRY(check_path(s));
  begin_entry(s, EntryType::file, 0755).elf.emplace().facts =
      program_facts(own_machine(s), interpreter_of(s.pass.scenario.libc, s.pass.arch));
  return {};
}

Result<void> static_program(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "static-program PATH"));
  ELFGATE_TRY(check_path(s));
  auto& facts = begin_entry(s, EntryType::file, 0755).elf.emplace().facts;
  facts = program_facts(own_machine(s), "");
  facts.type = model::k_et_exec;
  facts.dt_flags_1 = 0;
  facts.has_dynamic = facts.has_strtab = false;
  return {};
}

Result<void> library(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "library PATH"));
  ELFGATE_TRY(check_path(s));
  auto& entry = begin_entry(s, EntryType::file, 0755);
  entry.elf.emplace().facts = library_facts(own_machine(s), base::basename(entry.path));
  return {};
}

Result<void> plugin(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "plugin PATH"));
  ELFGATE_TRY(check_path(s));
  begin_entry(s, EntryType::file, 0755).elf.emplace().facts = library_facts(own_machine(s), "");
  return {};
}

Result<void> file(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "file PATH, then its text in `|` lines"));
  ELFGATE_TRY(check_path(s));
  s.pass.content = &begin_entry(s, EntryType::file, 0644).content;
  return {};
}

Result<void> script(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(2, 2, "script PATH INTERPRETER"));
  ELFGATE_TRY(check_path(s));
  auto& entry = begin_entry(s, EntryType::file, 0755);
  entry.content = "#!" + s.word(2) + "\n";
  s.pass.content = &entry.content;
  return {};
}

Result<void> link(const Statement& s, EntryType type, const char* usage) {
  if (s.count() != 3 || s.word(2) != "->") return s.error(std::string("write: ") + usage);
  ELFGATE_TRY(check_path(s));
  auto& entry = begin_entry(s, type, 0777);
  entry.target = type == EntryType::hard_link ? base::to_vpath(s.word(3)) : s.word(3);
  return {};
}

Result<void> symlink(const Statement& s) {
  return link(s, EntryType::symlink, "symlink PATH -> TARGET");
}
Result<void> hardlink(const Statement& s) {
  return link(s, EntryType::hard_link, "hardlink PATH -> OLDER-PATH");
}

template <EntryType Type, int Mode>
Result<void> plain(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "dir PATH"));
  ELFGATE_TRY(check_path(s));
  begin_entry(s, Type, Mode);
  return {};
}

}  // namespace

Result<void> finish_package(Pass& pass) {
  pass.content = nullptr;
  if (!pass.package) return {};
  auto package = *std::exchange(pass.package, std::nullopt);
  const auto contains = [&](std::string_view arch) {
    return std::find(pass.arches.begin(), pass.arches.end(), arch) != pass.arches.end();
  };
  const bool everywhere = contains("noarch");
  package.arch = everywhere ? "noarch" : pass.arch;
  if (pass.in_after && !package.beside)
    std::erase_if(pass.packages, [&](const Package& old) { return old.carried && old.name == package.name; });
  if (everywhere ? !pass.first : !pass.arches.empty() && !contains(pass.arch)) return {};
  const auto same = std::find_if(pass.packages.begin(), pass.packages.end(), [&](const Package& other) {
    return other.name == package.name && other.version == package.version && !other.index.version && !package.index.version;
  });
  if (same != pass.packages.end())
    return base::fail(
        ErrorCode::malformed, pass.subject + ":" + std::to_string(package.line),
        "`" + package.name + "-" + package.version + "` is there twice (first at line " + std::to_string(same->line) + ")");
  pass.packages.push_back(std::move(package));
  return {};
}

const Words& package_words() {
  using R = model::Relations;
  static const Words words{{"origin", text<&Package::origin>},
                           {"multi-arch", text<&Package::multi_arch>},
                           {"arch", arch},
                           {"depends", relation<&R::depends>},
                           {"provides", relation<&R::provides>},
                           {"conflicts", relation<&R::conflicts>},
                           {"install-if", relation<&R::install_if>},
                           {"replaces", relation<&R::replaces>},
                           {"replaces-priority", replaces_priority},
                           {"provider-priority", provider_priority},
                           {"vendored", vendored},
                           {"generate", generate},
                           {"no-provides", no_provides},
                           {"no-depends", no_depends},
                           {"in-index", in_index},
                           {"missing", missing},
                           {"damaged", damaged},
                           {"maintainer-script", maintainer_script}};
  return words;
}

const Words& entry_words() {
  static const Words words{{"program", program},
                           {"static-program", static_program},
                           {"library", library},
                           {"plugin", plugin},
                           {"file", file},
                           {"script", script},
                           {"symlink", symlink},
                           {"hardlink", hardlink},
                           {"dir", plain<EntryType::directory, 0755>},
                           {"device", plain<EntryType::device, 0600>},
                           {"fifo", plain<EntryType::fifo, 0600>}};
  return words;
}

}  // namespace elfgate::repo::scenario
