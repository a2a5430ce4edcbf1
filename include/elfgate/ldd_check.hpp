// elfgate: are all libraries of installed packages found? (public C++ interface of `elfgate ldd-check`). The questions and
// answers are those of the ldd-check tool of Wolfi's test stanzas; nothing is run to answer them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "elfgate/elfgate.hpp"

namespace elfgate {

struct LddCheckOptions {
  std::string root = "/";
  std::vector<std::string> packages;              ///< installed packages: their programs and libraries
  std::vector<std::string> files;                 ///< paths inside root; each has to be a dynamic program or library
  std::vector<std::string> exclude_files;         ///< shell patterns of whole paths; `*` also matches '/'
  std::string library_path;                       ///< LD_LIBRARY_PATH, in front of which Python's package directories come
  bool verbose = false;                           ///< what the loader lists, and what is passed over
  bool strict = false;                            ///< symbol versions and interpreters too
  bool allow_empty = false;                       ///< nothing examined is clean
  unsigned threads = 0;                           ///< 0: one per processor
  std::function<void(std::string_view)> on_line;  ///< gets each line, newline included, in order; never by two threads at once
  std::function<bool()> should_stop;
};

struct LddCheckReport {
  Status status = Status::failed;  ///< findings: a file failed; incomplete: nothing examined, or something could not be read
  std::string error;               ///< when status is failed
  std::uint64_t passes = 0, fails = 0, excluded = 0;
  std::string text;  ///< all lines, when on_line is empty
};

ELFGATE_API LddCheckReport ldd_check(const LddCheckOptions& options);

}  // namespace elfgate
