// Lists for people and for `cut`: one row a line, first column without blanks.
#pragma once

#include <string>
#include <vector>

namespace elfgate::command {

/// ROWS with their columns aligned and two blanks between them, each line behind INDENT.
std::string table(const std::vector<std::vector<std::string>>& rows, const std::string& indent = "");

}  // namespace elfgate::command
