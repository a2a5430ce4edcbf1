#include "generator.h"

#include <array>
#include <span>

namespace elfgate::oracle {
namespace {

using model::EdgeKind;
using repo::scenario::ElfImage;

// splitmix64: the same sequence everywhere, unlike the standard distributions.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t bound) { return next() % bound; }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <typename T>
  const T& pick(std::span<const T> from) {
    return from[below(from.size())];
  }

 private:
  std::uint64_t state_;
};

using Texts = std::vector<std::string>;

class Maker {
 public:
  Maker(std::uint64_t seed, const RealLoader& real) : dice_(seed), real_(real), musl_(real.musl()) {
    arm_ = real.machine() == model::k_em_aarch64;
    triplet_ = arm_ ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
    fill_names();
    fill_directories();
  }

  Tree make() && {
    choose_how();
    make_layout();
    const auto libraries = 2 + dice_.below(9);
    for (std::size_t i = 0; i < libraries; ++i) make_library();
    for (std::size_t i = dice_.below(5); i > 0; --i) make_link();
    if (dice_.chance(30)) make_oddity();
    make_configuration();
    make_program();
    return std::move(tree_);
  }

 private:
  const std::string& pick(const Texts& from) { return dice_.pick(std::span<const std::string>(from)); }

  void fill_names() {
    names_ = {"liba.so", "libb.so", "libc1.so", "liba.so.1", "libb.so.2", "libd.so.1", "libe.so", "plugin.so", "libf-1.2.so"};
    if (musl_) {
      for (const char* name : {"libm.so.6", "libc.so.6", "libdl.so.2", "libm-1.so", "libutil.so"}) names_.emplace_back(name);
    } else {
      for (const char* name : {"libn.so.1", "libn.so.01", "libn.so.10"}) names_.emplace_back(name);
    }
  }

  void fill_directories() {
    dirs_ = {"/a", "/b", "/b", "/c", "/t/sub", "/t", "/lib", "/usr/lib", "/w", "/usr/local/lib"};
    if (musl_) return;
    for (const auto& dir : {"/lib/" + triplet_, "/usr/lib/" + triplet_, std::string("/lib64")})
      dirs_.push_back(dir);
    if (dice_.chance(35)) {
      for (const char* dir : {"/a/glibc-hwcaps/x86-64-v2", "/a/glibc-hwcaps/x86-64-v4", "/b/glibc-hwcaps/x86-64-v3",
                              "/b/glibc-hwcaps/power9", "/lib/glibc-hwcaps/x86-64-v2"})
        dirs_.emplace_back(dir);
      dirs_.push_back("/usr/lib/" + triplet_ + "/glibc-hwcaps/x86-64-v3");
    }
  }

  void choose_how() {
    const auto mode = dice_.below(100);
    if (musl_) {
      tree_.mode = mode < 70 ? Mode::list : Mode::start;
    } else {
      tree_.mode = mode < 70 ? Mode::trace : mode < 85 ? Mode::list : Mode::start;
    }
    tree_.ldconfig = !musl_ && dice_.chance(45);
    if (dice_.chance(25)) tree_.library_path = path_list(false);
    if (tree_.library_path.find(' ') != std::string::npos) tree_.library_path.clear();
    if (dice_.chance(12)) tree_.preload.push_back(dice_.chance(60) ? pick(dirs_) + "/" + pick(names_) : pick(names_));
    if (dice_.chance(30)) tree_.cwd = "/w";
  }

  void add(Node node) { tree_.nodes.push_back(std::move(node)); }
  void add_link(std::string path, std::string target) {
    add({.path = std::move(path), .kind = Node::Kind::link, .image = {}, .text = std::move(target)});
  }
  void add_directory(std::string path) {
    add({.path = std::move(path), .kind = Node::Kind::directory, .image = {}, .text = {}});
  }

  void make_layout() {
    add_directory("/t");
    add_directory("/w");
    if (dice_.chance(40)) {  // merged /usr
      add_directory("/usr/lib");
      add_directory("/usr/lib64");
      add_link("/lib", "usr/lib");
      add_link("/lib64", "usr/lib64");
      merged_ = true;
    }
    if (dice_.chance(30)) add_link("/d", dice_.chance(50) ? "a" : "/b");
    if (dice_.chance(20)) add_link("/t/up", "../usr/lib");
    if (dice_.chance(15)) add_link("/loop", "loop");
  }

  // Files are never written through links.
  std::string directory() {
    for (;;) {
      const auto& dir = pick(dirs_);
      if (merged_ && (dir.starts_with("/lib/") || dir == "/lib" || dir == "/lib64")) continue;
      return dir;
    }
  }

  std::string element() {
    const auto kind = dice_.below(100);
    if (kind < 55) return pick(dirs_);
    const Texts odd{"$ORIGIN",
                    "$ORIGIN/../b",
                    "${ORIGIN}/sub",
                    "$ORIGIN/../a",
                    "rel",
                    "",
                    "/missing",
                    "/a/",
                    "/d",
                    "/loop",
                    "/t/e",
                    "/a;/b",
                    "$FOO/a",
                    "/$LIB",
                    "$LIB",
                    "$PLATFORM",
                    "$ORIGINlib",
                    "/a/../b",
                    "//a//",
                    "/t/up",
                    "loop",
                    "/t/e/x",
                    "../a",
                    "${ORIGIN",
                    "/a$ORIGIN",
                    "$ORIGIN/.",
                    "/usr/lib/$LIB",
                    "/",
                    "/b:",
                    "\\$ORIGIN",
                    "$",
                    "/b/../a",
                    "/a\n/b"};
    return pick(odd);
  }

  std::string path_list(bool for_tag) {
    std::string list;
    const auto count = 1 + dice_.below(3);
    for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "" : ":") + element();
    if (!for_tag) {
      for (auto& c : list)
        if (c == '\n') c = 'n';
    }
    return list;
  }

  std::string needed_name() {
    const auto kind = dice_.below(100);
    if (kind < 84) return pick(names_);
    if (kind < 90) return pick(dirs_) + "/" + pick(names_);
    if (kind < 92) return "$ORIGIN/" + pick(names_);
    if (kind < 93) return "$ORIGIN/../a/" + pick(names_);
    if (kind < 94) return "a/" + pick(names_);
    if (kind < 95) return "./" + pick(names_);
    if (kind < 96) return real_.interp();
    if (kind < 97) return arm_ ? "ld-linux-aarch64.so.1" : "ld-linux-x86-64.so.2";
    if (kind < 98) return dice_.chance(50) ? "lib$LIB.so" : "lib$PLATFORM.so";
    if (kind < 99) return dice_.chance(50) ? "linux-vdso.so.1" : "";
    return dice_.chance(50) ? "libe.so.0000000001" : "/d/../a//liba.so";
  }

  // Filtees of the main program are listed by ld.so in a way of its own (docs/semantics/oracle.md, known differences).
  void add_tags(model::ElfFacts& facts, unsigned most, bool is_program) {
    const auto count = dice_.below(most + 1);
    for (std::size_t i = 0; i < count; ++i) {
      auto kind = EdgeKind::needed;
      if (!is_program && dice_.chance(4)) kind = EdgeKind::filter;
      if (!is_program && dice_.chance(5)) kind = EdgeKind::auxiliary;
      facts.edges.push_back({kind, needed_name()});
    }
    if (dice_.chance(25)) facts.rpath = path_list(true);
    if (dice_.chance(35)) facts.runpath = dice_.chance(5) ? "" : path_list(true);
    if (dice_.chance(5)) facts.dt_flags_1 |= 0x800;
    if (dice_.chance(12)) add_version_need(facts);
  }

  void add_version_need(model::ElfFacts& facts) {
    const auto file =
        !facts.edges.empty() && dice_.chance(80) ? facts.edges[dice_.below(facts.edges.size())].name : pick(names_);
    Texts versions{dice_.chance(70) ? "V1" : "V2"};
    if (dice_.chance(30)) versions.emplace_back("V3");
    repo::scenario::need_versions(facts, file, versions, dice_.chance(25));
  }

  void make_library() {
    Node node;
    const auto name = pick(names_);
    node.path = directory() + "/" + name;
    auto& facts = node.image.facts;
    const auto soname = dice_.below(100);
    facts = repo::scenario::library_facts(real_.machine(), soname < 50 ? name : soname < 80 ? pick(names_) : std::string());
    add_tags(facts, 3, false);
    if (dice_.chance(20)) repo::scenario::define_versions(facts, dice_.chance(50) ? Texts{"V1"} : Texts{"V1", "V2"});
    if (dice_.chance(10)) spoil(node);
    if (dice_.chance(2)) node.mode = 0600;
    add(std::move(node));
  }

  // Something that a loader may pass over, refuse, or trip over.
  void spoil(Node& node) {
    auto& facts = node.image.facts;
    switch (dice_.below(musl_ ? 15 : 19)) {
      case 0: facts.machine = arm_ ? model::k_em_x86_64 : model::k_em_aarch64; break;
      case 1: facts.machine = model::k_em_riscv; break;
      case 2:
        facts.elf_class = 1;
        facts.machine = model::k_em_386;
        break;
      case 3: facts.data = 2; break;
      case 4: facts.type = model::k_et_exec; break;
      case 5: facts.type = model::k_et_rel; break;
      case 6: facts.dt_flags_1 |= 0x08000000; break;
      case 7: facts.has_dynamic = false; break;
      case 8: node.image.truncate_to = dice_.below(64); break;
      case 9:
        node.kind = Node::Kind::bytes;
        node.text = "GROUP ( /a/liba.so )" + std::string(60, '\n');
        break;
      case 10: node.kind = Node::Kind::directory; break;
      case 11: facts.has_load = false; break;
      case 12: facts.dt_flags_1 |= 0x40; break;
      case 13:
        if (musl_) facts.is_libc = true;
        facts.osabi = 3;
        break;
      case 14:
        if (!musl_) facts.osabi = 9;
        break;
      case 15:
        facts.osabi = 3;
        facts.abi_version = static_cast<std::uint8_t>(1 + dice_.below(6));
        break;
      case 16: facts.ident_padding = true; break;
      case 17: facts.version = 2; break;
      default: facts.abi_version = 1; break;
    }
  }

  std::string some_file() {
    Texts files;
    for (const auto& node : tree_.nodes)
      if (node.kind == Node::Kind::elf) files.push_back(node.path);
    return files.empty() ? "/t/e" : pick(files);
  }

  void make_link() {
    const auto path = directory() + "/" + pick(names_);
    const auto target = some_file();
    const auto kind = dice_.below(100);
    if (kind < 45) {
      add_link(path, target);
    } else if (kind < 65) {
      add_link(path, target.substr(target.rfind('/') + 1));
    } else if (kind < 85) {
      add({.path = path, .kind = Node::Kind::hard_link, .image = {}, .text = target});
    } else if (kind < 90) {
      add_link(path, "nowhere.so");
    } else if (kind < 93) {
      add_link(path, path.substr(path.rfind('/') + 1));  // itself
    } else if (kind < 96) {
      add_link(path, real_.interp());
    } else if (kind < 98) {
      add_link(path, "/t/e");
    } else {
      add_link(path, target + "/x");
    }
  }

  void make_oddity() {
    switch (dice_.below(4)) {
      case 0: add({.path = "/a", .kind = Node::Kind::directory, .image = {}, .text = {}, .mode = 0700}); break;
      case 1: add({.path = "/w/rel", .kind = Node::Kind::bytes, .image = {}, .text = "no directory", .mode = 0644}); break;
      case 2: add_link("/w/rel", "../a"); break;
      default: add_link("/w/a", "a"); break;
    }
  }

  void make_configuration() {
    if (musl_) {
      if (!dice_.chance(20)) return;
      std::string text;
      const auto lines = dice_.below(4);
      for (std::size_t i = 0; i < lines; ++i) text += pick(dirs_) + (dice_.chance(70) ? "\n" : ":");
      if (dice_.chance(10)) text = "# comment\n" + text;
      const std::string name = arm_ ? "/etc/ld-musl-aarch64.path" : "/etc/ld-musl-x86_64.path";
      add({.path = name, .kind = Node::Kind::bytes, .image = {}, .text = text, .mode = 0644});
      return;
    }
    if (dice_.chance(5))
      add({.path = "/etc/ld.so.preload",
           .kind = Node::Kind::bytes,
           .image = {},
           .text = pick(dirs_) + "/" + pick(names_) + " # x\n",
           .mode = 0644});
    if (!tree_.ldconfig || dice_.chance(20)) return;
    std::string text;
    const auto lines = 1 + dice_.below(4);
    for (std::size_t i = 0; i < lines; ++i) {
      const auto kind = dice_.below(100);
      if (kind < 70) {
        text += pick(dirs_) + "\n";
      } else if (kind < 80) {
        text += "include /etc/ld.so.conf.d/*.conf\n";
      } else if (kind < 84) {
        text += "include ld.so.conf.d/x.conf\n";
      } else {
        const Texts odd{"# comment\n",
                        "  /b/  # trailing\n",
                        "/c=libc6\n",
                        "hwcap 0 nosegneg\n",
                        "/d\n",
                        "\n",
                        "/a /b\n",
                        "/b///\r\n",
                        "a\n",
                        "/loop\n",
                        "include\n",
                        "/t/up\n",
                        "Include /etc/ld.so.conf.d/x.conf\n",
                        "/c"};
        text += pick(odd);
      }
    }
    add({.path = "/etc/ld.so.conf", .kind = Node::Kind::bytes, .image = {}, .text = text, .mode = 0644});
    for (const char* name : {"x.conf", "a.conf", ".hidden.conf", "y.txt"})
      if (dice_.chance(40))
        add({.path = std::string("/etc/ld.so.conf.d/") + name,
             .kind = Node::Kind::bytes,
             .image = {},
             .text = pick(dirs_) + "\n",
             .mode = 0644});
  }

  void make_program() {
    Node node;
    node.path = tree_.program;
    auto& facts = node.image.facts;
    facts = repo::scenario::program_facts(real_.machine(), real_.interp());
    if (tree_.mode == Mode::list && !musl_ && dice_.chance(50)) {
      facts = repo::scenario::library_facts(real_.machine(), dice_.chance(50) ? pick(names_) : std::string());
    } else {
      if (dice_.chance(20)) facts.type = model::k_et_exec;
      if (dice_.chance(10)) facts.dt_flags_1 &= ~0x08000000ULL;
      if (dice_.chance(10)) facts.soname = pick(names_);
    }
    add_tags(facts, 5, true);
    if (facts.edges.empty()) facts.edges.push_back({EdgeKind::needed, pick(names_)});
    if (!facts.runpath && !facts.rpath && dice_.chance(80)) facts.runpath = path_list(true);
    if (dice_.chance(12) && facts.runpath && tree_.program == "/t/e") make_alias();
    add(std::move(node));
    if (tree_.mode == Mode::start && dice_.chance(30)) tree_.nodes.back().mode = 04755;
  }

  // The program is started by another name: a link elsewhere.
  void make_alias() {
    add_link("/u/p", dice_.chance(50) ? "../t/e" : "/t/e");
    tree_.program = "/u/p";
  }

  Dice dice_;
  const RealLoader& real_;
  bool musl_;
  bool arm_ = false;
  bool merged_ = false;
  std::string triplet_;
  Texts names_;
  Texts dirs_;
  Tree tree_;
};

}  // namespace

Tree generate(std::uint64_t seed, const RealLoader& real) {
  return Maker(seed, real).make();
}

}  // namespace elfgate::oracle
