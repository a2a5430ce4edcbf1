// A user of the installed library in C++: asks about one source and prints what is missing, as README.md shows.
#include <elfgate/elfgate.hpp>
#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  elfgate::CheckOptions options;
  options.sources = {argv[1]};
  options.only_rules = {"missing-library"};
  const elfgate::CheckReport report = elfgate::check(options);
  if (report.status == elfgate::Status::failed) {
    std::cerr << report.error << '\n';
    return 2;
  }
  for (const elfgate::Finding& finding : report.findings) {
    std::cout << finding.arch << ' ' << finding.package << ' ' << finding.path << " needs " << finding.subject << '\n';
  }
  const bool as_expected = report.status == elfgate::Status::findings && report.findings.size() == 2 &&
                           report.findings.front().subject == "libabsent.so.1" &&
                           elfgate::render(report, {.format = "json"}).find("libabsent.so.1") != std::string::npos;
  return as_expected ? 0 : 1;
}
