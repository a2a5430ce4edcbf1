// A sink that checks what every format promises about entries: absolute virtual paths without odd components.
#pragma once

#include <cstdlib>
#include <string>

#include "base/vpath.h"
#include "repo/format.h"

namespace elfgate::fuzz {

class EntryCheck final : public repo::EntrySink {
 public:
  base::Result<void> metadata(repo::PackageMetadata metadata) override {
    if (metadata.name.empty() || metadata.name.find('/') != std::string::npos) std::abort();
    return {};
  }
  base::Result<void> script(std::string_view, std::string_view content) override {
    if (content.size() > 262144) std::abort();
    return {};
  }
  base::Result<void> entry(const repo::PackageEntry& entry, base::ByteSource& content) override {
    if (entry.path.empty() || entry.path[0] != '/') std::abort();
    if (entry.path != "/" && base::has_odd_component(entry.path)) std::abort();
    const auto text = base::read_all(content, 1ULL << 40, "fuzz");
    if (text && text->size() != entry.size) std::abort();
    if (entry.type != repo::EntryType::file && text && !text->empty()) std::abort();
    return {};
  }
  void note(model::Problem problem) override {
    if (problem.rule.empty()) std::abort();
  }
};

}  // namespace elfgate::fuzz
