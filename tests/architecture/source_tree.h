// The files of the project as texts, so that the layer rules are functions of text and can be tried on invented files.
#pragma once

#include <string>
#include <vector>

namespace elfgate::architecture {

/// One text file, its path relative to the top of the tree.
struct SourceFile {
  std::string path;
  std::vector<std::string> lines;
};

/// One `#include`, as it is written.
struct Include {
  std::string target;    ///< "model/finding.h"
  bool quoted = false;   ///< "..." rather than <...>
  std::size_t line = 0;  ///< counted from 1
};

/// Splits TEXT into a SourceFile.
SourceFile make_file(std::string path, const std::string& text);

/// All files below FOLDERS of ROOT with one of the ENDINGS, sorted by path.
std::vector<SourceFile> read_tree(const std::string& root, const std::vector<std::string>& folders,
                                  const std::vector<std::string>& endings);

/// Every include line of FILE, comments left out.
std::vector<Include> includes_of(const SourceFile& file);

/// LINE without a // comment and without the contents of string literals.
std::string code_of(const std::string& line);

}  // namespace elfgate::architecture
