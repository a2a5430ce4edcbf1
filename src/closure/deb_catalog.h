// The frozen index of a Debian archive for one architecture: who is called, or provides, each name, what each package
// asks for, and which packages can never be installed because something below them does not exist.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/string_pool.h"
#include "closure/deb_relation.h"
#include "closure/table.h"
#include "model/package_list.h"

namespace elfgate::closure {

/// One alternative, its name looked up.
struct DebRequest {
  std::uint32_t name = 0;
  DebAlternative alternative;
};

class DebCatalog {
 public:
  static constexpr std::uint32_t k_none = 0xFFFFFFFF;

  DebCatalog(const model::PackageList& packages, std::string_view arch);
  DebCatalog(const DebCatalog&) = delete;
  DebCatalog& operator=(const DebCatalog&) = delete;

  struct Provide {
    std::uint32_t package = 0;
    std::string_view version;    // empty: unversioned
    std::string_view qualifier;  // "any" where the provide says so
  };

  std::uint32_t package_count() const { return static_cast<std::uint32_t>(refs_.size()); }
  const model::PackageRef& ref(std::uint32_t package) const { return refs_[package]; }
  std::uint32_t name_of(std::uint32_t package) const { return own_name_[package]; }
  std::uint32_t find_name(std::string_view text) const;
  /// Packages called NAME, highest version first.
  std::span<const std::uint32_t> called(std::uint32_t name) const { return called_[name]; }
  /// Packages that provide NAME without being called so, in load order.
  std::span<const Provide> provides(std::uint32_t name) const { return provides_[name]; }
  /// Clauses of Pre-Depends and Depends, as rows of alternatives().
  std::uint32_t first_clause(std::uint32_t package) const { return clause_begin_[package]; }
  std::uint32_t last_clause(std::uint32_t package) const { return clause_begin_[package + 1]; }
  std::span<const DebRequest> alternatives(std::uint32_t clause) const { return clauses_[clause]; }
  /// Conflicts and Breaks.
  std::span<const DebRequest> conflicts(std::uint32_t package) const { return conflicts_[package]; }
  /// True when a dependency below PACKAGE has no package at all that could ever satisfy it.
  bool hopeless(std::uint32_t package) const { return hopeless_[package]; }

  bool answers_by_name(const DebRequest& request, std::uint32_t package) const;
  bool answers_by_provide(const DebRequest& request, const Provide& provide) const;

  /// Calls VISIT(package) for everything that satisfies REQUEST: real packages first, then virtual ones; until it returns true.
  template <typename Visit>
  bool any_candidate(const DebRequest& request, Visit visit) const {
    if (request.name == k_none) return false;
    for (const std::uint32_t package : called(request.name)) {
      if (answers_by_name(request, package) && visit(package)) return true;
    }
    for (const Provide& provide : provides(request.name)) {
      if (answers_by_provide(request, provide) && visit(provide.package)) return true;
    }
    return false;
  }

 private:
  void read(const std::vector<std::uint32_t>& load_order);
  void find_hopeless();

  model::PackageList refs_;
  std::string_view arch_;
  base::StringPool pool_;
  std::vector<std::uint32_t> own_name_;
  std::vector<std::uint32_t> clause_begin_;
  Table<DebRequest> clauses_, conflicts_;
  Table<std::uint32_t> called_;
  Table<Provide> provides_;
  std::vector<char> hopeless_;
};

}  // namespace elfgate::closure
