#include "minimise.h"

namespace elfgate::oracle {
namespace {

using Differs = std::function<bool(const Tree&)>;

// Replaces TREE by a smaller one when the difference stays.
bool try_instead(Tree& tree, Tree smaller, const Differs& differs) {
  if (!differs(smaller)) return false;
  tree = std::move(smaller);
  return true;
}

bool drop_nodes(Tree& tree, const Differs& differs) {
  bool dropped = false;
  for (std::size_t i = tree.nodes.size(); i-- > 0;) {
    if (tree.nodes[i].path == tree.program) continue;
    auto smaller = tree;
    smaller.nodes.erase(smaller.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    dropped |= try_instead(tree, std::move(smaller), differs);
  }
  return dropped;
}

template <typename Change>
bool change_facts(Tree& tree, std::size_t node, const Differs& differs, Change&& change) {
  auto smaller = tree;
  if (!change(smaller.nodes[node].image.facts)) return false;
  return try_instead(tree, std::move(smaller), differs);
}

bool reset(std::optional<std::string>& text) {
  const bool had = text.has_value();
  text.reset();
  return had;
}

bool drop_tags(Tree& tree, const Differs& differs) {
  bool dropped = false;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].kind != Node::Kind::elf) continue;
    for (std::size_t k = tree.nodes[i].image.facts.edges.size(); k-- > 0;)
      dropped |= change_facts(tree, i, differs, [&](model::ElfFacts& facts) {
        facts.edges.erase(facts.edges.begin() + static_cast<std::ptrdiff_t>(k));
        return true;
      });
    if (!tree.nodes[i].image.more_strings.empty()) {
      auto smaller = tree;
      smaller.nodes[i].image.more_strings.clear();
      dropped |= try_instead(tree, std::move(smaller), differs);
    }
    dropped |= change_facts(tree, i, differs, [](auto& facts) { return std::exchange(facts.has_relr, false); });
    dropped |= change_facts(tree, i, differs, [](auto& facts) {
      return std::exchange(facts.dt_flags_1, facts.dt_flags_1 & 0x08000000) != facts.dt_flags_1;
    });
    dropped |= change_facts(tree, i, differs, [](auto& facts) { return std::exchange(facts.dt_flags, 0) != 0; });
    dropped |= change_facts(tree, i, differs, [](auto& facts) { return std::exchange(facts.x86_isa_needed, 0) != 0; });
    dropped |= change_facts(tree, i, differs, [](auto& facts) { return !std::exchange(facts.audit, {}).empty(); });
    dropped |= change_facts(tree, i, differs, [](auto& facts) { return !std::exchange(facts.depaudit, {}).empty(); });
    dropped |= change_facts(tree, i, differs, [](auto& facts) { return reset(facts.rpath); });
    dropped |= change_facts(tree, i, differs, [](auto& facts) { return reset(facts.runpath); });
    dropped |= change_facts(tree, i, differs, [](auto& facts) { return reset(facts.soname); });
    dropped |= change_facts(tree, i, differs, [](auto& facts) {
      const bool had = !facts.needed_versions.empty();
      facts.needed_versions.clear();
      return had;
    });
    dropped |= change_facts(tree, i, differs, [](auto& facts) {
      const bool had = facts.has_verdef;
      facts.has_verdef = false;
      facts.defined_versions.clear();
      return had;
    });
  }
  return dropped;
}

bool drop_settings(Tree& tree, const Differs& differs) {
  bool dropped = false;
  const auto without = [&](auto&& change) {
    auto smaller = tree;
    if (change(smaller)) dropped |= try_instead(tree, std::move(smaller), differs);
  };
  without([](Tree& t) { return std::exchange(t.ldconfig, false); });
  without([](Tree& t) { return !std::exchange(t.removed_later, {}).empty(); });
  without([](Tree& t) { return !std::exchange(t.added_later, {}).empty(); });
  without([](Tree& t) { return std::exchange(t.damage, {}).kind != CacheDamage::Kind::none; });
  without([](Tree& t) { return !std::exchange(t.library_path, {}).empty(); });
  without([](Tree& t) { return !std::exchange(t.preload, {}).empty(); });
  without([](Tree& t) { return std::exchange(t.cwd, "/") != "/"; });
  return dropped;
}

}  // namespace

Tree minimise(Tree tree, const Differs& differs) {
  while (drop_nodes(tree, differs) || drop_tags(tree, differs) || drop_settings(tree, differs)) {
  }
  return tree;
}

}  // namespace elfgate::oracle
