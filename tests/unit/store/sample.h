// Facts in which every field has a value of its own, none of them a default, and names are bytes of every kind.
#pragma once

#include <string>

#include "model/package_facts.h"

namespace elfgate::store::test {

using namespace std::string_literals;

/// Not UTF-8, with a NUL, a quote and a newline.
inline const std::string k_odd = "odd\xff\0\"\n\xc3"s;

inline model::ElfFacts full_elf() {
  model::ElfFacts elf;
  elf.elf_class = 2;
  elf.data = 1;
  elf.ident_version = 3;
  elf.osabi = 4;
  elf.abi_version = 5;
  elf.ident_padding = true;
  elf.type = 3;
  elf.machine = 183;
  elf.version = 0xFFFFFFFE;
  elf.flags = 0x80000001;
  elf.phentsize_ok = false;
  elf.has_load = true;
  elf.loads_aligned = false;
  elf.has_dynamic = true;
  elf.has_sections = true;
  elf.exec_stack = model::ExecStack::yes;
  elf.interp = "/lib/ld-linux-aarch64.so.1";
  elf.x86_isa_needed = 9;
  elf.edges = {{model::EdgeKind::needed, "libz.so.1"}, {model::EdgeKind::auxiliary, k_odd}, {model::EdgeKind::filter, ""}};
  elf.soname = "";  // present and empty is not absent
  elf.rpath = k_odd;
  elf.runpath = "$ORIGIN/../lib";
  elf.audit = "audit.so";
  elf.depaudit = "depaudit.so";
  elf.dt_flags = 0x8000000000000008;
  elf.dt_flags_1 = 0x8000000008000001;
  elf.has_relr = true;
  elf.has_verdef = true;
  elf.has_strtab = true;
  elf.defined_versions = {{"libz.so.1", 1, 0xFFFFFFFF, 2}, {k_odd, 2, 7, 1}};
  elf.needed_versions = {{"libc.so.6", 7, {{"GLIBC_2.17", 2, 0x6969197}, {k_odd, 1, 3}}}, {k_odd, 1, {}}};
  elf.is_libc = true;
  elf.dlopen_notes = {{{"libfido2.so.1", k_odd}, model::DlopenPriority::suggested, "fido2", "Support for FIDO2"},
                      {{}, model::DlopenPriority::required, "", ""}};
  elf.loader =
      model::LoaderConstants{model::LoaderConstants::Family::musl, {"/lib/", k_odd}, "lib/x", "/etc/ld.so.cache", "2.36", true};
  return elf;
}

inline model::PackageFacts full_facts() {
  model::PackageFacts facts;
  facts.name = "zlib";
  facts.version = "1.2.13-r0";
  facts.arch = "aarch64";
  facts.origin = "zlib-src";
  facts.multi_arch = "same";
  facts.relations = {
      {"so:libc.musl-aarch64.so.1", k_odd}, {"so:libz.so.1=1.2.13"}, {"zlib-ng"}, {"base", "docs"}, {"old-zlib"}, 10, 20};
  facts.vendored = {"so:libold.so"};
  facts.files = {
      {"/usr/bin/x", 04755, 1, 2, 1ULL << 40, model::FileContent::elf, true, "", full_elf(), std::string(32, '\xfe')},
      {"/usr/lib/" + k_odd, 0644, 0, 0, 0, model::FileContent::too_short, false, "", {}, ""},
      {"/usr/lib/script", 0755, 0, 0, 10, model::FileContent::script, false, "/bin/sh", {}, ""},
      {"no-slash", 0, 0, 0, 0, model::FileContent::broken_elf, false, "", {}, ""},
      {"", 0, 0, 0, 0, model::FileContent::text, false, "", {}, ""},
      {"/ends/with/", 0, 0, 0, 0, model::FileContent::text, false, "", {}, ""},
  };
  facts.symlinks = {{"/usr/lib/libz.so.1", "libz.so.1.2.13"}, {"/" + k_odd, k_odd}};
  facts.hard_links = {{"/usr/bin/y", "/usr/bin/x"}};
  facts.directories = {"/usr", "/usr/lib", k_odd};
  facts.confs = {{"/etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n" + k_odd}};
  facts.install_links = {{"/usr/bin/vi", "/usr/bin/vim", -50, "postinst"}};
  facts.pkg_configs = {{"/usr/lib/pkgconfig/zlib.pc", "1.2.13", {"libfoo >= 1", k_odd}}};
  facts.scripts = {"post-install", "postinst"};
  facts.problems = {
      {model::Problem::Kind::malformed_elf, "/usr/bin/bad", "", {base::ErrorCode::truncated, k_odd, 0, "ends early"}},
      {model::Problem::Kind::unreadable, "", "C28", {base::ErrorCode::mismatch, "x.apk", std::nullopt, ""}},
      {model::Problem::Kind::note, "/p", "C6", {base::ErrorCode::not_found, "", ~0ULL, "d"}},
  };
  facts.other_paths = {"/usr/share/a", "/usr/share/b", "/usr/share/doc/" + k_odd, "/usr/share/z", "bare", "", "/"};
  return facts;
}

}  // namespace elfgate::store::test
