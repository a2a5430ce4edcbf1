// compare_closures: holds the closures of an index against what a real apk selected from it, package for package and in
// order. Not part of the test suite, because the answers of a real distribution are not ours to keep:
//
//   compare_closures INDEX CLOSURES.tsv [BASE...]
//
// CLOSURES has one line a world: NAME (several with blanks), "ok" or "fail", then the packages in install order or apk's
// message, separated by tabs. Of a message only the class counts (S13). Exit 1 when anything differs.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "base/text.h"
#include "closure/engine.h"
#include "repo/format.h"

namespace {

using namespace elfgate;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const auto word : base::words(text, " ")) words.emplace_back(word);
  return words;
}

// The first class that apk's message names.
std::string class_in(std::string_view message) {
  static constexpr std::pair<std::string_view, const char*> k_marks[] = {{"(no such package)", "no-such-package"},
                                                                         {"(virtual)", "virtual"},
                                                                         {"breaks:", "breaks"},
                                                                         {"conflicts:", "conflicts"},
                                                                         {"error: uninstallable", "uninstallable"}};
  std::size_t first = std::string_view::npos;
  std::string found = "unknown: " + std::string(message);
  for (const auto& [mark, name] : k_marks) {
    if (const auto at = message.find(mark); at < first) {
      first = at;
      found = name;
    }
  }
  return found;
}

std::string answer_of(const model::PackageList& packages, const model::Closure& closure) {
  if (!closure.ok()) return model::name_of(closure.failure);
  std::string text;
  for (const auto& member : closure.members) {
    const auto& ref = packages[model::to_index(member.package)];
    text += (text.empty() ? "" : " ") + ref.name + "-" + ref.version;
  }
  return text;
}

struct Line {
  std::string wanted, expected;
};

std::vector<Line> read_lines(const char* path) {
  std::vector<Line> lines;
  std::ifstream file(path);
  for (std::string text; std::getline(file, text);) {
    const auto fields = base::split(text, '\t');
    if (fields.size() < 3) continue;
    const auto rest = std::string(base::trim(fields[2]));
    lines.push_back({std::string(fields[0]), fields[1] == "ok" ? rest : class_in(rest)});
  }
  return lines;
}

// How many lines differ.
std::size_t compare(const closure::ClosureEngine& engine, const char* which, const model::PackageList& packages,
                    const std::vector<Line>& lines, const std::vector<std::string>& base) {
  std::size_t different = 0, order_dependent = 0;
  for (const auto& line : lines) {
    const auto closure = engine.install({base, words_of(line.wanted), {}});
    order_dependent += closure.order_dependent ? 1 : 0;
    const auto answer = answer_of(packages, closure);
    if (answer == line.expected) continue;
    ++different;
    std::cout << line.wanted << "\n  apk:     " << line.expected << "\n  elfgate: " << answer << "\n";
  }
  std::cout << which << ": " << lines.size() << " closures, " << different << " different, " << order_dependent
            << " order dependent\n";
  return different;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: compare_closures INDEX CLOSURES.tsv [BASE...]\n";
    return 2;
  }
  const auto format = repo::format_of(argv[1]);
  const auto listing = format ? (*format)->open(argv[1], {}) : tl::unexpected(format.error());
  if (!listing || listing->arches.size() != 1) {
    std::cerr << argv[1] << ": " << (listing ? "not one architecture" : base::to_text(listing.error())) << "\n";
    return 2;
  }
  const auto lines = read_lines(argv[2]);
  if (lines.empty()) {
    std::cerr << argv[2] << ": no closures\n";
    return 2;
  }
  const std::vector<std::string> base(argv + 3, argv + argc);
  const auto& arch = listing->arches.front();
  const auto fast = closure::make_apk_engine(listing->packages, arch);
  const auto exact = closure::make_apk_exact_engine(listing->packages, arch);
  const auto different = compare(*exact, "exact engine", listing->packages, lines, base) +
                         compare(*fast, "fast engine", listing->packages, lines, base);
  return different == 0 ? 0 : 1;
}
