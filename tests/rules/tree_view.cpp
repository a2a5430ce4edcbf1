#include "tree_view.h"

#include "base/bytes.h"
#include "base/vpath.h"
#include "elf/reader.h"

namespace elfgate::rules {

using loader::EntryKind;
using loader::ViewEntry;
using oracle::Node;

ViewEntry TreeView::Stored::shown() const {
  auto copy = entry;
  copy.target = target;
  return copy;
}

TreeView::Directory* TreeView::directory(const std::string& path) {
  if (const auto known = directories_.find(path); known != directories_.end()) return &known->second;
  auto* above = directory(std::string(base::dirname(path)));
  if (above == nullptr) return nullptr;
  Stored stored;
  stored.entry.kind = EntryKind::directory;
  if (!above->emplace(base::basename(path), stored).second) return nullptr;
  return &directories_[path];
}

bool TreeView::add(const Node& node) {
  if (node.kind == Node::Kind::directory) {
    if (directory(node.path) == nullptr) return false;
    (*directory(std::string(base::dirname(node.path))))[std::string(base::basename(node.path))].entry.searchable =
        (node.mode & 1) != 0;
    return true;
  }
  auto* above = directory(std::string(base::dirname(node.path)));
  if (above == nullptr) return false;
  Stored stored;
  switch (node.kind) {
    case Node::Kind::link:
      stored.entry.kind = EntryKind::symlink;
      stored.target = node.text;
      break;
    case Node::Kind::hard_link: stored.entry = entry(base::dirname(node.text), base::basename(node.text)); break;
    default: store_file(node, &stored.entry);
  }
  return above->emplace(base::basename(node.path), std::move(stored)).second;
}

void TreeView::store_file(const Node& node, ViewEntry* entry) {
  const auto text = node.kind == Node::Kind::elf ? repo::scenario::write_elf(node.image) : node.text;
  const auto bytes = base::as_bytes(text);
  auto& fact = facts_.emplace_back();
  fact.path = node.path;
  fact.mode = node.mode;
  fact.size = text.size();
  std::vector<base::Error> oddities;
  if (text.size() < elf::k_elf_header) {
    fact.content = model::FileContent::too_short;
  } else if (elf::looks_like_elf(bytes)) {
    auto read = elf::read_elf(bytes, node.path, oddities);
    fact.content = read ? model::FileContent::elf : model::FileContent::broken_elf;
    if (read) fact.elf = std::move(*read);
    if (read) fact.elf.loader = elf::read_loader_constants(bytes);
  }
  entry->kind = EntryKind::regular;
  entry->file = static_cast<model::FileId>(facts_.size());
  entry->fact = &fact;
  if (node.path.find("/etc/") != std::string::npos) confs_[node.path] = text;
}

ViewEntry TreeView::entry(std::string_view dir, std::string_view name) const {
  const auto directory = directories_.find(dir);
  if (directory == directories_.end()) return {};
  const auto found = directory->second.find(name);
  return found == directory->second.end() ? ViewEntry{} : found->second.shown();
}

void TreeView::list(std::string_view dir, Visitor& visitor) const {
  const auto directory = directories_.find(dir);
  if (directory == directories_.end()) return;
  for (const auto& [name, stored] : directory->second) visitor.visit(name, stored.shown());
}

const std::string* TreeView::conf(std::string_view path) const {
  const auto found = confs_.find(path);
  return found == confs_.end() ? nullptr : &found->second;
}

}  // namespace elfgate::rules
