// A small root directory and one way of starting a program in it: what the generator makes, the sandbox runs, and the
// minimiser takes apart.
#pragma once

#include <string>
#include <vector>

#include "repo/scenario/elf_writer.h"

namespace elfgate::oracle {

struct Node {
  enum class Kind { elf, bytes, link, hard_link, directory, device };
  std::string path;  ///< virtual, absolute; parents are made as needed
  Kind kind = Kind::elf;
  repo::scenario::ElfImage image;  ///< elf
  std::string text;  ///< bytes: content; link: target; hard_link: virtual path of the file; device: none, /dev/null
  unsigned mode = 0755;
};

/// How the real program is asked.
enum class Mode {
  trace,  ///< LD_TRACE_LOADED_OBJECTS=1 PROGRAM, started by the kernel
  list,   ///< LOADER --list PROGRAM, as ldd does
  start   ///< PROGRAM, for real
};

/// What becomes of ld.so.cache after ldconfig has written it.
struct CacheDamage {
  enum class Kind { none, cut, overwritten, garbage };
  Kind kind = Kind::none;
  unsigned at = 0;  ///< in thousandths of the file
  unsigned char byte = 0;
};

struct Tree {
  std::vector<Node> nodes;
  std::string program = "/t/e";
  Mode mode = Mode::trace;
  std::string library_path;
  std::vector<std::string> preload;
  std::string cwd = "/";
  bool ldconfig = false;
  std::vector<std::string> removed_later;  ///< after ldconfig
  std::vector<Node> added_later;
  CacheDamage damage;
};

/// Makes NODES below the host directory ROOT, which may hold things already; later nodes do not replace earlier ones.
void write_nodes(const std::vector<Node>& nodes, const std::string& root);

/// What happens below ROOT after ldconfig.
void age(const Tree& tree, const std::string& root);

/// The tree as text, one node a line, for a report.
std::string to_text(const Tree& tree);

}  // namespace elfgate::oracle
