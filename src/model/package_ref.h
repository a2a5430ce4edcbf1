// A package as an index lists it: who it is, what it asks for, where its bytes are. No byte of it has been read.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace elfgate::model {

/// Whose rules decide what an install brings in.
enum class PackageSystem : std::uint8_t { none = 0, apk = 1, deb = 2 };

/// The dependency words of a package, verbatim. apk: one item each ("so:libz.so.1", "!x", "y>=1.2"). deb: one
/// comma-separated clause each, alternatives inside ("a (>= 1) | b:any").
struct Relations {
  std::vector<std::string> depends;     ///< deb: Pre-Depends first, then Depends
  std::vector<std::string> provides;
  std::vector<std::string> conflicts;   ///< deb: Conflicts and Breaks; apk keeps its "!x" in depends
  std::vector<std::string> install_if;  ///< apk only
  std::vector<std::string> replaces;    ///< decides who owns a file of two packages (D15)
  std::uint32_t provider_priority = 0;  ///< apk `k:`, already modulo 65536 (C25)
  std::uint32_t replaces_priority = 0;  ///< apk
  bool operator==(const Relations&) const = default;
};

/// One package of one architecture. Plain value, owned strings.
struct PackageRef {
  std::string arch;     ///< "x86_64", "aarch64", ...; "noarch" for packages of every architecture ("all" of deb)
  std::string name;
  std::string version;
  std::string origin;   ///< source package; the name where none is given
  std::string identity; ///< what the index pins: apk "Q1..." (C26), deb "sha256:<hex>"; empty when nothing pins it
  std::uint64_t size = 0;           ///< bytes of the package file; 0 when the index does not say
  std::uint64_t installed_size = 0; ///< bytes; apk: 0 is a meta package
  PackageSystem system = PackageSystem::none;
  Relations relations;
  std::string multi_arch;  ///< deb: "same", "foreign", "allowed" or ""
  std::string location;    ///< host path of the package file, or the scenario/root it lives in; empty when an index lists a
                           ///< file that is not there; never printed as identity
  std::uint32_t layer = 0; ///< which source of the command line, 0 first
  std::uint32_t order = 0; ///< position in its index: apk's last tie-breaker (I11)
  std::string uninstallable;  ///< why the package system would never select it, as far as its index record says: a foreign
                              ///< architecture, an unknown field (I6); empty otherwise
  bool indexed = false;    ///< an index lists it (a directory of loose packages has no index)

  bool operator==(const PackageRef&) const = default;

  /// Sort key of every listing and report.
  auto key() const { return std::tie(arch, name, version, identity, layer, order); }
};

}  // namespace elfgate::model
