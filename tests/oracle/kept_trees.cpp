#include "kept_trees.h"

#include <functional>
#include <utility>

namespace elfgate::oracle {
namespace {

using model::EdgeKind;
using model::ElfFacts;

// Says one tree, a file at a time.
class Say {
 public:
  explicit Say(const RealLoader& real) : real_(real) {}

  using Change = std::function<void(ElfFacts&)>;

  Say& library(std::string path, std::string soname, const Change& change = {}) {
    Node node;
    node.path = std::move(path);
    node.image.facts = repo::scenario::library_facts(real_.machine(), soname);
    if (change) change(node.image.facts);
    tree_.nodes.push_back(std::move(node));
    return *this;
  }
  Say& program(const Change& change) {
    Node node;
    node.path = "/t/e";
    node.image.facts = repo::scenario::program_facts(real_.machine(), real_.interp());
    change(node.image.facts);
    tree_.nodes.push_back(std::move(node));
    return *this;
  }
  Say& bytes(std::string path, std::string text, unsigned mode = 0644) {
    tree_.nodes.push_back(
        {.path = std::move(path), .kind = Node::Kind::bytes, .image = {}, .text = std::move(text), .mode = mode});
    return *this;
  }
  Say& link(std::string path, std::string target) {
    tree_.nodes.push_back({.path = std::move(path), .kind = Node::Kind::link, .image = {}, .text = std::move(target)});
    return *this;
  }
  Say& mode(Mode how) {
    tree_.mode = how;
    return *this;
  }
  Say& after_ldconfig(std::string conf) {
    tree_.ldconfig = true;
    if (!conf.empty()) bytes("/etc/ld.so.conf", std::move(conf));
    return *this;
  }
  Say& with(const std::function<void(Tree&)>& change) {
    change(tree_);
    return *this;
  }
  Tree done() { return std::move(tree_); }

 private:
  const RealLoader& real_;
  Tree tree_;
};

Say::Change needs(std::vector<std::string> names, std::string runpath = "") {
  return [names = std::move(names), runpath = std::move(runpath)](ElfFacts& facts) {
    for (const auto& name : names) facts.edges.push_back({EdgeKind::needed, name});
    if (!runpath.empty()) facts.runpath = runpath;
  };
}

Say::Change filters(std::string filtee, std::vector<std::string> names, std::string runpath) {
  return [=](ElfFacts& facts) {
    facts.edges.push_back({EdgeKind::filter, filtee});
    needs(names, runpath)(facts);
  };
}

void add_lists(const RealLoader& real, std::vector<KeptTree>& kept) {
  const auto say = [&] { return Say(real); };
  kept.push_back({"a filtee of the program is mapped once more when a DT_NEEDED names it (R10.2)",
                  say().library("/a/libf.so", "libf.so").program(filters("libf.so", {"libf.so"}, "/a")).done()});
  kept.push_back({"a missing filtee of the program provides no version (R9.2)",
                  say()
                      .library("/a/liba.so", "")
                      .program([](ElfFacts& facts) {
                        filters("libgone.so", {"liba.so"}, "/a")(facts);
                        repo::scenario::need_versions(facts, "libgone.so", {"V1"});
                      })
                      .done()});
  kept.push_back({"a present filtee of the program provides its versions to the program (R9.2)",
                  say()
                      .library("/a/libf.so", "")
                      .program([](ElfFacts& facts) {
                        filters("libf.so", {}, "/a")(facts);
                        repo::scenario::need_versions(facts, "libf.so", {"V1"});
                      })
                      .done()});
  kept.push_back({"ld.so as a filtee of the program ends the process (R10.2)",
                  say()
                      .program([&](ElfFacts& facts) {
                        facts.edges.push_back({EdgeKind::filter, real.interp()});
                        facts.edges.push_back({EdgeKind::needed, "liba.so"});
                      })
                      .done()});
  kept.push_back({"an ET_EXEC file is refused by the name that was asked for (R7.1)",
                  say()
                      .library("/a/libx.so", "", [](ElfFacts& facts) { facts.type = model::k_et_exec; })
                      .program(needs({"libx.so"}, "/a"))
                      .done()});
  kept.push_back({"a file without PT_LOAD is refused by the name that was asked for (R7.1)",
                  say()
                      .library("/a/libx.so", "", [](ElfFacts& facts) { facts.has_load = false; })
                      .program(needs({"libx.so"}, "/a"))
                      .done()});
  kept.push_back({"a library that ld.so is told to run has no name: one that it needs by that name is a second copy (R2.7)",
                  say().library("/t/e", "", needs({"/t/e"})).mode(Mode::list).done()});
  kept.push_back({"tokens of a preloaded name are expanded when it is opened, and it keeps the name it had (R10.5)",
                  say()
                      .library("/t/libp.so", "")
                      .library("/t/liba.so", "")
                      .program(needs({"liba.so"}, "/t"))
                      .with([](Tree& tree) { tree.preload = {"$ORIGIN/libp.so"}; })
                      .done()});
  kept.push_back({"a second comment of ld.so.preload is taken for names (R10.5)",
                  say()
                      .library("/a/libp.so", "")
                      .library("/a/liba.so", "")
                      .bytes("/etc/ld.so.preload", "# a long comment that ends here\n/a/liba.so\n#\n/a/libp.so\n")
                      .program(needs({"liba.so"}, "/a"))
                      .done()});
}

void add_secure(const RealLoader& real, std::vector<KeptTree>& kept) {
  if (real.emulated()) return;  // an emulated program is never set-user-ID
  const auto setuid = [](Tree& tree) { tree.nodes.back().mode = 04755; };
  kept.push_back({"a set-user-ID program of root reads what its user cannot (R12.4)",
                  Say(real)
                      .library("/a/liba.so", "")
                      .with([](Tree& tree) { tree.nodes.back().mode = 0600; })
                      .program(needs({"liba.so"}, "/a"))
                      .with(setuid)
                      .mode(Mode::start)
                      .done()});
  kept.push_back({"a token in a name is refused by that name (R1.9)",
                  Say(real).program(needs({"$ORIGIN/liba.so"})).with(setuid).mode(Mode::start).done()});
  kept.push_back({"bare names of ld.so.preload want a set-user-ID library and no cache (R10.5)",
                  Say(real)
                      .library("/usr/lib/libp.so", "", needs({"libgone.so"}))
                      .bytes("/etc/ld.so.preload", "libp.so\n")
                      .library("/a/liba.so", "")
                      .program(needs({"liba.so"}, "/a"))
                      .with(setuid)
                      .mode(Mode::start)
                      .done()});
}

void add_cache(const RealLoader& real, std::vector<KeptTree>& kept) {
  if (!real.has_ldconfig()) return;
  const auto say = [&] { return Say(real); };
  const auto starts = needs({"liba.so"});
  kept.push_back({"a directory of old hwcaps that ld.so.conf lists marks its entries (R4.4)",
                  say().library("/c/tls/liba.so", "").program(starts).after_ldconfig("/c/tls\n").done()});
  kept.push_back({"directories of old hwcaps are scanned last, and their entries come first (R4.4)",
                  say().library("/c/liba.so", "").library("/c/tls/liba.so", "").program(starts).after_ldconfig("/c\n").done()});
  kept.push_back({"a repeated name of old hwcaps means another bit (R4.4)",
                  say().library("/c/x86_64/x86_64/liba.so", "").program(starts).after_ldconfig("/c/x86_64/x86_64\n").done()});
  kept.push_back(
      {"glibc-hwcaps of another machine are passed over (R4.2)", say()
                                                                     .library("/c/glibc-hwcaps/x86-64-v2/liba.so", "")
                                                                     .library("/c/liba.so", "")
                                                                     .program(starts)
                                                                     .after_ldconfig("/c\n")
                                                                     .done()});
  kept.push_back({"a dangling link that ldconfig removes may be made anew (R5.13)", say()
                                                                                        .library("/c/libb.so", "liba.so.1")
                                                                                        .link("/c/liba.so.1", "nowhere")
                                                                                        .program(needs({"liba.so.1"}))
                                                                                        .after_ldconfig("/c\n")
                                                                                        .done()});
  kept.push_back(
      {"a soname with a slash makes a link in the directory it leads to (R5.13)", say()
                                                                                      .library("/c/libb.so", "sub/liba.so")
                                                                                      .library("/c/sub/libz.so", "")
                                                                                      .program(needs({"/c/sub/liba.so"}))
                                                                                      .after_ldconfig("/c\n")
                                                                                      .done()});
  kept.push_back({"a cache that is cut short loses the strings behind its end (R5.1)",
                  say()
                      .library("/c/liba.so", "")
                      .program(starts)
                      .after_ldconfig("/c\n")
                      .with([](Tree& tree) { tree.damage = {.kind = CacheDamage::Kind::cut, .at = 700, .byte = 0}; })
                      .done()});
  kept.push_back({"ldconfig enters directories that others may not (R5.6)",
                  say()
                      .library("/b/liba.so", "")
                      .with([](Tree& tree) {
                        tree.nodes.push_back(
                            {.path = "/a", .kind = Node::Kind::directory, .image = {}, .text = {}, .mode = 0700});
                      })
                      .program(starts)
                      .after_ldconfig("/a/../b\n")
                      .done()});
  kept.push_back({"ldconfig takes a file of another EI_VERSION (R5.9)",
                  say()
                      .library("/c/liba.so", "", [](ElfFacts& facts) { facts.ident_version = 2; })
                      .program(starts)
                      .after_ldconfig("/c\n")
                      .done()});
}

// What stops even a listing stops a start in the same words.
void add_versions(const RealLoader& real, std::vector<KeptTree>& kept) {
  for (const auto mode : {Mode::trace, Mode::start})
    kept.push_back({"a Verneed record of another revision is told by a start too (R9.3)",
                    Say(real)
                        .program([](ElfFacts& facts) {
                          facts.needed_versions.push_back({"liba.so", 2, {{"V1", 0, 0x06b1}}});
                        })
                        .mode(mode)
                        .done()});
}

void add_musl(const RealLoader& real, std::vector<KeptTree>& kept) {
  const auto say = [&] { return Say(real); };
  kept.push_back({"a library opened by its path answers to its base name once a search has met it, before later ones (R11.2)",
                  say()
                      .library("/a/libx.so", "")
                      .library("/b/libx.so", "")
                      .link("/b/liby.so", "/a/libx.so")
                      .program(needs({"/a/libx.so", "libx.so", "liby.so", "libx.so"}, "/b"))
                      .mode(Mode::list)
                      .done()});
  if (!real.emulated())
    kept.push_back({"of two files for one fixed address the second one is not mapped (R11.6)",
                    say()
                        .library("/a/libx.so", "", [](ElfFacts& facts) { facts.type = model::k_et_exec; })
                        .program([](ElfFacts& facts) {
                          needs({"libx.so"}, "/a")(facts);
                          facts.type = model::k_et_exec;
                        })
                        .mode(Mode::start)
                        .done()});
  kept.push_back({"a path file that may not be read leaves no directory to search (R11.3)",
                  say()
                      .library("/lib/liba.so", "")
                      .bytes(real.aarch64() ? "/etc/ld-musl-aarch64.path" : "/etc/ld-musl-x86_64.path", "/lib\n", 0600)
                      .program(needs({"liba.so"}))
                      .mode(Mode::list)
                      .done()});
}

}  // namespace

std::vector<KeptTree> kept_trees(const RealLoader& real) {
  std::vector<KeptTree> kept;
  if (real.musl()) {
    add_musl(real, kept);
    return kept;
  }
  add_lists(real, kept);
  add_secure(real, kept);
  add_cache(real, kept);
  add_versions(real, kept);
  return kept;
}

}  // namespace elfgate::oracle
