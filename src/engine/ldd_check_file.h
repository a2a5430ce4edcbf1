// One file, as ldd-check judges it: with the loader that the root has for its machine, as `ldd` would ask it. A strict look
// asks what a start of the file would ask: the interpreter that it names itself, and the symbol versions.
#pragma once

#include <string>
#include <vector>

#include "engine/ldd_entry.h"

namespace elfgate::engine {

struct LddCheckQuestion {
  std::string file;          ///< absolute inside the root
  std::string library_path;  ///< LD_LIBRARY_PATH of this file
  bool strict = false;
};

struct CheckedFile {
  enum class Kind : std::uint8_t {
    pass,
    fail,  ///< `why`: "missing liba.so.1", "file too short" ...
    not_dynamic,
    absent,  ///< "did not exist"
    no_file  ///< a directory, a device
  };
  Kind kind = Kind::not_dynamic;
  std::string why;
  std::vector<std::string> listing;  ///< the loader's lines, without newline
};

/// Never fails: what is wrong with the file is its result.
CheckedFile check_file(const Scene& scene, Scene::Walks& walks, const LddCheckQuestion& question);

}  // namespace elfgate::engine
