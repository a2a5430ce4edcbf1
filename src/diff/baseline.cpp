#include "diff/baseline.h"

#include <nlohmann/json.hpp>

namespace elfgate::diff {

namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

model::Severity severity_of(const std::string& word) {
  if (word == "error") return model::Severity::error;
  return word == "warning" ? model::Severity::warning : model::Severity::info;
}

}  // namespace

base::Result<std::vector<model::Finding>> read_baseline(const std::string& text, const std::string& subject) {
  const auto wrong = [&](const std::string& what) {
    return base::fail(base::ErrorCode::malformed, subject,
                      what + "; a baseline is what 'elfgate check SOURCE --report json=FILE' writes");
  };
  const auto document = json::parse(text, nullptr, false);
  if (document.is_discarded() || !document.is_object()) return wrong("it is no JSON document");
  if (text_of(document, "schema") != "elfgate-report/1") return wrong("it is no report of schema elfgate-report/1");
  const auto findings = document.find("findings");
  if (findings == document.end() || !findings->is_array()) return wrong("it has no list of findings");
  std::vector<model::Finding> out;
  for (const auto& item : *findings) {
    if (!item.is_object() || text_of(item, "rule").empty()) return wrong("one of its findings has no rule");
    model::Finding finding;
    finding.rule = text_of(item, "rule");
    finding.severity = severity_of(text_of(item, "severity"));
    finding.arch = text_of(item, "arch");
    finding.package = text_of(item, "package");
    finding.version = text_of(item, "version");
    finding.path = text_of(item, "path");
    finding.subject = text_of(item, "subject");
    finding.incomplete = true;  // known is known, also what could not be read
    out.push_back(std::move(finding));
  }
  return out;
}

}  // namespace elfgate::diff
