// A small root directory and one way of starting a program in it: what the generator makes, the sandbox runs, and the
// minimiser takes apart.
#pragma once

#include <string>
#include <vector>

#include "repo/scenario/elf_writer.h"

namespace elfgate::oracle {

struct Node {
  enum class Kind { elf, bytes, link, hard_link, directory };
  std::string path;  ///< virtual, absolute; parents are made as needed
  Kind kind = Kind::elf;
  repo::scenario::ElfImage image;  ///< elf
  std::string text;                ///< bytes: content; link: target; hard_link: virtual path of the file
  unsigned mode = 0755;
};

/// How the real program is asked.
enum class Mode {
  trace,  ///< LD_TRACE_LOADED_OBJECTS=1 PROGRAM, started by the kernel
  list,   ///< LOADER --list PROGRAM, as ldd does
  start   ///< PROGRAM, for real
};

struct Tree {
  std::vector<Node> nodes;
  std::string program = "/t/e";
  Mode mode = Mode::trace;
  std::string library_path;
  std::vector<std::string> preload;
  std::string cwd = "/";
  bool ldconfig = false;
};

/// Makes the nodes below the host directory ROOT, which may hold things already; later nodes do not replace earlier ones.
void write_tree(const Tree& tree, const std::string& root);

/// The tree as text, one node a line, for a report.
std::string to_text(const Tree& tree);

}  // namespace elfgate::oracle
