#include "generator.h"

#include "base/vpath.h"
#include "loader/ldconfig.h"
#include "random_conf.h"
#include "random_elf.h"
#include "vocabulary.h"

namespace elfgate::oracle {
namespace {

class Maker {
 public:
  Maker(std::uint64_t seed, const RealLoader& real)
      : dice_(seed), real_(real), words_(dice_, real), elf_(dice_, words_, real), conf_(dice_, words_, real) {}

  Tree make() && {
    choose_how();
    make_layout();
    const auto libraries = 2 + dice_.below(dice_.chance(10) ? 20 : 9);
    for (std::size_t i = 0; i < libraries; ++i) make_library();
    for (std::size_t i = dice_.below(5); i > 0; --i) make_link();
    if (dice_.chance(30)) make_oddity();
    conf_.add_to(tree_);
    add(elf_.program(tree_));
    if (dice_.chance(15)) make_alias();
    if (tree_.ldconfig) age_cache();
    return std::move(tree_);
  }

 private:
  void choose_how() {
    const auto mode = dice_.below(100);
    if (real_.musl()) {
      tree_.mode = mode < 70 ? Mode::list : Mode::start;
    } else {
      tree_.mode = mode < 65 ? Mode::trace : mode < 82 ? Mode::list : Mode::start;
    }
    tree_.ldconfig = real_.has_ldconfig() && dice_.chance(45);
    if (dice_.chance(25)) tree_.library_path = words_.path_list(false);
    if (dice_.chance(4)) tree_.library_path = dice_.chance(50) ? ":" : "/a:;/b;";
    if (dice_.chance(14))
      for (std::size_t i = 1 + dice_.below(3); i > 0; --i) tree_.preload.push_back(words_.preloaded());
    if (dice_.chance(30)) tree_.cwd = dice_.chance(70) ? "/w" : "/t";
  }

  void add(Node node) { tree_.nodes.push_back(std::move(node)); }
  void add_link(std::string path, std::string target) {
    add({.path = std::move(path), .kind = Node::Kind::link, .image = {}, .text = std::move(target)});
  }
  void add_directory(std::string path, unsigned mode = 0755) {
    add({.path = std::move(path), .kind = Node::Kind::directory, .image = {}, .text = {}, .mode = mode});
  }

  void make_layout() {
    add_directory("/t");
    add_directory("/w");
    if (dice_.chance(40)) {  // merged /usr
      add_directory("/usr/lib");
      add_directory("/usr/lib64");
      add_link("/lib", "usr/lib");
      add_link("/lib64", dice_.chance(80) ? "usr/lib64" : "usr/lib");
      merged_ = true;
    }
    if (dice_.chance(30)) add_link("/d", dice_.chance(50) ? "a" : "/b");
    if (dice_.chance(20)) add_link("/t/up", "../usr/lib");
    if (dice_.chance(15)) add_link("/loop", "loop");
    if (dice_.chance(15)) add_link("/far", dice_.chance(50) ? "t/../usr/lib/../../b/" : "d/.");
    for (const char* path : {"/t/ld.so", "/ld-root.so"}) add_link(path, real_.interp());
    add_link("/opt/m/lib/" + std::string(base::basename(real_.interp())), real_.interp());
    if (dice_.chance(10)) make_chain();
  }

  // Links that lead to a library over 39, 40 and 41 links, and one to a directory.
  void make_chain() {
    add_link("/k/1", "/b/liba.so");
    for (int i = 2; i <= 41; ++i) add_link("/k/" + std::to_string(i), std::to_string(i - 1));
    add_link("/k/dir", dice_.chance(50) ? "dir2" : "/k/dir2");
    add_link("/k/dir2", "../a");
    chain_ = true;
  }

  // Files are never written through links.
  std::string directory() {
    for (;;) {
      const auto& dir = words_.directory();
      if (merged_ && (dir.starts_with("/lib/") || dir == "/lib" || dir == "/lib64")) continue;
      return dir;
    }
  }

  // Which of two names that ldconfig takes for equal comes first is up to the file system: no directory has both.
  std::string free_place() {
    for (;;) {
      const auto dir = directory();
      const auto name = words_.name();
      bool taken = false;
      for (const auto& node : tree_.nodes) {
        const auto other = base::basename(node.path);
        taken |= other != name && base::dirname(node.path) == dir && loader::cache_compare(other, name) == 0;
      }
      if (!taken) return dir + "/" + name;
    }
  }

  void make_library() {
    auto path = free_place();
    const std::string name(base::basename(path));
    add(elf_.library(std::move(path), name, tree_));
  }

  std::string some_file() {
    Texts files;
    for (const auto& node : tree_.nodes)
      if (node.kind == Node::Kind::elf) files.push_back(node.path);
    return files.empty() ? "/t/e" : dice_.pick(files);
  }

  void make_link() {
    const auto path = free_place();
    const auto target = some_file();
    const auto kind = dice_.below(100);
    if (kind < 42) {
      add_link(path, target);
    } else if (kind < 62) {
      add_link(path, target.substr(target.rfind('/') + 1));
    } else if (kind < 82) {
      add({.path = path, .kind = Node::Kind::hard_link, .image = {}, .text = target});
    } else if (kind < 86) {
      add_link(path, "nowhere.so");
    } else if (kind < 89) {
      add_link(path, path.substr(path.rfind('/') + 1));  // itself
    } else if (kind < 92) {
      add_link(path, real_.interp());
    } else if (kind < 94) {
      add_link(path, "/t/e");
    } else if (kind < 96) {
      add_link(path, target + "/x");
    } else if (kind < 98) {
      add_link(path, chain_ ? "/k/" + std::to_string(38 + dice_.below(4)) : "../b/" + words_.name());
    } else {
      add_link(path, dice_.chance(50) ? words_.directory() : target + "/");
    }
  }

  void make_oddity() {
    switch (dice_.below(9)) {
      case 0: add_directory("/a", 0700); break;
      case 1: add({.path = "/w/rel", .kind = Node::Kind::bytes, .image = {}, .text = "no directory", .mode = 0644}); break;
      case 2: add_link("/w/rel", "../a"); break;
      case 3: add_link("/w/a", "a"); break;
      case 4: add_directory("/b", dice_.chance(50) ? 0644 : 0711); break;
      case 5: add_link("/c/glibc-hwcaps", dice_.chance(50) ? "/a/glibc-hwcaps" : "nowhere"); break;
      case 6: add_link("/b/tls", dice_.chance(50) ? "/c" : "liba.so"); break;
      case 7: add({.path = "/a/glibc-hwcaps", .kind = Node::Kind::bytes, .image = {}, .text = "no directory"}); break;
      default: add_link("/a/glibc-hwcaps/x86-64-v1", "../../b"); break;
    }
  }

  // The program is started by another name: a link to it, through a link to its directory, a relative path.
  void make_alias() {
    switch (dice_.below(5)) {
      case 0:
        add_link("/u/p", dice_.chance(50) ? "../t/e" : "/t/e");
        tree_.program = "/u/p";
        break;
      case 1:
        add_link("/u/d", dice_.chance(50) ? "../t" : "/t");
        tree_.program = "/u/d/e";
        break;
      case 2: tree_.program = tree_.cwd == "/" ? "./t/e" : "../t/e"; break;
      case 3: tree_.program = "/t/../t//e"; break;
      default:
        add_link("/u/p", "q");
        add_link("/u/q", "../u2/e");
        add_link("/u2", "t");
        tree_.program = "/u/p";
        break;
    }
  }

  // What happens between ldconfig and the start: files go, come, or the cache is damaged.
  void age_cache() {
    if (dice_.chance(20)) {
      for (std::size_t i = 1 + dice_.below(2); i > 0; --i) tree_.removed_later.push_back(some_file());
      std::erase(tree_.removed_later, "/t/e");
    }
    if (dice_.chance(15)) {
      auto path = free_place();
      const std::string name(base::basename(path));
      tree_.added_later.push_back(elf_.library(std::move(path), name, tree_));
    }
    if (dice_.chance(10)) {
      tree_.damage = {.kind = dice_.chance(50) ? CacheDamage::Kind::cut : CacheDamage::Kind::overwritten,
                      .at = static_cast<unsigned>(dice_.below(1000)),
                      .byte = static_cast<unsigned char>(dice_.below(256))};
      if (dice_.chance(20)) tree_.damage.kind = CacheDamage::Kind::garbage;
    }
  }

  Dice dice_;
  const RealLoader& real_;
  Vocabulary words_;
  RandomElf elf_;
  RandomConf conf_;
  bool merged_ = false;
  bool chain_ = false;
  Tree tree_;
};

}  // namespace

Tree generate(std::uint64_t seed, const RealLoader& real) {
  return Maker(seed, real).make();
}

}  // namespace elfgate::oracle
