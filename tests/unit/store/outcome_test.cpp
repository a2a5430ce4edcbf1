#include "store/outcome.h"

#include <gtest/gtest.h>

#include <random>

namespace elfgate::store {
namespace {

using base::as_bytes;

// Every member has a value of its own.
model::AuditOutcome full_outcome() {
  model::Finding finding;
  finding.rule = "missing-library", finding.severity = model::Severity::warning, finding.arch = "aarch64";
  finding.package = "curl", finding.version = "8-r0", finding.origin = "curl-src", finding.path = "/usr/bin/curl";
  finding.subject = "libz.so.1", finding.message = "nobody has it";
  finding.searched = {"/lib", "/usr/lib"}, finding.providers = {"zlib: /opt/libz.so.1"}, finding.notes = {"why"};
  finding.affects = {3, 7, {"curl: /usr/bin/curl"}};
  finding.fix = {"depend on zlib"}, finding.incomplete = true;
  model::AuditOutcome outcome;
  outcome.findings = {finding, {}};
  outcome.packages = {{"aarch64", 2}, {"x86_64", 3}};
  outcome.elf_files = 4, outcome.programs = 5, outcome.libraries = 6, outcome.edges = 7, outcome.foreign_objects = 8;
  outcome.closures_failed = 9, outcome.closures_order_dependent = {"a-1/x86_64"};
  return outcome;
}

TEST(Outcome, ReturnsEveryFieldAsItWas) {
  const auto outcome = full_outcome();
  const auto decoded = decode_outcome(as_bytes(encode_outcome(outcome)));
  ASSERT_TRUE(decoded) << to_text(decoded.error());
  EXPECT_EQ(*decoded, outcome);
}

TEST(Outcome, OfNothingIsAnOutcomeToo) {
  const auto decoded = decode_outcome(as_bytes(encode_outcome({})));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, model::AuditOutcome());
}

TEST(Outcome, IsCutOffNowhereUnnoticed) {
  const auto encoded = encode_outcome(full_outcome());
  for (std::size_t size = 0; size < encoded.size() / 2; ++size)
    EXPECT_FALSE(decode_outcome(as_bytes(encoded.substr(0, size)))) << size;
}

TEST(Outcome, SurvivesDamageAnywhere) {
  const auto good = encode_outcome(full_outcome());
  std::mt19937 random(20240607);
  std::size_t refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bad = good;
    for (unsigned i = 0; i <= random() % 4; ++i) bad[random() % bad.size()] = static_cast<char>(random());
    refused += decode_outcome(as_bytes(bad)) ? 0 : 1;
  }
  EXPECT_GT(refused, 1000U);
}

TEST(Outcome, ThatUnfoldsBeyondItsRoomIsRefused) {
  model::AuditOutcome outcome;
  model::Finding finding;
  finding.message = std::string(100'000, 'x');
  for (int i = 0; i < 1000; ++i) outcome.findings.push_back(finding);
  const auto decoded = decode_outcome(as_bytes(encode_outcome(outcome)));  // one text in the buffer, a thousand outside
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, base::ErrorCode::limit);
}

}  // namespace
}  // namespace elfgate::store
