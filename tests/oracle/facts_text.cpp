#include "facts_text.h"

#include <sstream>

namespace elfgate::oracle {

std::string to_text(const model::ElfFacts& facts) {
  std::ostringstream out;
  if (facts.soname) out << " so=" << *facts.soname;
  for (const auto& edge : facts.edges)
    out << (edge.kind == model::EdgeKind::needed   ? " n="
            : edge.kind == model::EdgeKind::filter ? " filter="
                                                   : " aux=")
        << '"' << edge.name << '"';
  if (facts.rpath) out << " rp=\"" << *facts.rpath << '"';
  if (facts.runpath) out << " rup=\"" << *facts.runpath << '"';
  if (!facts.audit.empty()) out << " audit=\"" << facts.audit << '"';
  if (!facts.depaudit.empty()) out << " depaudit=\"" << facts.depaudit << '"';
  if (facts.elf_class != 2) out << " class=" << int{facts.elf_class};
  if (facts.data != 1) out << " data=" << int{facts.data};
  if (facts.osabi != 0) out << " osabi=" << int{facts.osabi};
  if (facts.abi_version != 0) out << " abi=" << int{facts.abi_version};
  if (facts.ident_padding) out << " padding";
  if (facts.ident_version != 1) out << " ident_version=" << int{facts.ident_version};
  if (facts.version != 1) out << " version=" << facts.version;
  out << " type=" << facts.type << " machine=" << facts.machine;
  if (facts.interp) out << " interp=" << *facts.interp;
  if (!facts.phentsize_ok) out << " bad-phentsize";
  if (!facts.has_load) out << " no-load";
  if (!facts.loads_aligned) out << " misaligned";
  if (!facts.has_dynamic) out << " no-dynamic";
  if (!facts.has_strtab) out << " no-strtab";
  if (facts.dt_flags_1 != 0) out << " flags_1=0x" << std::hex << facts.dt_flags_1 << std::dec;
  if (facts.x86_isa_needed != 0) out << " isa=0x" << std::hex << facts.x86_isa_needed << std::dec;
  if (facts.has_relr) out << " relr";
  if (facts.is_libc) out << " libc";
  if (facts.has_verdef) out << " verdef[";
  for (const auto& version : facts.defined_versions) out << version.name << '/' << version.flags << ' ';
  if (facts.has_verdef) out << "]";
  for (const auto& need : facts.needed_versions) {
    out << " verneed " << need.file << '[';
    for (const auto& version : need.versions) out << version.name << '/' << version.flags << ' ';
    out << ']';
  }
  return out.str();
}

}  // namespace elfgate::oracle
