#include "tree.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

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
    case Node::Kind::device:
      if (mknod(host.c_str(), S_IFCHR | 0666, makedev(1, 3)) == 0) chmod(host.c_str(), 0666);
      return;
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

void write_nodes(const std::vector<Node>& nodes, const std::string& root) {
  for (const auto& node : nodes) write_node(node, root);
}

namespace {

void damage_cache(const CacheDamage& damage, const std::string& host) {
  std::string bytes;
  {
    std::ifstream in(host, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  const auto at = bytes.size() * damage.at / 1000;
  switch (damage.kind) {
    case CacheDamage::Kind::none: return;
    case CacheDamage::Kind::cut: bytes.resize(at); break;
    case CacheDamage::Kind::overwritten:
      if (at < bytes.size()) bytes[at] = static_cast<char>(damage.byte);
      break;
    case CacheDamage::Kind::garbage: bytes = std::string(damage.at, 'g'); break;
  }
  std::ofstream(host, std::ios::binary) << bytes;
}

std::string node_text(const Node& node);

}  // namespace

void age(const Tree& tree, const std::string& root) {
  for (const auto& path : tree.removed_later) unlink((root + path).c_str());
  write_nodes(tree.added_later, root);
  if (tree.ldconfig) damage_cache(tree.damage, root + "/etc/ld.so.cache");
}

namespace {

std::string node_text(const Node& node) {
  std::string out = "  " + node.path;
  switch (node.kind) {
    case Node::Kind::elf: {
      auto facts = node.image.facts;
      out += " {" + to_text(facts) + (node.image.empty_dynamic ? " empty-dynamic" : "") +
             (node.image.truncate_to ? " truncated" : "");
      for (const auto& more : node.image.more_strings) out += " again " + std::to_string(more.tag) + "=\"" + more.text + '"';
      out += " }";
      break;
    }
    case Node::Kind::device: out += " = /dev/null"; break;
    case Node::Kind::bytes: out += " = \"" + node.text + "\""; break;
    case Node::Kind::link: out += " -> " + node.text; break;
    case Node::Kind::hard_link: out += " == " + node.text; break;
    case Node::Kind::directory: out += "/"; break;
  }
  char mode[8];
  snprintf(mode, sizeof mode, " %04o", node.mode);
  if (node.kind != Node::Kind::link && node.kind != Node::Kind::hard_link && node.mode != 0755) out += mode;
  return out + "\n";
}

}  // namespace

std::string to_text(const Tree& tree) {
  std::string out;
  for (const auto& node : tree.nodes) out += node_text(node);
  for (const auto& path : tree.removed_later) out += "  removed later: " + path + "\n";
  for (const auto& node : tree.added_later) out += "  added later:" + node_text(node);
  if (tree.damage.kind != CacheDamage::Kind::none)
    out += "  cache damaged: kind " + std::to_string(static_cast<int>(tree.damage.kind)) + " at " +
           std::to_string(tree.damage.at) + "/1000, byte " + std::to_string(tree.damage.byte) + "\n";
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
