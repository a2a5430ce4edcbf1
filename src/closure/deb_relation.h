// The relation fields of Debian packages, taken apart: clauses of alternatives, each a name with an optional architecture
// qualifier and version constraint (deb-control(5)).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace elfgate::closure {

enum class DebOperator : std::uint8_t { any, less, less_equal, equal, greater_equal, greater };

/// "name:any (>= 1.2)". Views into the clause.
struct DebAlternative {
  std::string_view name;
  std::string_view qualifier;  ///< "any", an architecture, or empty
  DebOperator operation = DebOperator::any;
  std::string_view version;
  std::string_view word;  ///< verbatim
};

/// The alternatives of one clause, those that cannot be read left out. Also reads apt's "name=version".
std::vector<DebAlternative> parse_deb_clause(std::string_view clause);

/// True when VERSION (of a package or of a versioned provide; empty: none) is what ALTERNATIVE asks for.
bool deb_version_matches(const DebAlternative& alternative, std::string_view version);

/// The name by which elfgate knows a Debian architecture; the text itself when it is none of those.
std::string_view arch_of_deb(std::string_view architecture);

}  // namespace elfgate::closure
