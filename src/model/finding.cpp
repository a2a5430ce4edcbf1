#include "model/finding.h"

#include "base/digest.h"

namespace elfgate::model {

const char* name_of(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "error";
}

std::string fingerprint(const Finding& finding) {
  std::string text;
  for (const auto* part : {&finding.rule, &finding.arch, &finding.package, &finding.path, &finding.subject}) {
    text += *part;
    text += '\0';
  }
  return base::to_hex(base::digest(base::DigestKind::sha256, base::as_bytes(text))).substr(0, 16);
}

}  // namespace elfgate::model
