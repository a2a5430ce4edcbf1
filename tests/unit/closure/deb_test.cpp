// Debian dependencies, on small archives. One package a line:
//
//   NAME VERSION; D: clause, clause; C: clause; P: clause; M: multi-arch; A: architecture; k: rank
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "closure/engine.h"

namespace elfgate::closure {
namespace {

std::vector<std::string> clauses_of(std::string_view text) {
  std::vector<std::string> clauses;
  for (const auto clause : base::split(text, ',')) clauses.emplace_back(base::trim(clause));
  return clauses;
}

class Archive {
 public:
  explicit Archive(std::string_view text) {
    for (const auto line : base::split(text, '\n')) {
      const auto fields = base::split(line, ';');
      const auto head = base::words(fields.front());
      model::PackageRef ref;
      ref.name = head.at(0);
      ref.version = head.at(1);
      ref.arch = "x86_64";
      ref.order = static_cast<std::uint32_t>(refs_.size());
      for (std::size_t i = 1; i < fields.size(); ++i) set(ref, base::trim(fields[i]));
      refs_.push_back(ref);
    }
    std::sort(refs_.begin(), refs_.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
    engine_ = make_deb_engine(refs_, "x86_64");
  }

  std::string install(std::vector<std::string> wanted, std::vector<std::string> base = {}) const {
    return text(engine_->install({std::move(base), std::move(wanted), {}}));
  }
  std::string install_package(const std::string& full) const {
    for (std::uint32_t i = 0; i < refs_.size(); ++i) {
      if (full_name(i) == full) return text(engine_->install({{}, {}, {static_cast<model::PackageId>(i)}}));
    }
    return "no such package in the test";
  }
  model::Closure closure(const std::string& wanted) const { return engine_->install({{}, {wanted}, {}}); }
  std::string providers(const std::string& name) const {
    std::string out;
    for (const auto id : engine_->providers(name)) out += (out.empty() ? "" : " ") + full_name(model::to_index(id));
    return out;
  }

 private:
  static void set(model::PackageRef& ref, std::string_view field) {
    const auto value = base::trim(field.substr(2));
    switch (field.front()) {
      case 'D': ref.relations.depends = clauses_of(value); break;
      case 'C': ref.relations.conflicts = clauses_of(value); break;
      case 'P': ref.relations.provides = clauses_of(value); break;
      case 'M': ref.multi_arch = value; break;
      case 'A': ref.arch = value; break;
      case 'k': ref.relations.provider_priority = static_cast<std::uint32_t>(std::stoul(std::string(value))); break;
      default: ADD_FAILURE() << "unknown field: " << field;
    }
  }

  std::string full_name(std::uint32_t index) const { return refs_[index].name + "-" + refs_[index].version; }

  std::string text(const model::Closure& closure) const {
    std::string out;
    if (closure.ok()) {
      for (const auto& member : closure.members) out += (out.empty() ? "" : " ") + full_name(model::to_index(member.package));
      return out;
    }
    out = std::string(model::name_of(closure.failure)) + ":";
    for (std::size_t i = 0; i < closure.chain.size(); ++i) out += (i == 0 ? " " : " > ") + closure.chain[i];
    return out;
  }

  std::vector<model::PackageRef> refs_;
  std::unique_ptr<ClosureEngine> engine_;
};

TEST(DebClosure, DependenciesComeFirst) {
  EXPECT_EQ(Archive("app 1; D: b, a\na 1; D: c\nb 1\nc 1").install({"app"}), "b-1 c-1 a-1 app-1");
}

TEST(DebClosure, TheHighestVersionIsInstalled) {
  EXPECT_EQ(Archive("a 1.9\na 1.10").install({"a"}), "a-1.10");
}

TEST(DebClosure, AConstraintMayAskForAnOlderOne) {
  EXPECT_EQ(Archive("a 1\na 2\napp 1; D: a (<< 2)").install({"app"}), "a-1 app-1");
}

TEST(DebClosure, AllFiveOperatorsAreKnown) {
  const Archive archive(
      "a 1\na 2\na 3\nlt 1; D: a (<< 2)\nle 1; D: a (<= 2)\neq 1; D: a (= 2)\nge 1; D: a (>= 2)\ngt 1; D: a (>> 3)");
  EXPECT_EQ(archive.install({"lt"}), "a-1 lt-1");
  EXPECT_EQ(archive.install({"le"}), "a-2 le-1");
  EXPECT_EQ(archive.install({"eq"}), "a-2 eq-1");
  EXPECT_EQ(archive.install({"ge"}), "a-3 ge-1");
  EXPECT_EQ(archive.install({"gt"}), "breaks: gt > a (>> 3)");
}

TEST(DebClosure, TheFirstAlternativeIsTaken) {
  EXPECT_EQ(Archive("a 1\nb 1\napp 1; D: a | b").install({"app"}), "a-1 app-1");
}

TEST(DebClosure, AnAlternativeThatIsThereIsEnough) {
  EXPECT_EQ(Archive("a 1\nb 1\napp 1; D: b, a | b").install({"app"}), "b-1 app-1");
}

TEST(DebClosure, AnAlternativeThatCannotBeHadIsPassedOver) {
  EXPECT_EQ(Archive("a 1; D: gone\nb 1\napp 1; D: absent | a | b").install({"app"}), "b-1 app-1");
}

TEST(DebClosure, AnAlternativeInConflictWithWhatIsNeededIsPassedOver) {
  const Archive archive("nogui 1; C: core\ncore 1; C: nogui\nbase 1; D: nogui | core\napp 1; D: base, core");
  EXPECT_EQ(archive.install({"app"}), "core-1 base-1 app-1");
}

TEST(DebClosure, ARealPackageStandsBeforeAVirtualOne) {
  EXPECT_EQ(Archive("v 1\ny 1; P: v\napp 1; D: v").install({"app"}), "v-1 app-1");
  EXPECT_EQ(Archive("y 1; P: v\napp 1; D: v").install({"app"}), "y-1 app-1");
}

TEST(DebClosure, AVersionedProvideAnswersAVersion) {
  const Archive archive("y 1; P: v (= 2)\nz 1; P: v\napp 1; D: v (>= 2)\nold 1; D: v (>= 3)");
  EXPECT_EQ(archive.install({"app"}), "y-1 app-1");
  EXPECT_EQ(archive.install({"old"}).substr(0, 15), "no-such-package");
}

TEST(DebClosure, OfSeveralVirtualProvidersTheMoreImportantComes) {
  EXPECT_EQ(Archive("gawk 1; P: awk; k: 2\nmawk 1; P: awk; k: 5\napp 1; D: awk").install({"app"}), "mawk-1 app-1");
}

TEST(DebClosure, OfOneProvidersVersionsTheHighestComes) {
  EXPECT_EQ(Archive("y 1; P: v\ny 2; P: v\napp 1; D: v").install({"app"}), "y-2 app-1");
}

TEST(DebClosure, AnyNeedsAPackageThatAllowsIt) {
  const Archive archive("py 3; M: allowed\nlib 1; M: same\ntool 1; M: foreign\na 1; D: py:any\nb 1; D: lib:any\nc 1; D: tool");
  EXPECT_EQ(archive.install({"a"}), "py-3 a-1");
  EXPECT_EQ(archive.install({"b"}), "breaks: b > lib:any");
  EXPECT_EQ(archive.install({"c"}), "tool-1 c-1");
}

TEST(DebClosure, AnArchitectureQualifierHasToBeOurs) {
  const Archive archive("lib 1\na 1; D: lib:amd64\nb 1; D: lib:arm64");
  EXPECT_EQ(archive.install({"a"}), "lib-1 a-1");
  EXPECT_EQ(archive.install({"b"}), "breaks: b > lib:arm64");
}

TEST(DebClosure, NoarchIsOfEveryArchitecture) {
  const Archive archive("data 1; A: noarch\nforeign 1; A: aarch64\na 1; D: data\nb 1; D: foreign | data");
  EXPECT_EQ(archive.install({"a"}), "data-1 a-1");
  EXPECT_EQ(archive.install({"b"}), "data-1 b-1");
}

TEST(DebClosure, ConflictsAndBreaksFailOnlyInsideTheClosure) {
  const Archive archive("a 1; C: b (<< 2)\nb 1\nc 1; D: a, b\nd 1; D: a");
  EXPECT_EQ(archive.install({"d"}), "a-1 d-1");
  EXPECT_EQ(archive.install({"c"}), "conflicts: a > b (<< 2)");
}

TEST(DebClosure, APackageDoesNotConflictWithItself) {
  const Archive archive("exim 1; C: mta; P: mta\npostfix 1; C: mta; P: mta");
  EXPECT_EQ(archive.install({"exim"}), "exim-1");
  EXPECT_EQ(archive.install({"exim", "postfix"}).substr(0, 9), "conflicts");
}

TEST(DebClosure, OneVersionOfANameAtATime) {
  const Archive archive("a 1\na 2\napp 1; D: a (= 1), b\nb 1; D: a (= 2)");
  EXPECT_NE(archive.install({"app"}).find(':'), std::string::npos);
}

TEST(DebClosure, NoSuchPackageNamesTheWay) {
  EXPECT_EQ(Archive("app 1; D: lib\nlib 1; D: gone").install({"app"}), "no-such-package: app > lib > gone");
  EXPECT_EQ(Archive("app 1").install({"gone"}), "no-such-package: gone");
}

TEST(DebClosure, AnExactPackageGetsItsOwnClosure) {
  const Archive archive("a 1; D: lib (= 1)\na 2; D: lib (= 2)\nlib 1\nlib 2");
  EXPECT_EQ(archive.install_package("a-1"), "lib-1 a-1");
  EXPECT_EQ(archive.install({"a=1"}), "lib-1 a-1");
}

TEST(DebClosure, ABaseWordThatNobodyKnowsIsLeftOut) {
  EXPECT_EQ(Archive("a 1\nbase 1").install({"a"}, {"absent", "base"}), "a-1 base-1");
}

TEST(DebClosure, CyclesEndWhereTheyBegan) {
  EXPECT_EQ(Archive("a 1; D: b\nb 1; D: a").install({"a"}), "b-1 a-1");
}

TEST(DebClosure, EveryMemberSaysWhy) {
  const auto closure = Archive("a 1; D: b (>= 1) | c\nb 1").closure("a");
  ASSERT_EQ(closure.members.size(), 2U);
  EXPECT_EQ(closure.members[0].why, "b (>= 1) of a");
  EXPECT_EQ(closure.members[1].why, "asked for");
}

TEST(DebClosure, ProvidersAreListedRealFirst) {
  EXPECT_EQ(Archive("y 1; P: v\nv 1\nv 2").providers("v"), "v-2 v-1 y-1");
  EXPECT_EQ(Archive("v 1").providers("w"), "");
}

TEST(DebClosure, ALongChainNeedsNoDeepStack) {
  std::string text = "p0 1; D: p1";
  for (int i = 1; i < 20'000; ++i) text += "\np" + std::to_string(i) + " 1; D: p" + std::to_string(i + 1);
  EXPECT_EQ(Archive(text + "\np20000 1").closure("p0").members.size(), 20'001U);
}

}  // namespace
}  // namespace elfgate::closure
