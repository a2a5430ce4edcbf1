// The distributions whose dynamic linkers the rules are about: their default directories are compiled in, their $LIB too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/elf_facts.h"

namespace elfgate::rules {

/// The versions of glibc that are modelled: 2.33 to 2.43.
inline constexpr unsigned k_first_glibc = 33, k_last_glibc = 43;

struct System {
  std::string real;  ///< the real loader of this system, as tests/oracle calls it; empty where it is never asked
  std::uint16_t machine = model::k_em_x86_64;
  std::string interp;
  std::string soname;                     ///< of the loader
  std::vector<std::string> default_dirs;  ///< as the loader stores them (R6.1)
  std::string lib_token;

  bool musl() const { return lib_token.empty(); }
};

System debian();  ///< Debian and Ubuntu, x86_64
System debian_arm64();
System upstream();  ///< --prefix=/usr and nothing else: Fedora, openSUSE; x86_64
System upstream_arm64();
System wolfi();
System alpine();  ///< musl, x86_64
System alpine_arm64();

/// The loader of SYSTEM as a file: its constants where R6.2 and R6.3 find them, and nothing else.
model::ElfFacts loader_of(const System& system, unsigned glibc_minor);

}  // namespace elfgate::rules
