// The install closure of a world of packages, per dependency system. An engine is built once over the sorted packages
// of one architecture (noarch packages included) and then asked from several threads.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/closure.h"
#include "model/package_list.h"

namespace elfgate::closure {

/// What is to be installed together on an empty root.
struct World {
  std::vector<std::string> base;    ///< dependency words of the base system; each may be absent without harm to the question
  std::vector<std::string> wanted;  ///< dependency words asked for ("curl", "so:libz.so.1", "curl=8.1-r0")
  std::vector<model::PackageId> packages;  ///< exact packages asked for, whatever an install by name would choose
  bool reasons = true;                     ///< fill in ClosureMember::why; who asks for thousands of closures may not want it
};

/// REQUIRES of implementations: install() is const, re-entrant and deterministic.
class ClosureEngine {
 public:
  virtual ~ClosureEngine() = default;
  virtual model::Closure install(const World& world) const = 0;
  /// Packages that provide NAME (own name included), best first as the installer would choose.
  virtual std::vector<model::PackageId> providers(const std::string& name) const = 0;
};

/// PACKAGES: index is the PackageId; must outlive the engine. ARCH: what the root runs on.
using MakeEngine = std::unique_ptr<ClosureEngine> (*)(const model::PackageList& packages, const std::string& arch);

/// apk: the fast engine with its certificate, the exact engine (S3-S13) for worlds it does not cover.
std::unique_ptr<ClosureEngine> make_apk_engine(const model::PackageList& packages, const std::string& arch);
/// apk, exact engine for every world: the reference in tests and benchmarks.
std::unique_ptr<ClosureEngine> make_apk_exact_engine(const model::PackageList& packages, const std::string& arch);
/// apko's resolver (section 5.6).
std::unique_ptr<ClosureEngine> make_apko_engine(const model::PackageList& packages, const std::string& arch);
/// The same, that may not choose the packages whose flag in REFUSED is set: apko leaves out what another architecture of the
/// image does not have (R6).
std::unique_ptr<ClosureEngine> make_apko_engine(const model::PackageList& packages, const std::string& arch,
                                                std::vector<char> refused);
/// dpkg/apt: first installable alternative, real package before virtual, versions respected.
std::unique_ptr<ClosureEngine> make_deb_engine(const model::PackageList& packages, const std::string& arch);
/// No dependency system (a root directory): everything is there.
std::unique_ptr<ClosureEngine> make_flat_engine(const model::PackageList& packages, const std::string& arch);

}  // namespace elfgate::closure
