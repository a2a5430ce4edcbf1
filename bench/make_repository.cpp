// make_repository: a repository as large as a distribution, for measuring questions that are asked of all of it at once.
//
// Nothing in it is real; its proportions are Wolfi's: about ten ELF files a package, most of them plugins and private
// libraries of a few packages, many small files, a few libraries that nearly everybody needs and many that one package needs.
// Every dependency is declared, so a check of it finds nothing. The same number and seed give the same bytes.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <random>

#include "mkrepo/apk_package.h"
#include "mkrepo/output.h"

namespace {

using namespace elfgate;
namespace scenario = repo::scenario;
using scenario::Entry;
using scenario::Package;

constexpr const char* k_base = "scenario \"a large repository\"\nlibc wolfi\ngenerate melange\nexpect nothing\n";

enum class Content { library, programs, development, plugins, data };

struct Plan {
  std::string name, version;
  Content content = Content::data;
  std::vector<std::size_t> needs;  ///< packages of Content::library with a smaller number
};

class Planner {
 public:
  explicit Planner(std::uint64_t seed) : random_(seed) {}

  std::vector<Plan> plan(std::size_t packages) {
    std::vector<Plan> plans(packages);
    std::vector<std::size_t> libraries;
    for (std::size_t i = 0; i < packages; ++i) {
      auto& plan = plans[i];
      const auto dice = below(100);
      plan.content = i < 8 || dice < 35 ? Content::library
                     : dice < 65        ? Content::programs
                     : dice < 80        ? Content::development
                     : dice < 88        ? Content::plugins
                                        : Content::data;
      plan.name = name_of(plan.content, i);
      plan.version = std::to_string(1 + below(9)) + "." + std::to_string(below(30)) + "-r" + std::to_string(below(12));
      if (plan.content != Content::data) choose_needs(plan, libraries);
      if (plan.content == Content::library) libraries.push_back(i);
    }
    return plans;
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  static std::string name_of(Content content, std::size_t number) {
    const std::string digits = std::to_string(number);
    switch (content) {
      case Content::library: return "lib" + digits;
      case Content::programs: return "tool" + digits;
      case Content::development: return "dev" + digits;
      case Content::plugins: return "suite" + digits;
      case Content::data: return "data" + digits;
    }
    return digits;
  }

  // Old libraries are popular ones: the chance falls with the square of the age rank.
  void choose_needs(Plan& plan, const std::vector<std::size_t>& libraries) {
    if (libraries.empty()) return;
    const auto wanted = plan.content == Content::development ? 1 : below(plan.content == Content::library ? 4 : 9);
    for (std::uint64_t n = 0; n < wanted; ++n) {
      const double at = static_cast<double>(below(1U << 30)) / static_cast<double>(1U << 30);
      const auto rank = static_cast<std::size_t>(at * at * at * static_cast<double>(libraries.size()));
      const auto number = libraries[std::min(rank, libraries.size() - 1)];
      if (std::find(plan.needs.begin(), plan.needs.end(), number) == plan.needs.end()) plan.needs.push_back(number);
    }
    std::sort(plan.needs.begin(), plan.needs.end());
  }

  std::mt19937_64 random_;
};

/// Writes the packages of one architecture.
class Maker {
 public:
  Maker(const std::vector<Plan>& plans, std::string arch) : plans_(plans), arch_(std::move(arch)) {
    machine_ = arch_ == "aarch64" ? model::k_em_aarch64 : model::k_em_x86_64;
    interpreter_ = scenario::interpreter_of("wolfi", arch_);
  }

  Package make(std::size_t number) const {
    const auto& plan = plans_[number];
    Package package;
    package.name = package.origin = plan.name;
    package.version = plan.version;
    package.arch = arch_;
    switch (plan.content) {
      case Content::library: add_libraries(plan, package); break;
      case Content::programs: add_programs(plan, number, package); break;
      case Content::development: add_development(plan, package); break;
      case Content::plugins: add_suite(plan, package); break;
      case Content::data: break;
    }
    add_files("/usr/share/" + plan.name, plan.content == Content::data ? 120 : 12, package);
    return package;
  }

 private:
  static std::string soname_of(const Plan& plan) { return plan.name + ".so." + plan.version.substr(0, 1); }

  static void add_files(const std::string& dir, std::size_t count, Package& package) {
    for (std::size_t i = 0; i < count; ++i) {
      Entry entry;
      entry.path = dir + "/part" + std::to_string(i / 10) + "/file-" + std::to_string(i) + ".txt";
      entry.content = "some text\n";
      package.entries.push_back(std::move(entry));
    }
  }

  void add_needs(const Plan& plan, model::ElfFacts& facts, Package& package) const {
    std::vector<std::string> names;
    for (const auto number : plan.needs) names.push_back(soname_of(plans_[number]));
    names.emplace_back("libc.so.6");
    for (const auto& name : names) {
      facts.edges.push_back({model::EdgeKind::needed, name});
      depend(package, "so:" + name);
    }
    scenario::need_versions(facts, "libc.so.6", {arch_ == "aarch64" ? "GLIBC_2.17" : "GLIBC_2.2.5", "GLIBC_2.34"});
  }

  static void depend(Package& package, const std::string& word) {
    auto& depends = package.relations.depends;
    if (std::find(depends.begin(), depends.end(), word) == depends.end()) depends.push_back(word);
  }

  static void add_elf(std::string path, model::ElfFacts facts, Package& package) {
    Entry entry;
    entry.path = std::move(path);
    entry.mode = 0755;
    entry.elf.emplace().facts = std::move(facts);
    package.entries.push_back(std::move(entry));
  }

  static void add_link(std::string path, std::string target, Package& package) {
    Entry entry;
    entry.type = repo::EntryType::symlink;
    entry.path = std::move(path);
    entry.target = std::move(target);
    entry.mode = 0777;
    package.entries.push_back(std::move(entry));
  }

  void add_libraries(const Plan& plan, Package& package) const {
    const auto soname = soname_of(plan);
    auto facts = scenario::library_facts(machine_, soname);
    add_needs(plan, facts, package);
    add_elf("/usr/lib/" + soname + ".0.1", facts, package);
    add_link("/usr/lib/" + soname, soname + ".0.1", package);
    package.relations.provides = {"so:" + soname + "=" + plan.version.substr(0, 1), "so-ver:" + soname + "=" + plan.version};
  }

  void add_programs(const Plan& plan, std::size_t number, Package& package) const {
    for (std::size_t i = 0; i <= number % 6; ++i) {
      auto facts = scenario::program_facts(machine_, interpreter_);
      add_needs(plan, facts, package);
      const std::string name = plan.name + "-" + std::to_string(i);
      add_elf("/usr/bin/" + name, std::move(facts), package);
      package.relations.provides.push_back("cmd:" + name + "=" + plan.version);
    }
    depend(package, "so:" + std::string(interpreter_.substr(interpreter_.rfind('/') + 1)));
  }

  void add_development(const Plan& plan, Package& package) const {
    for (const auto number : plan.needs) {
      const auto& library = plans_[number];
      depend(package, library.name + "=" + library.version);
      add_link("/usr/lib/" + plan.name + "-" + library.name + ".so", soname_of(library) + ".0.1", package);
    }
    add_files("/usr/include/" + plan.name, 60, package);
  }

  // A program with private libraries and plugins, reached by RUNPATH.
  void add_suite(const Plan& plan, Package& package) const {
    const std::string dir = "/usr/lib/" + plan.name;
    auto program = scenario::program_facts(machine_, interpreter_);
    program.runpath = dir;
    for (std::size_t i = 0; i < 80; ++i) {
      const std::string name = "lib" + plan.name + "-part" + std::to_string(i) + ".so";
      auto facts = scenario::library_facts(machine_, name);
      if (i > 0) facts.edges.push_back({model::EdgeKind::needed, "lib" + plan.name + "-part" + std::to_string(i / 2) + ".so"});
      facts.runpath = "$ORIGIN";
      if (i % 4 == 0)
        add_needs(plan, facts, package);
      else
        facts.edges.push_back({model::EdgeKind::needed, "libc.so.6"});
      add_elf(dir + "/" + name, std::move(facts), package);
    }
    program.edges.push_back({model::EdgeKind::needed, "lib" + plan.name + "-part79.so"});
    program.edges.push_back({model::EdgeKind::needed, "libc.so.6"});
    add_elf("/usr/bin/" + plan.name, std::move(program), package);
    depend(package, "so:" + std::string(interpreter_.substr(interpreter_.rfind('/') + 1)));
  }

  const std::vector<Plan>& plans_;
  std::string arch_;
  std::uint16_t machine_ = 0;
  std::string interpreter_;
};

base::Result<void> write(const scenario::Scenario& whole, const Package& package, const mkrepo::Output& out,
                         std::string& records) {
  ELFGATE_TRY_ASSIGN(const auto built, scenario::build(package));
  const auto packed = mkrepo::pack_apk(package, built);
  const auto ref = scenario::index_record(whole, package);
  records += mkrepo::index_text(ref, packed, packed.bytes.size());
  return out.file(package.arch + "/" + package.name + "-" + package.version + ".apk", packed.bytes);
}

base::Result<void> run(const std::string& dir, std::size_t packages, std::uint64_t seed) {
  ELFGATE_TRY_ASSIGN(const auto base, scenario::parse_scenario(k_base, "base"));
  const auto plans = Planner(seed).plan(packages / base.arches.size());
  ELFGATE_TRY_ASSIGN(const auto out, mkrepo::Output::open(dir));
  for (const auto& arch : base.arches) {
    ELFGATE_TRY(out.directory(arch));
    std::string records;
    for (const auto& package : base.before.packages)
      if (package.arch == arch) ELFGATE_TRY(write(base, package, out, records));
    const Maker maker(plans, arch);
    for (std::size_t i = 0; i < plans.size(); ++i) ELFGATE_TRY(write(base, maker.make(i), out, records));
    ELFGATE_TRY(out.file(arch + "/APKINDEX.tar.gz", mkrepo::pack_index(records, "a large repository")));
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Makes an apk repository of two architectures that is as large as a distribution."};
  std::string dir;
  std::size_t packages = 30'000;
  std::uint64_t seed = 1;
  app.add_option("out", dir, "where to write: a directory that is new or empty")->required();
  app.add_option("--packages", packages, "packages of all architectures together")->capture_default_str();
  app.add_option("--seed", seed, "another seed, another repository")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const auto made = run(dir, packages, seed);
  if (made) return 0;
  std::cerr << "make_repository: " << base::to_text(made.error()) << "\n";
  return 2;
}
