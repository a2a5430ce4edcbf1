// The words in which a rule of docs/semantics is put to the test: a small root directory, a way of starting its program, and
// what must come of it. Each expectation is written by hand and judged twice: against the simulation, for every glibc it is
// said to hold for, and against the real dynamic linker, where the test runs as root on a machine that has it. So neither a
// wrong simulation nor a wrong reading of the rule stays hidden.
//
//   Root root;
//   root.library("/a/liba").needs("libx").runpath("/a");
//   root.library("/a/libx");
//   root.program().needs("liba", "libx").runpath("/m:/a");
//   EXPECT_TRUE(root.loads({"liba => /a/liba", "libx => not found"}));
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <initializer_list>
#include <string>
#include <vector>

#include "listing.h"
#include "loader/loader.h"
#include "system.h"
#include "tree.h"
#include "tree_view.h"

namespace elfgate::rules {

using oracle::Lines;
using testing::AssertionResult;

/// An ELF file of a root, in the words of the rules.
class Elf {
 public:
  explicit Elf(oracle::Node& node) : node_(node) {}

  Elf& soname(std::string name);
  template <typename... Names>
  Elf& needs(const Names&... names) {
    return (edge(model::EdgeKind::needed, names), ...), *this;
  }
  Elf& filter(std::string name) { return edge(model::EdgeKind::filter, std::move(name)); }
  Elf& auxiliary(std::string name) { return edge(model::EdgeKind::auxiliary, std::move(name)); }
  Elf& rpath(std::string list);
  Elf& runpath(std::string list);
  Elf& no_default_dirs();
  Elf& defines(const std::vector<std::string>& versions);
  Elf& wants(std::string_view file, const std::vector<std::string>& versions, bool weak = false);
  Elf& mode(unsigned bits);

  /// For what has no word of its own.
  model::ElfFacts& facts() { return node_.image.facts; }
  repo::scenario::ElfImage& image() { return node_.image; }

 private:
  Elf& edge(model::EdgeKind kind, std::string name);

  oracle::Node& node_;
};

class Root {
 public:
  explicit Root(System system = debian()) : system_(std::move(system)) {}

  // what is in it; a later node never replaces an earlier one
  Elf program(std::string path = "/t/e");  ///< position-independent, with PT_INTERP; the first one is started
  Elf library(std::string path);           ///< without a soname until it is given one
  void link(std::string path, std::string target);
  void hard_link(std::string path, std::string file);
  void directory(std::string path, unsigned mode = 0755);
  void text(std::string path, std::string content);
  void conf(std::string lines) { text("/etc/ld.so.conf", std::move(lines)); }

  // how the program is started
  Root& started_as(std::string path);
  Root& cwd(std::string dir);
  Root& library_path(std::string list);
  Root& preload(std::string name);
  Root& after_ldconfig(bool makes_links = true);  ///< false: ldconfig -X
  Root& cpu_level(unsigned level);                ///< of a glibc-hwcaps directory; 1 is the baseline
  Root& platform(std::string name);               ///< $PLATFORM; the simulation alone, the machine has its own
  Root& secure();                                 ///< AT_SECURE without mode bits; the simulation alone
  Root& glibc(unsigned first, unsigned last);     ///< 2.FIRST to 2.LAST; without it, all that are modelled
  Root& simulated_only();                         ///< where the real one cannot be asked; the test says why

  // what must come of it
  /// What LD_TRACE_LOADED_OBJECTS, or musl's --list, shows: "libx => /a/libx", "libx => not found"; complaints begin with "!".
  AssertionResult loads(const Lines& expected) const;
  /// The same, asked as ldd asks: ld.so is given the program's name.
  AssertionResult lists(const Lines& expected) const;
  /// A real start: every name is found and nothing is complained about.
  AssertionResult starts() const;
  /// A real start that ends with this one complaint.
  AssertionResult stops(const std::string& complaint) const;
  /// A real start that ends because NAME is not found.
  AssertionResult misses(const std::string& name) const { return stops("! missing " + name); }
  /// ldconfig -p, in its order: "libx.so.1 => /c/libx.so.1"; of a hwcaps directory "libx.so.1 [x86-64-v2] => ...".
  AssertionResult caches(const Lines& expected) const;
  /// All symbolic links below DIR once ldconfig has run: "/c/libx.so.1 -> libx.so.1.2".
  AssertionResult links_below(const std::string& dir, const Lines& expected) const;

  // the simulation alone
  model::LinkMap simulate(oracle::Mode mode = oracle::Mode::trace) const;
  model::LinkMap simulate(oracle::Mode mode, unsigned glibc_minor, const std::vector<std::string>& dlopened = {}) const;
  /// What REQUESTER (a path) gets for NAME: a path or "not found".
  std::string given(const std::string& requester, const std::string& name) const;
  /// The tree alone, as the simulation sees it.
  TreeView view() const;

  const System& system() const { return system_; }

 private:
  friend class RealJudge;

  oracle::Node& add(std::string path, oracle::Node::Kind kind, std::string text, unsigned mode);
  oracle::Tree tree(oracle::Mode mode) const;
  AssertionResult judged(oracle::Mode mode, const Lines& expected) const;
  TreeView view_with_loader(unsigned glibc_minor) const;
  loader::LdCache run_ldconfig(const TreeView& view, unsigned glibc_minor) const;
  Lines simulated_cache(unsigned glibc_minor) const;
  Lines simulated_links(const std::string& dir, unsigned glibc_minor) const;
  AssertionResult differs(const std::string& who, const Lines& expected, const Lines& got) const;
  unsigned last_minor() const { return system_.musl() ? first_minor_ : last_minor_; }

  System system_;
  std::deque<oracle::Node> nodes_;
  oracle::Tree start_;
  unsigned first_minor_ = k_first_glibc;
  unsigned last_minor_ = k_last_glibc;
  unsigned cpu_level_ = 0;  // 0: no test of levels
  bool makes_links_ = true;
  bool secure_ = false;
  bool simulated_only_ = false;
  std::string platform_;
};

}  // namespace elfgate::rules
