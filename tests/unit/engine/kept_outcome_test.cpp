// An outcome is found again as long as nothing changed that it hangs on, and not after.
#include "engine/kept_outcome.h"

#include <gtest/gtest.h>

#include <functional>

namespace elfgate::engine {
namespace {

model::PackageRef package(const std::string& name) {
  model::PackageRef ref;
  ref.arch = "x86_64", ref.name = name, ref.version = "1-r0", ref.origin = name, ref.identity = "Q1" + name;
  ref.size = 100, ref.system = model::PackageSystem::apk, ref.location = name + ".apk", ref.indexed = true;
  ref.relations.depends = {"so:libc.so.6"};
  return ref;
}

// A published repository of two packages, and a question.
struct Question {
  Repository repository;
  CheckRequest request;

  Question() { fill({package("a"), package("b")}); }

  void fill(const std::vector<model::PackageRef>& packages) {
    auto& listed = repository.listed;
    listed.packages.clear();
    listed.arches = {"x86_64"};
    listed.system = model::PackageSystem::apk;
    auto arch = std::make_unique<ArchRepository>();
    for (const auto& ref : packages) {
      listed.packages.push_back({std::make_shared<const model::PackageRef>(ref), nullptr, nullptr});
      arch->facts.push_back(std::make_shared<const model::PackageFacts>());
    }
    repository.arches.clear();
    repository.arches.push_back(std::move(arch));
  }

  // The first package as CHANGE leaves it.
  void change_package(const std::function<void(model::PackageRef&)>& change) {
    auto first = package("a");
    change(first);
    fill({first, package("b")});
  }
};

model::AuditOutcome some_outcome() {
  model::AuditOutcome outcome;
  outcome.elf_files = 42;
  return outcome;
}

void keep(const Question& question, store::FactsStore& store, Standing standing = Standing::published) {
  KeptOutcome kept(question.repository, question.request, standing, store);
  ASSERT_TRUE(kept.keep(question.repository, Audited{some_outcome(), {}}));
}

bool is_known(const Question& question, store::FactsStore& store) {
  const auto found = KeptOutcome(question.repository, question.request, Standing::published, store).find();
  return found && *found && **found == some_outcome();
}

struct Difference {
  const char* name;
  std::function<void(Question&)> apply;
};

Difference of_package(const char* name, std::function<void(model::PackageRef&)> change) {
  return {name, [change = std::move(change)](Question& question) { question.change_package(change); }};
}

const std::vector<Difference>& differences() {
  static const std::vector<Difference> all{
      of_package("version", [](auto& p) { p.version = "1-r1"; }),
      of_package("identity", [](auto& p) { p.identity = "Q1x"; }),
      of_package("size", [](auto& p) { p.size = 101; }),
      of_package("depends", [](auto& p) { p.relations.depends.clear(); }),
      of_package("provides", [](auto& p) { p.relations.provides = {"so:liba.so.1"}; }),
      of_package("install_if", [](auto& p) { p.relations.install_if = {"b"}; }),
      of_package("replaces", [](auto& p) { p.relations.replaces = {"b"}; }),
      of_package("provider_priority", [](auto& p) { p.relations.provider_priority = 1; }),
      of_package("origin", [](auto& p) { p.origin = "src"; }),
      of_package("arch", [](auto& p) { p.arch = "noarch"; }),
      of_package("layer", [](auto& p) { p.layer = 1; }),
      of_package("order", [](auto& p) { p.order = 7; }),
      of_package("uninstallable", [](auto& p) { p.uninstallable = "unknown field"; }),
      of_package("missing", [](auto& p) { p.location.clear(); }),
      {"one_package_less", [](auto& q) { q.fill({package("a")}); }},
      {"problem",
       [](auto& q) {
         q.repository.listed.problems.push_back({"index-mismatch", "x86_64", "a", "1-r0", base::Error{}, false});
       }},
      {"policy", [](auto& q) { q.repository.policy_text = "host-provided: [libx.so.1]\n"; }},
      {"base", [](auto& q) { q.repository.base = {"wolfi-baselayout"}; }},
      {"profile", [](auto& q) { q.repository.profile.name = "wolfi"; }},
      {"rules", [](auto& q) { q.request.severities["missing-library"] = "off"; }},
      {"packages", [](auto& q) { q.request.packages = {"a"}; }},
      {"all_versions", [](auto& q) { q.request.all_versions = true; }},
      {"second_reader", [](auto& q) { q.request.repository.second_reader = true; }},
      {"compare_builders", [](auto& q) { q.request.repository.compare_builders = true; }},
  };
  return all;
}

class OutcomeAfter : public testing::TestWithParam<Difference> {};

TEST_P(OutcomeAfter, AChangeIsNotKnown) {
  const auto store = store::make_memory_store();
  Question question;
  keep(question, *store);
  ASSERT_TRUE(is_known(question, *store));
  GetParam().apply(question);
  EXPECT_FALSE(is_known(question, *store));
}

INSTANTIATE_TEST_SUITE_P(KeptOutcome, OutcomeAfter, testing::ValuesIn(differences()),
                         [](const auto& difference) { return std::string(difference.param.name); });

TEST(KeptOutcome, IsKnownWhereverThePackagesLie) {
  const auto store = store::make_memory_store();
  Question question;
  keep(question, *store);
  question.change_package([](auto& p) { p.location = "elsewhere/a.apk"; });
  EXPECT_TRUE(is_known(question, *store));
}

TEST(KeptOutcome, OfAProposalIsKnownOnceItIsPublished) {
  const auto store = store::make_memory_store();
  const Question question;
  keep(question, *store, Standing::proposed);
  EXPECT_TRUE(is_known(question, *store));
}

TEST(KeptOutcome, OfAProposalDoesNotTakeThePlaceOfThePublishedOne) {
  const auto store = store::make_memory_store();
  const Question published;
  keep(published, *store);
  Question proposed;
  proposed.change_package([](auto& p) { p.version = "2-r0"; });
  keep(proposed, *store, Standing::proposed);
  EXPECT_TRUE(is_known(published, *store));
  EXPECT_TRUE(is_known(proposed, *store));
}

TEST(KeptOutcome, IsNotKeptWhenNothingPinsAPackage) {
  const auto store = store::make_memory_store();
  Question question;
  question.change_package([](auto& p) { p.identity.clear(); });
  keep(question, *store);
  EXPECT_FALSE(is_known(question, *store));
}

TEST(KeptOutcome, IsNotKeptWhenAPackageCouldNotBeRead) {
  const auto store = store::make_memory_store();
  Question question;
  model::PackageFacts unreadable;
  unreadable.problems.push_back({model::Problem::Kind::unreadable, "", "", base::Error{}});
  question.repository.arches.front()->facts.front() = std::make_shared<const model::PackageFacts>(unreadable);
  keep(question, *store);
  EXPECT_FALSE(is_known(question, *store));
}

TEST(KeptOutcome, IsNotWrittenToAStoreThatIsOnlyRead) {
  const auto store = store::make_memory_store();
  Question question;
  question.request.repository.facts_read_only = true;
  keep(question, *store);
  EXPECT_FALSE(is_known(question, *store));
}

}  // namespace
}  // namespace elfgate::engine
