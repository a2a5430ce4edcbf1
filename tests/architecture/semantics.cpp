#include "semantics.h"

#include <regex>

namespace elfgate::architecture {
namespace {

std::string joined(const SourceFile& file) {
  std::string text;
  for (const auto& line : file.lines) text.append(line).append("\n");
  return text;
}

template <typename Use>
void each_match(const std::string& text, const std::regex& pattern, Use use) {
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) use(*at);
}

void read_row(const std::string& line, Shown& shown) {
  static const std::regex first_cell(R"(^\| (R[0-9]+\.[0-9]+) \|)");
  static const std::regex name(R"(`([A-Za-z0-9_.-]+)`)");
  std::smatch rule;
  if (!std::regex_search(line, rule, first_cell)) return;
  const auto end = line.rfind('|');
  const auto begin = line.rfind('|', end - 1);
  auto& names = shown[rule[1]];
  each_match(line.substr(begin, end - begin), name, [&](const std::smatch& found) { names.insert(found[1]); });
}

void read_tests(const SourceFile& file, Shown& shown) {
  static const std::regex test(R"(TEST(?:_F|_P)?\(\s*([A-Za-z0-9]+),\s*([A-Za-z0-9_]+)\))");
  static const std::regex rule(R"(R([0-9]+)_([0-9]+)(?![0-9]))");
  each_match(joined(file), test, [&](const std::smatch& found) {
    const std::string suite = found[1];
    each_match(found[2], rule,
               [&](const std::smatch& number) { shown["R" + number[1].str() + "." + number[2].str()].insert(suite); });
  });
}

void read_scenario(const SourceFile& file, Shown& shown) {
  static const std::regex rule(R"(\b(R[0-9]+\.[0-9]+))");
  const auto name = file.path.substr(file.path.rfind('/') + 1);
  each_match(joined(file), rule, [&](const std::smatch& found) { shown[found[1]].insert(name); });
}

}  // namespace

Shown rules_documented(const std::vector<SourceFile>& documents) {
  Shown shown;
  for (const auto& document : documents)
    for (const auto& line : document.lines) read_row(line, shown);
  return shown;
}

Shown rules_tested(const std::vector<SourceFile>& files) {
  Shown shown;
  for (const auto& file : files) file.path.ends_with(".eg") ? read_scenario(file, shown) : read_tests(file, shown);
  return shown;
}

Breaches rules_without_witness(const Shown& documented, const Shown& tested) {
  Breaches breaches;
  for (const auto& [rule, names] : documented) {
    if (names.empty()) breaches.push_back(rule + ": its row in docs/semantics names no test that shows it");
    const auto known = tested.find(rule);
    for (const auto& name : names)
      if (known == tested.end() || !known->second.contains(name))
        breaches.push_back(rule + ": docs/semantics says that " + name + " shows it, and nothing there has that number");
  }
  for (const auto& [rule, names] : tested)
    if (!documented.contains(rule))
      breaches.push_back(rule + ": " + *names.begin() + " names it, and docs/semantics has no row for it");
  return breaches;
}

}  // namespace elfgate::architecture
