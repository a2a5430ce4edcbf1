#include "made_repository.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace elfgate::repository_test {

namespace fs = std::filesystem;

MadeRepository::MadeRepository(const std::string& scenario) {
  std::string name = (fs::temp_directory_path() / "elfgate-repository-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  folder_ = name;
  const auto file = folder_ / "scenario.eg";
  std::ofstream(file) << scenario;
  const pid_t child = fork();
  if (child == 0) {
    execl(MKREPO, MKREPO, file.c_str(), path().c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) throw std::runtime_error("mkrepo failed");
}

MadeRepository::~MadeRepository() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::vector<fs::path> MadeRepository::packages(const std::string& arch) const {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(path()) / arch))
    if (entry.path().extension() == ".apk") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string mixed_scenario() {
  return R"(scenario "sound and broken packages side by side"
libc wolfi
generate melange

package zlib 1.3.1-r51
  library usr/lib/libz.so.1
    needed libc.so.6
package curl 8.11.0-r0
  program usr/bin/curl
    needed libcurl.so.4 libc.so.6
package libcurl 8.11.0-r0
  library usr/lib/libcurl.so.4
    needed libz.so.1 libc.so.6
package aws 2.22.0-r0
  no-depends
  depends so:libc.so.6 so:%ldso%
  program usr/bin/aws
    needed libz.so.1 libc.so.6
package psql 17.2-r0
  no-depends
  depends so:libc.so.6 so:%ldso%
  program usr/bin/psql
    needed libreadline.so.8 libc.so.6
)";
}

CheckReport check_repository(const std::string& path, unsigned threads, const std::string& facts) {
  CheckOptions options;
  options.sources = {path};
  options.threads = threads;
  options.facts_path = facts;
  return check(options);
}

std::vector<std::string> lines(const CheckReport& report) {
  return lines_without(report, "");
}

std::vector<std::string> lines_without(const CheckReport& report, const std::string& package) {
  std::vector<std::string> all;
  for (const auto& f : report.findings)
    if (f.package != package)
      all.push_back(f.rule + " " + f.arch + " " + f.package + " " + f.path + " " + f.subject + " " + f.message);
  return all;
}

}  // namespace elfgate::repository_test
