#include "random_elf.h"

#include <algorithm>

namespace elfgate::oracle {
namespace {

using model::EdgeKind;
using repo::scenario::ElfImage;

constexpr std::uint64_t k_dt_soname = 14, k_dt_rpath = 15, k_dt_runpath = 29;
constexpr std::uint64_t k_df_1_nodeflib = 0x800, k_df_1_noopen = 0x40, k_df_1_pie = 0x08000000;

}  // namespace

void RandomElf::add_path_tags(ElfImage& image) {
  auto& facts = image.facts;
  if (dice_.chance(25)) facts.rpath = dice_.chance(4) ? "" : words_.path_list(true);
  if (dice_.chance(35)) facts.runpath = dice_.chance(5) ? "" : words_.path_list(true);
  // Of a tag that is there twice the last one counts.
  if (dice_.chance(2)) image.more_strings.push_back({k_dt_rpath, words_.path_list(true)});
  if (dice_.chance(2)) image.more_strings.push_back({k_dt_runpath, words_.path_list(true)});
  if (dice_.chance(2)) image.more_strings.push_back({k_dt_soname, words_.name()});
}

void RandomElf::add_flags(model::ElfFacts& facts, Mode mode) {
  if (dice_.chance(7)) facts.dt_flags_1 |= k_df_1_nodeflib;
  if (dice_.chance(3)) facts.dt_flags_1 |= k_df_1_noopen;
  if (dice_.chance(4)) facts.dt_flags_1 |= std::uint64_t{1} << dice_.below(11);  // INITFIRST, INTERPOSE, ORIGIN ...
  if (dice_.chance(3)) facts.dt_flags |= std::uint64_t{1} << dice_.below(2);     // ORIGIN, SYMBOLIC
  if (dice_.chance(3)) facts.exec_stack = dice_.chance(50) ? model::ExecStack::yes : model::ExecStack::no_header;
  if (!real_.aarch64() && !real_.musl()) {
    if (dice_.chance(3)) facts.x86_isa_needed = 1U << dice_.below(4);
    if (mode == Mode::start && dice_.chance(2)) facts.x86_isa_needed = 1U << (4 + dice_.below(3));  // of no CPU
  }
  if (dice_.chance(2) && mode != Mode::start) facts.has_relr = true;
}

void RandomElf::add_tags(ElfImage& image, unsigned most, Mode mode) {
  auto& facts = image.facts;
  const auto count = dice_.below(most + 1);
  for (std::size_t i = 0; i < count; ++i) {
    auto kind = EdgeKind::needed;
    if (dice_.chance(4)) kind = EdgeKind::filter;
    if (dice_.chance(5)) kind = EdgeKind::auxiliary;
    facts.edges.push_back({kind, words_.needed()});
  }
  if (mode != Mode::start && dice_.chance(3)) facts.edges.push_back({EdgeKind::needed, "libc.so.6"});
  if (facts.soname && dice_.chance(2)) facts.edges.push_back({EdgeKind::needed, *facts.soname});
  add_path_tags(image);
  add_flags(facts, mode);
  if (dice_.chance(12)) add_version_needs(facts, mode);
  if (dice_.chance(2)) facts.audit = words_.path_list(false);
  if (dice_.chance(2)) facts.depaudit = words_.needed();
}

void RandomElf::add_version_needs(model::ElfFacts& facts, Mode mode) {
  for (std::size_t i = dice_.chance(20) ? 2 : 1; i > 0; --i) {
    auto file = !facts.edges.empty() && dice_.chance(80) ? facts.edges[dice_.below(facts.edges.size())].name : words_.name();
    if (!real_.musl() && !real_.emulated() && dice_.chance(3)) file = "linux-vdso.so.1";
    Texts versions{dice_.chance(70) ? "V1" : "V2"};
    if (dice_.chance(30)) versions.emplace_back("V3");
    if (dice_.chance(8)) versions.push_back(file);  // the name of the base definition
    if (dice_.chance(4)) versions.emplace_back("GLIBC_ABI_DT_RELR");
    if (dice_.chance(4)) versions.emplace_back("LINUX_2.6");
    repo::scenario::need_versions(facts, file, versions, dice_.chance(25));
  }
  if (dice_.chance(4)) facts.needed_versions[dice_.below(facts.needed_versions.size())].revision = 2;
  if (mode == Mode::start) return;
  if (dice_.chance(10)) facts.has_relr = true;
}

void RandomElf::define_versions(model::ElfFacts& facts) {
  Texts versions{"V1"};
  if (dice_.chance(50)) versions.emplace_back("V2");
  if (dice_.chance(10)) versions.emplace_back("GLIBC_ABI_DT_RELR");
  repo::scenario::define_versions(facts, versions);
  auto& some = facts.defined_versions[dice_.below(facts.defined_versions.size())];
  if (dice_.chance(5)) some.revision = 2;
  if (dice_.chance(5)) some.hash ^= 1;
}

Node RandomElf::library(std::string path, const std::string& name, const Tree& tree) {
  Node node;
  node.path = std::move(path);
  auto& facts = node.image.facts;
  const auto soname = dice_.below(100);
  facts = repo::scenario::library_facts(real_.machine(), soname < 50 ? name : soname < 80 ? words_.name() : std::string());
  if (dice_.per_mille(15)) facts.soname = dice_.chance(50) ? "" : "x/" + words_.name();
  add_tags(node.image, 3, tree.mode);
  if (dice_.chance(20)) define_versions(facts);
  if (dice_.chance(4)) facts.interp = dice_.chance(60) ? real_.interp() : "/lib64/other.so";
  // Of two DT_SONAMEs ldconfig takes the first one where something says libc 6 before; the facts hold the last (oracle.md).
  const auto says_libc6 = [](const model::DynamicEdge& edge) { return edge.name == "libc.so.6"; };
  if (facts.interp || std::any_of(facts.edges.begin(), facts.edges.end(), says_libc6))
    std::erase_if(node.image.more_strings, [](const auto& more) { return more.tag == k_dt_soname; });
  if (dice_.chance(10)) spoil(node, tree.ldconfig);
  if (dice_.chance(3)) node.mode = dice_.chance(50) ? 0600 : dice_.chance(50) ? 0 : 04755;
  return node;
}

void RandomElf::spoil_identity(model::ElfFacts& facts) {
  switch (dice_.below(7)) {
    case 0: facts.osabi = 3; break;
    case 1: facts.osabi = 9; break;
    case 2:
      facts.osabi = 3;
      facts.abi_version = static_cast<std::uint8_t>(1 + dice_.below(6));
      break;
    case 3: facts.ident_padding = true; break;
    case 4: facts.version = 2; break;
    case 5: facts.ident_version = 2; break;
    default: facts.abi_version = 1; break;
  }
}

// Something that a loader may pass over, refuse, or trip over. musl looks at little of it, and what a file without PT_LOAD does
// to it is undefined.
//
// 32-bit files are made where no ldconfig runs: which of two types a soname gets there is up to the order of a directory.
void RandomElf::spoil(Node& node, bool ldconfig) {
  auto& facts = node.image.facts;
  const bool arm = real_.aarch64();
  switch (dice_.below(real_.musl() ? 13 : 19)) {
    case 0: facts.machine = arm ? model::k_em_x86_64 : model::k_em_aarch64; break;
    case 1: facts.machine = model::k_em_riscv; break;
    case 2:
      if (ldconfig) break;
      facts.elf_class = 1;
      facts.machine = model::k_em_386;
      break;
    case 3: facts.data = 2; break;
    case 4:
      if (!real_.musl() || !real_.emulated()) facts.type = model::k_et_exec;  // qemu has addresses of its own
      break;
    case 5: facts.type = model::k_et_rel; break;
    case 6: facts.dt_flags_1 |= k_df_1_pie; break;
    case 7:
      facts.has_dynamic = false;
      node.image.empty_dynamic = dice_.chance(40);
      break;
    case 8: node.image.truncate_to = dice_.below(64); break;
    case 9:
      node.kind = Node::Kind::bytes;
      node.text = "GROUP ( /a/liba.so )" + std::string(60, '\n');
      break;
    case 10: node.kind = Node::Kind::directory; break;
    case 11: node.kind = Node::Kind::device; break;
    case 12:
      if (real_.musl()) facts.is_libc = true;
      facts.osabi = 3;
      break;
    case 13: facts.has_load = false; break;
    case 14: facts.loads_aligned = false; break;
    case 15: facts.phentsize_ok = false; break;
    default: spoil_identity(facts); break;
  }
}

std::string RandomElf::other_interp() {
  const Texts others{"/t/ld.so", "/opt/m/lib/" + real_.interp().substr(real_.interp().rfind('/') + 1), "/" + real_.interp(),
                     "/t/.." + real_.interp(), "/ld-root.so"};
  return dice_.pick(others);
}

Node RandomElf::program(const Tree& tree) {
  Node node;
  node.path = "/t/e";
  auto& facts = node.image.facts;
  facts = repo::scenario::program_facts(real_.machine(), real_.interp());
  if (tree.mode == Mode::list && !real_.musl() && dice_.chance(50)) {
    facts = repo::scenario::library_facts(real_.machine(), dice_.chance(50) ? words_.name() : std::string());
  } else {
    if (dice_.chance(20)) facts.type = model::k_et_exec;
    if (dice_.chance(10)) facts.dt_flags_1 &= ~k_df_1_pie;
    if (dice_.chance(10)) facts.soname = words_.name();
    if (dice_.chance(8) && (real_.musl() || tree.mode != Mode::list)) facts.interp = other_interp();
  }
  add_tags(node.image, 5, tree.mode);
  if (facts.edges.empty()) facts.edges.push_back({EdgeKind::needed, words_.name()});
  if (!facts.runpath && !facts.rpath && dice_.chance(80)) facts.runpath = words_.path_list(true);
  if (tree.mode == Mode::start && !real_.emulated() && dice_.chance(30)) node.mode = dice_.chance(75) ? 04755 : 02755;
  return node;
}

}  // namespace elfgate::oracle
