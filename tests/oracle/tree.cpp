#include "tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "facts_text.h"

namespace elfgate::oracle {
namespace {

namespace fs = std::filesystem;

// Makes the parents of HOST below ROOT; false when something that is no directory stands in the way.
bool make_parents(const std::string& root, const std::string& path) {
  std::string host = root;
  for (std::size_t at = 1; at < path.size(); ++at) {
    const auto end = path.find('/', at);
    if (end == std::string::npos) return true;
    host = root + path.substr(0, end);
    struct stat status {};
    if (lstat(host.c_str(), &status) == 0) {
      // A link that is absolute means something else outside of the chroot: nothing is written through links.
      if (!S_ISDIR(status.st_mode)) return false;
    } else if (mkdir(host.c_str(), 0755) != 0) {
      return false;
    }
    at = end;
  }
  return true;
}

void write_node(const Node& node, const std::string& root) {
  const auto host = root + node.path;
  struct stat status {};
  if (!make_parents(root, node.path) || lstat(host.c_str(), &status) == 0) return;
  switch (node.kind) {
    case Node::Kind::directory:
      mkdir(host.c_str(), 0755);
      chmod(host.c_str(), node.mode);
      return;
    case Node::Kind::link:
      if (symlink(node.text.c_str(), host.c_str()) != 0) return;
      return;
    case Node::Kind::hard_link: {
      const auto target = root + node.text;
      if (lstat(target.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
      if (link(target.c_str(), host.c_str()) != 0) return;
      return;
    }
    case Node::Kind::elf:
    case Node::Kind::bytes: {
      std::ofstream out(host, std::ios::binary);
      out << (node.kind == Node::Kind::elf ? repo::scenario::write_elf(node.image) : node.text);
      out.close();
      chmod(host.c_str(), node.mode);
      return;
    }
  }
}

}  // namespace

void write_tree(const Tree& tree, const std::string& root) {
  for (const auto& node : tree.nodes) write_node(node, root);
}

std::string to_text(const Tree& tree) {
  std::string out;
  for (const auto& node : tree.nodes) {
    out += "  " + node.path;
    switch (node.kind) {
      case Node::Kind::elf: {
        auto facts = node.image.facts;
        out += " {" + to_text(facts) + (node.image.empty_dynamic ? " empty-dynamic" : "") +
               (node.image.truncate_to ? " truncated" : "") + " }";
        break;
      }
      case Node::Kind::bytes: out += " = \"" + node.text + "\""; break;
      case Node::Kind::link: out += " -> " + node.text; break;
      case Node::Kind::hard_link: out += " == " + node.text; break;
      case Node::Kind::directory: out += "/"; break;
    }
    char mode[8];
    snprintf(mode, sizeof mode, " %04o", node.mode);
    if (node.kind != Node::Kind::link && node.kind != Node::Kind::hard_link && node.mode != 0755) out += mode;
    out += "\n";
  }
  out += "  program " + tree.program + ", " +
         (tree.mode == Mode::trace  ? "trace"
          : tree.mode == Mode::list ? "list"
                                    : "start") +
         ", cwd " + tree.cwd + (tree.ldconfig ? ", after ldconfig" : ", no ldconfig");
  if (!tree.library_path.empty()) out += ", LD_LIBRARY_PATH=" + tree.library_path;
  for (const auto& name : tree.preload) out += ", preload " + name;
  return out + "\n";
}

}  // namespace elfgate::oracle
