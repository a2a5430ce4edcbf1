#include "room_table.h"

#include <regex>
#include <sstream>

namespace elfgate::architecture {

RoomTable read_room_table(const SourceFile& document) {
  static const std::regex row(R"(^\|\s*`([a-z]+)/`\s*\|[^|]*\|([^|]*)\|\s*$)");
  RoomTable table;
  for (const std::string& line : document.lines) {
    std::smatch match;
    if (!std::regex_match(line, match, row)) continue;
    std::set<std::string>& allowed = table[match[1]];
    std::istringstream words(match[2].str());
    for (std::string word; words >> word;) {
      if (word != "-") allowed.insert(word);
    }
  }
  return table;
}

std::string room_of(const std::string& path) {
  if (!path.starts_with("src/")) return {};
  const std::size_t end = path.find('/', 4);
  return end == std::string::npos ? std::string() : path.substr(4, end - 4);
}

}  // namespace elfgate::architecture
