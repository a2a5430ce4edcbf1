#include "closure/deb_relation.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "closure/version.h"

namespace elfgate::closure {
namespace {

struct Operation {
  std::string_view text;
  DebOperator value;
};

// Longest first. A single "<" or ">" is the old form of "<=" and ">=".
constexpr std::array<Operation, 7> k_operations = {{{"<<", DebOperator::less},
                                                    {">>", DebOperator::greater},
                                                    {"<=", DebOperator::less_equal},
                                                    {">=", DebOperator::greater_equal},
                                                    {"=", DebOperator::equal},
                                                    {"<", DebOperator::less_equal},
                                                    {">", DebOperator::greater_equal}}};

bool parse_constraint(std::string_view text, DebAlternative& alternative) {
  text = base::trim(text);
  for (const auto& operation : k_operations) {
    if (!text.starts_with(operation.text)) continue;
    alternative.operation = operation.value;
    alternative.version = base::trim(text.substr(operation.text.size()));
    return !alternative.version.empty();
  }
  return false;
}

bool parse_alternative(std::string_view word, DebAlternative& alternative) {
  word = base::trim(word);
  alternative.word = word;
  const auto name_end = word.find_first_of(" \t\n(=[<");
  auto name = word.substr(0, name_end);
  auto rest = name_end == std::string_view::npos ? std::string_view{} : base::trim(word.substr(name_end));
  if (const auto colon = name.find(':'); colon != std::string_view::npos) {
    alternative.qualifier = name.substr(colon + 1);
    name = name.substr(0, colon);
  }
  alternative.name = name;
  if (name.empty()) return false;
  if (rest.starts_with('=')) return parse_constraint(rest, alternative);
  if (!rest.starts_with('(')) return true;
  const auto close = rest.find(')');
  return close != std::string_view::npos && parse_constraint(rest.substr(1, close - 1), alternative);
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> k_architectures = {{{"amd64", "x86_64"},
                                                                                           {"arm64", "aarch64"},
                                                                                           {"i386", "x86"},
                                                                                           {"armhf", "armv7"},
                                                                                           {"ppc64el", "ppc64le"},
                                                                                           {"riscv64", "riscv64"},
                                                                                           {"s390x", "s390x"}}};

}  // namespace

std::vector<DebAlternative> parse_deb_clause(std::string_view clause) {
  std::vector<DebAlternative> alternatives;
  for (const auto part : base::split(clause, '|')) {
    DebAlternative alternative;
    if (parse_alternative(part, alternative)) alternatives.push_back(alternative);
  }
  return alternatives;
}

bool deb_version_matches(const DebAlternative& alternative, std::string_view version) {
  if (alternative.operation == DebOperator::any) return true;
  if (version.empty()) return false;
  const int result = compare_deb_versions(version, alternative.version);
  switch (alternative.operation) {
    case DebOperator::less: return result < 0;
    case DebOperator::less_equal: return result <= 0;
    case DebOperator::equal: return result == 0;
    case DebOperator::greater_equal: return result >= 0;
    case DebOperator::greater: return result > 0;
    case DebOperator::any: return true;
  }
  return false;
}

std::string_view arch_of_deb(std::string_view architecture) {
  const auto* known = std::find_if(k_architectures.begin(), k_architectures.end(),
                                   [&](const auto& each) { return each.first == architecture; });
  return known == k_architectures.end() ? architecture : known->second;
}

}  // namespace elfgate::closure
