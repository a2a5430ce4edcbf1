#include "random_conf.h"

namespace elfgate::oracle {

Node RandomConf::file(std::string path, std::string text) {
  return {.path = std::move(path), .kind = Node::Kind::bytes, .image = {}, .text = std::move(text), .mode = 0644};
}

void RandomConf::add_to(Tree& tree) {
  if (real_.musl()) return add_musl_path(tree);
  if (dice_.chance(7)) {
    tree.nodes.push_back(file("/etc/ld.so.preload", preload_text()));
    if (dice_.chance(5)) tree.nodes.back().mode = 0600;
  }
  if (tree.ldconfig && dice_.chance(80)) add_ld_so_conf(tree);
}

void RandomConf::add_musl_path(Tree& tree) {
  if (!dice_.chance(25)) return;
  std::string text;
  const auto lines = dice_.below(4);
  for (std::size_t i = 0; i < lines; ++i) text += words_.directory() + (dice_.chance(70) ? "\n" : ":");
  if (dice_.chance(8)) text = "# comment\n" + text;
  if (dice_.chance(8)) text += words_.element() + "\n";
  if (dice_.chance(4)) text += " /a\n/b \n";
  if (dice_.chance(4)) text += std::string("/b\0/c\n", 6);
  const std::string arch = real_.aarch64() ? "aarch64" : "x86_64";
  const Texts places{"/etc", "/etc", "/etc", "/opt/m/etc", "/t/etc", "/usr/etc"};
  const auto path = dice_.pick(places) + "/ld-musl-" + arch + ".path";
  switch (dice_.below(20)) {
    case 0: tree.nodes.push_back({.path = path, .kind = Node::Kind::directory, .image = {}, .text = {}}); return;
    case 1: tree.nodes.push_back({.path = path, .kind = Node::Kind::link, .image = {}, .text = "nowhere"}); return;
    case 2:
      tree.nodes.push_back({.path = path, .kind = Node::Kind::link, .image = {}, .text = path.substr(path.rfind('/') + 1)});
      return;
    case 3:
      tree.nodes.push_back(file("/etc/real.path", text));
      tree.nodes.push_back({.path = path, .kind = Node::Kind::link, .image = {}, .text = "/etc/real.path"});
      return;
    default: tree.nodes.push_back(file(path, text)); break;
  }
  if (dice_.chance(4)) tree.nodes.back().mode = 0600;
}

std::string RandomConf::preload_text() {
  std::string text;
  const auto count = 1 + dice_.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    if (dice_.chance(20)) text += "# " + words_.name() + "\n";
    text += words_.preloaded();
    const Texts ends{"\n", " ", "\t", ":", " # " + words_.name() + "\n", "#\n", "\n\n", ""};
    text += dice_.pick(ends);
  }
  return text;
}

std::string RandomConf::conf_line() {
  const auto kind = dice_.below(100);
  if (kind < 66) return words_.directory() + "\n";
  if (kind < 74) return "include /etc/ld.so.conf.d/*.conf\n";
  static const Texts odd{"# comment\n",
                         "  /b/  # trailing\n",
                         "/c=libc6\n",
                         "/c=\n",
                         "hwcap 0 nosegneg\n",
                         "HWCAP\t0 x\n",
                         "hwcap\n",
                         "/d\n",
                         "\n",
                         " \t \n",
                         "/a /b\n",
                         "/b///\r\n",
                         "a\n",
                         "./b\n",
                         "/loop\n",
                         "/t/e\n",
                         "include\n",
                         "/t/up\n",
                         "/far\n",
                         "Include /etc/ld.so.conf.d/x.conf\n",
                         "include ld.so.conf.d/x.conf\n",
                         "include\tld.so.conf.d/[ay].conf ld.so.conf.d/?.txt\n",
                         "include /etc/*.d/[!x]*.conf\n",
                         "include ./ld.so.conf.d/../ld.so.conf.d/a.conf\n",
                         "include /etc/missing/*.conf\n",
                         "include ld.so.conf.d\n",
                         "include ld.so.conf.d/.*.conf\n",
                         "include ld.so.conf.d/\\x.conf\n",
                         "/a/../b\n",
                         "//a\n",
                         "/\n",
                         "/a:/b\n",
                         "/usr/lib\n",
                         "/lib\n",
                         "/c"};
  return dice_.pick(odd);
}

std::string RandomConf::conf_text(std::size_t lines) {
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) text += conf_line();
  return text;
}

void RandomConf::add_ld_so_conf(Tree& tree) {
  tree.nodes.push_back(file("/etc/ld.so.conf", conf_text(1 + dice_.below(4))));
  for (const char* name : {"x.conf", "a.conf", ".hidden.conf", "y.txt", "y.conf"}) {
    if (!dice_.chance(40)) continue;
    auto text = words_.directory() + "\n";
    if (dice_.chance(15)) text += "include sub/*.conf\n";
    if (dice_.chance(15)) text += dice_.chance(50) ? "# none\n" : words_.directory();
    tree.nodes.push_back(file(std::string("/etc/ld.so.conf.d/") + name, text));
  }
  if (dice_.chance(10)) tree.nodes.push_back(file("/etc/ld.so.conf.d/sub/z.conf", words_.directory() + "\n"));
}

}  // namespace elfgate::oracle
