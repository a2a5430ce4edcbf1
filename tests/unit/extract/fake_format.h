// A package format whose package is whatever the test wrote down.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "extract/extract.h"

namespace elfgate::extract::test {

struct FakeEntry {
  repo::PackageEntry entry;
  std::string content;
};

/// What FakeFormat streams; one at a time.
struct FakePackage {
  repo::PackageMetadata metadata;
  std::vector<std::pair<std::string, std::string>> scripts;
  std::vector<FakeEntry> entries;
  std::vector<model::Problem> notes;
  std::optional<base::Error> failure;  // after everything was streamed
  std::function<void()> before_failure;

  FakePackage& file(std::string path, std::string content, std::uint32_t mode = 0644) {
    repo::PackageEntry entry;
    entry.path = std::move(path);
    entry.mode = mode;
    entry.size = content.size();
    entries.push_back({std::move(entry), std::move(content)});
    return *this;
  }
  FakePackage& other(repo::EntryType type, std::string path, std::string target = "") {
    repo::PackageEntry entry;
    entry.type = type;
    entry.path = std::move(path);
    entry.target = std::move(target);
    entries.push_back({std::move(entry), ""});
    return *this;
  }
};

/// Facts of PACKAGE, through the door that everybody uses.
model::PackageFacts extract(const FakePackage& package, const ExtractOptions& options = {});

}  // namespace elfgate::extract::test
