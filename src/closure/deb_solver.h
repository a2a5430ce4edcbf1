// What apt would install: depth first, every clause by the first alternative that can be had, a real package before one that
// only provides the name, the highest version that fits. A choice is never taken back.
#pragma once

#include <string>
#include <vector>

#include "closure/deb_catalog.h"
#include "closure/engine.h"
#include "model/closure.h"

namespace elfgate::closure {

class DebSolver {
 public:
  DebSolver(const DebCatalog& catalog, const World& world);
  /// REQUIRES: called once.
  model::Closure solve();

 private:
  struct Visit {
    std::uint32_t package;
    std::uint32_t clause;
  };

  void select_world();
  void select_word(const std::string& word, bool base);
  void select(std::uint32_t package, std::string why);
  void settle(std::uint32_t package);
  void enter(std::uint32_t package);
  void find_certain();
  void expect(std::uint32_t package);
  void settle_clause(std::uint32_t package, std::uint32_t clause);
  std::string reason(std::span<const DebRequest> alternatives, std::uint32_t package) const;
  bool leaves_no_choice(std::span<const DebRequest> alternatives) const;
  std::uint32_t present(std::span<const DebRequest> alternatives) const;
  bool satisfied(std::uint32_t clause) const;
  std::uint32_t candidate(std::span<const DebRequest> alternatives) const;
  bool blocked(std::uint32_t package) const;
  std::uint32_t other_version(std::uint32_t package) const;
  void fail_clause(std::uint32_t clause);
  void check_conflicts();
  void list_members();
  std::vector<std::string> way() const;

  const DebCatalog& catalog_;
  const World& world_;
  std::vector<char> selected_, settled_, certain_, banned_;
  std::vector<std::uint32_t> order_;  // as selected
  std::vector<std::string> why_;      // per entry of order_
  std::vector<Visit> path_;
  model::Closure closure_;
};

}  // namespace elfgate::closure
