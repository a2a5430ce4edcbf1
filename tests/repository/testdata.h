// The scenarios of testdata/ as texts, for tests that ask something of all of them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace elfgate::repository_test {

/// Sources: every scenario file, and its state "#after" where it has one.
inline std::vector<std::string> scenario_sources() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(ELFGATE_SOURCE_DIR "/testdata")) {
    if (entry.path().extension() != ".eg") continue;
    out.push_back(entry.path());
    std::ifstream in(entry.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (text.find("\nafter\n") != std::string::npos) out.push_back(entry.path().string() + "#after");
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace elfgate::repository_test
