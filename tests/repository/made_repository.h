// A real apk repository in a temporary folder, made by mkrepo from a scenario, gone after the test.
#pragma once

#include <elfgate/elfgate.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace elfgate::repository_test {

class MadeRepository {
 public:
  /// SCENARIO: text of a scenario.
  explicit MadeRepository(const std::string& scenario);
  ~MadeRepository();
  MadeRepository(const MadeRepository&) = delete;
  MadeRepository& operator=(const MadeRepository&) = delete;

  std::string path() const { return (folder_ / "repository").string(); }
  std::filesystem::path folder() const { return folder_; }
  /// All package files of one architecture, sorted.
  std::vector<std::filesystem::path> packages(const std::string& arch) const;

 private:
  std::filesystem::path folder_;
};

/// A repository of both architectures with broken and sound packages; what is broken is on purpose of several kinds.
std::string mixed_scenario();

CheckReport check_repository(const std::string& path, unsigned threads = 2, const std::string& facts = "");

/// "rule severity arch package path subject message" of each finding.
std::vector<std::string> lines(const CheckReport& report);
/// The same without findings of PACKAGE.
std::vector<std::string> lines_without(const CheckReport& report, const std::string& package);

}  // namespace elfgate::repository_test
