// One verdict about one package of one architecture and one subject, with everything a person needs to act on it.
// Strings only: a finding outlives every index and id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace elfgate::model {

enum class Severity : std::uint8_t { info = 0, warning = 1, error = 2 };

const char* name_of(Severity severity);

/// Who suffers from a finding, beside the object that has it.
struct Affected {
  std::uint64_t packages = 0;          ///< packages with a program that fails because of it, the own package included
  std::uint64_t programs = 0;
  std::vector<std::string> examples;   ///< at most five "package: /path", sorted
  bool operator==(const Affected&) const = default;
};

struct Finding {
  std::string rule;                    ///< kebab-case id, final once released
  Severity severity = Severity::error;
  std::string arch;
  std::string package;
  std::string version;
  std::string origin;
  std::string path;                    ///< virtual path of the object; empty when it is about the package
  std::string subject;                 ///< the library, version, interpreter, name it is about
  std::string message;                 ///< one sentence, what is wrong; without path and subject, which stand before it
  std::vector<std::string> searched;   ///< "RUNPATH of /usr/bin/x: /opt/lib" ... in search order
  std::vector<std::string> providers;  ///< "package: /path" that have it, sorted
  std::vector<std::string> notes;      ///< why, how it came about; further lines of the explanation
  Affected affects;
  std::vector<std::string> fix;        ///< what to do, most likely first
  std::optional<std::string> waived;   ///< reason of the waiver that covers it
  bool incomplete = false;             ///< "could not look": exit 3

  bool operator==(const Finding&) const = default;

  /// Report order (engine pass sort_findings).
  auto key() const { return std::tie(arch, package, version, path, rule, subject, message, origin); }
};

/// 16 hex digits from rule, architecture, package name, path and subject. No version and no line order, so that a baseline
/// survives a rebuild.
std::string fingerprint(const Finding& finding);

}  // namespace elfgate::model
