// Foreign text in Markdown: names in packages are bytes of anybody's choice. Everything that Markdown or HTML would read is
// written as an entity, and an "@" calls nobody.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace elfgate::report::markdown {

inline constexpr std::size_t k_cell = 300;  ///< bytes of one table cell before escaping

/// TEXT, already shown, without anything that Markdown or HTML reads.
std::string escaped(std::string_view text);

/// At most SIZE bytes of TEXT, whole characters.
std::string cut(const std::string& text, std::size_t size = k_cell);

/// TEXT as code, cut and escaped; empty for an empty one.
std::string code(const std::string& text);

/// Names as code, separated by blanks, at most MOST of them and how many more there are.
std::string codes(const std::vector<std::string>& names, std::size_t most);

/// A list with one item for each of TEXTS: "- label: text".
std::string items(const std::string& label, const std::vector<std::string>& texts);

}  // namespace elfgate::report::markdown
