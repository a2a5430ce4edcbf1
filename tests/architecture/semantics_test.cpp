// docs/semantics against the tests: no rule without a witness, no number that nobody wrote down.
#include "semantics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace elfgate::architecture {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::size_t k_rules = 101;  // of the loaders: 12 + 9 + 13 + 6 + 17 + 3 + 5 + 7 + 6 + 5 + 10 + 5 + 3

TEST(Semantics, EveryRuleHasARowAndEveryRowAWitness) {
  const auto documented = rules_documented(read_tree(ELFGATE_SOURCE_DIR, {"docs/semantics"}, {".md"}));
  auto files = read_tree(ELFGATE_SOURCE_DIR, {"tests", "testdata"}, {".cpp", ".eg"});
  std::erase_if(files, [](const SourceFile& file) { return file.path.starts_with("tests/architecture/"); });
  const auto tested = rules_tested(files);
  EXPECT_EQ(documented.size(), k_rules);
  const auto breaches = rules_without_witness(documented, tested);
  std::string text;
  for (const auto& breach : breaches) text += "\n  " + breach;
  EXPECT_THAT(breaches, IsEmpty()) << text;
}

const auto k_document =
    make_file("docs/semantics/x.md", "| R1.2 | words | `Order`, `order.eg` |\n| R1.10 | `no` words | `Order` |\n");

TEST(SemanticsRules, ARowIsReadWithTheNamesOfItsLastCell) {
  EXPECT_EQ(rules_documented({k_document}), (Shown{{"R1.2", {"Order", "order.eg"}}, {"R1.10", {"Order"}}}));
}

TEST(SemanticsRules, ATestMayNameSeveralRulesAndAScenarioTooWhereverTheLineBreaks) {
  const auto test = make_file("tests/a_test.cpp", "TEST(Order,\n     R1_2_and_R1_10_S2_hold) {}\n");
  const auto scenario = make_file("testdata/order.eg", "scenario something (R1.2)\n");
  EXPECT_EQ(rules_tested({test, scenario}), (Shown{{"R1.2", {"Order", "order.eg"}}, {"R1.10", {"Order"}}}));
  EXPECT_THAT(rules_without_witness(rules_documented({k_document}), rules_tested({test, scenario})), IsEmpty());
}

TEST(SemanticsRules, AWitnessThatIsGoneIsNamed) {
  const auto test = make_file("tests/a_test.cpp", "TEST(Order, R1_2_holds) {}\nTEST(Other, R1_10_holds) {}\n");
  EXPECT_THAT(
      rules_without_witness(rules_documented({k_document}), rules_tested({test})),
      ElementsAre(HasSubstr("R1.10: docs/semantics says that Order"), HasSubstr("R1.2: docs/semantics says that order.eg")));
}

TEST(SemanticsRules, ANumberThatNoDocumentHasIsNamed) {
  const auto test = make_file("tests/a_test.cpp", "TEST(Order, R1_2_R1_10_R99_1_hold) {}\n");
  const auto scenario = make_file("testdata/order.eg", "R1.2\n");
  EXPECT_THAT(rules_without_witness(rules_documented({k_document}), rules_tested({test, scenario})),
              ElementsAre(HasSubstr("R99.1: Order names it")));
}

TEST(SemanticsRules, ARowWithoutAWitnessIsNamed) {
  EXPECT_THAT(rules_without_witness(rules_documented({make_file("x.md", "| R1.1 | words | none |\n")}), {}),
              ElementsAre(HasSubstr("R1.1: its row")));
}

}  // namespace
}  // namespace elfgate::architecture
