#include "root.h"

#include <algorithm>

#include "judge.h"
#include "loader/linked_view.h"
#include "real_judge.h"

namespace elfgate::rules {

using oracle::Mode;
using oracle::Node;

namespace {

constexpr std::uint64_t k_df_1_nodeflib = 0x800;

// Symbolic links below one directory, as lines.
class Links final : public loader::FileView::Visitor {
 public:
  Links(const loader::FileView& view, std::string dir) : view_(view), dir_(std::move(dir)) {}

  Lines take() && {
    view_.list(dir_, *this);
    for (const auto& below : directories_) {
      auto lines = Links(view_, below).take();
      lines_.insert(lines_.end(), lines.begin(), lines.end());
    }
    std::sort(lines_.begin(), lines_.end());
    return std::move(lines_);
  }

  void visit(std::string_view name, const loader::ViewEntry& entry) override {
    const auto path = dir_ + "/" + std::string(name);
    if (entry.kind == loader::EntryKind::directory) directories_.push_back(path);
    if (entry.kind == loader::EntryKind::symlink) lines_.push_back(path + " -> " + std::string(entry.target));
  }

 private:
  const loader::FileView& view_;
  std::string dir_;
  std::vector<std::string> directories_;
  Lines lines_;
};

loader::LinkedView after(const TreeView& view, const loader::LdCache& cache) {
  loader::LinkedView linked(view);
  for (const auto& link : cache.links) linked.add(link.path, link.target);
  for (const auto& path : cache.removed) linked.remove(path);
  return linked;
}

// What ld.so finds out while it maps a file it says of the name that was asked for, in words that changed over the versions:
// neither is what a rule is about.
Lines plain(Lines lines) {
  for (auto& line : lines) {
    if (!line.starts_with("! ")) continue;
    if (const auto at = line.find("address/offset not "); at != std::string::npos) line = line.substr(0, at) + "misplaced";
    for (const auto* reason : {": ELF load command misplaced", ": object file has no "}) {
      const auto at = line.find(reason);
      const auto slash = at == std::string::npos ? at : line.rfind('/', at);
      if (slash != std::string::npos) line.erase(2, slash - 1);
    }
  }
  return lines;
}

}  // namespace

Elf& Elf::soname(std::string name) {
  facts().soname = std::move(name);
  return *this;
}

Elf& Elf::rpath(std::string list) {
  facts().rpath = std::move(list);
  return *this;
}

Elf& Elf::runpath(std::string list) {
  facts().runpath = std::move(list);
  return *this;
}

Elf& Elf::no_default_dirs() {
  facts().dt_flags_1 |= k_df_1_nodeflib;
  return *this;
}

Elf& Elf::defines(const std::vector<std::string>& versions) {
  repo::scenario::define_versions(facts(), versions);
  return *this;
}

Elf& Elf::wants(std::string_view file, const std::vector<std::string>& versions, bool weak) {
  repo::scenario::need_versions(facts(), file, versions, weak);
  return *this;
}

Elf& Elf::mode(unsigned bits) {
  node_.mode = bits;
  return *this;
}

Elf& Elf::edge(model::EdgeKind kind, std::string name) {
  facts().edges.push_back({kind, std::move(name)});
  return *this;
}

Node& Root::add(std::string path, Node::Kind kind, std::string text, unsigned mode) {
  return nodes_.emplace_back(Node{.path = std::move(path), .kind = kind, .image = {}, .text = std::move(text), .mode = mode});
}

Elf Root::program(std::string path) {
  auto& node = add(std::move(path), Node::Kind::elf, {}, 0755);
  node.image.facts = repo::scenario::program_facts(system_.machine, system_.interp);
  return Elf(node);
}

Elf Root::library(std::string path) {
  auto& node = add(std::move(path), Node::Kind::elf, {}, 0644);
  node.image.facts = repo::scenario::library_facts(system_.machine, "");
  return Elf(node);
}

void Root::link(std::string path, std::string target) {
  add(std::move(path), Node::Kind::link, std::move(target), 0777);
}

void Root::hard_link(std::string path, std::string file) {
  add(std::move(path), Node::Kind::hard_link, std::move(file), 0644);
}

void Root::directory(std::string path, unsigned mode) {
  add(std::move(path), Node::Kind::directory, {}, mode);
}

void Root::text(std::string path, std::string content) {
  add(std::move(path), Node::Kind::bytes, std::move(content), 0644);
}

Root& Root::started_as(std::string path) {
  start_.program = std::move(path);
  return *this;
}

Root& Root::cwd(std::string dir) {
  start_.cwd = std::move(dir);
  return *this;
}

Root& Root::library_path(std::string list) {
  start_.library_path = std::move(list);
  return *this;
}

Root& Root::preload(std::string name) {
  start_.preload.push_back(std::move(name));
  return *this;
}

Root& Root::after_ldconfig(bool makes_links) {
  start_.ldconfig = true;
  makes_links_ = makes_links;
  return *this;
}

Root& Root::cpu_level(unsigned level) {
  cpu_level_ = level;
  return *this;
}

Root& Root::platform(std::string name) {
  platform_ = std::move(name);
  return *this;
}

Root& Root::secure() {
  secure_ = true;
  return *this;
}

Root& Root::glibc(unsigned first, unsigned last) {
  first_minor_ = first;
  last_minor_ = last;
  return *this;
}

Root& Root::simulated_only() {
  simulated_only_ = true;
  return *this;
}

oracle::Tree Root::tree(Mode mode) const {
  auto tree = start_;
  tree.mode = mode;
  tree.nodes.assign(nodes_.begin(), nodes_.end());
  return tree;
}

TreeView Root::view() const {
  TreeView view;
  for (const auto& node : nodes_)
    if (!view.add(node)) ADD_FAILURE() << "the tree has no place for " << node.path;
  return view;
}

TreeView Root::view_with_loader(unsigned glibc_minor) const {
  auto view = this->view();
  Node node{.path = system_.interp, .kind = Node::Kind::elf, .image = {}, .text = {}};
  node.image.facts = loader_of(system_, glibc_minor);
  view.add(node);
  return view;
}

loader::LdCache Root::run_ldconfig(const TreeView& view, unsigned glibc_minor) const {
  loader::PathWalk walk(view);
  const auto detected = loader::detect_loader(walk, system_.interp, system_.machine, 2);
  return loader::run_ldconfig(walk, {system_.machine, detected.ldconfig_dirs, glibc_minor, makes_links_});
}

model::LinkMap Root::simulate(Mode mode) const {
  return simulate(mode, first_minor_);
}

model::LinkMap Root::simulate(Mode mode, unsigned glibc_minor, const std::vector<std::string>& dlopened) const {
  const auto view = view_with_loader(glibc_minor);
  loader::PathWalk first_walk(view);
  auto detected = loader::detect_loader(first_walk, system_.interp, system_.machine, 2);
  auto& settings = detected.settings;
  loader::LdCache cache;
  if (start_.ldconfig) {
    cache = run_ldconfig(view, glibc_minor);
    settings.cache = &cache;
  } else if (const auto* bytes = view.conf("/etc/ld.so.cache")) {
    if (auto read = loader::read_cache_file(base::as_bytes(*bytes), "ld.so.cache")) {
      cache = std::move(*read);
      settings.cache = &cache;
    }
  }
  const auto linked = after(view, cache);
  settings.library_path = start_.library_path;
  settings.preload = start_.preload;
  settings.cwd = start_.cwd;
  settings.secure = secure_;
  settings.cpu_level = std::max(cpu_level_, 1U);
  settings.canonical_origin = mode != Mode::list || (!system_.musl() && glibc_minor >= 42);
  if (!platform_.empty()) settings.platforms = {platform_};
  loader::PathWalk walk(linked);
  return detected.loader->link(walk, settings, {start_.program, dlopened});
}

AssertionResult Root::differs(const std::string& who, const Lines& expected, const Lines& got) const {
  auto result = testing::AssertionFailure() << who << " says otherwise.\nExpected:\n";
  for (const auto& line : expected) result << "    " << line << '\n';
  result << who << ":\n";
  for (const auto& line : got) result << "    " << line << '\n';
  return result << to_text(tree(Mode::trace));
}

AssertionResult Root::judged(Mode mode, const Lines& expected) const {
  const auto reduced = [&](Lines lines) {
    if (system_.musl()) std::erase(lines, system_.interp);  // it lists itself first, always
    return plain(std::move(lines));
  };
  for (auto minor = first_minor_; minor <= last_minor(); ++minor) {
    const auto map = simulate(mode, minor);
    const auto got = reduced(oracle::simulated_lines(map, start_.program, mode, system_.musl()));
    if (got != expected) return differs("the simulation of 2." + std::to_string(minor), expected, got);
  }
  const auto real = RealJudge::listing(*this, mode);
  if (real && reduced(*real) != expected) return differs("the real loader", expected, reduced(*real));
  return testing::AssertionSuccess();
}

AssertionResult Root::loads(const Lines& expected) const {
  return judged(system_.musl() || cpu_level_ > 0 ? Mode::list : Mode::trace, expected);
}

AssertionResult Root::lists(const Lines& expected) const {
  return judged(Mode::list, expected);
}

AssertionResult Root::starts() const {
  return judged(Mode::start, {});
}

AssertionResult Root::stops(const std::string& complaint) const {
  return judged(Mode::start, {complaint});
}

Lines Root::simulated_cache(unsigned glibc_minor) const {
  const auto view = view_with_loader(glibc_minor);
  Lines lines;
  for (const auto& entry : run_ldconfig(view, glibc_minor).entries)
    lines.push_back(entry.soname + (entry.hwcap.empty() ? "" : " [" + entry.hwcap + "]") + " => " + entry.path);
  return lines;
}

Lines Root::simulated_links(const std::string& dir, unsigned glibc_minor) const {
  const auto view = view_with_loader(glibc_minor);
  const auto linked = after(view, run_ldconfig(view, glibc_minor));
  return Links(linked, dir).take();
}

AssertionResult Root::caches(const Lines& expected) const {
  for (auto minor = first_minor_; minor <= last_minor_; ++minor)
    if (const auto got = simulated_cache(minor); got != expected)
      return differs("the simulated ldconfig of 2." + std::to_string(minor), expected, got);
  if (const auto real = RealJudge::cache(*this); real && *real != expected)
    return differs("the real ldconfig", expected, *real);
  return testing::AssertionSuccess();
}

AssertionResult Root::links_below(const std::string& dir, const Lines& expected) const {
  for (auto minor = first_minor_; minor <= last_minor_; ++minor)
    if (const auto got = simulated_links(dir, minor); got != expected)
      return differs("the simulated ldconfig of 2." + std::to_string(minor), expected, got);
  if (const auto real = RealJudge::links(*this, dir); real && *real != expected)
    return differs("the real ldconfig", expected, *real);
  return testing::AssertionSuccess();
}

std::string Root::given(const std::string& requester, const std::string& name) const {
  const auto map = simulate();
  for (const auto& edge : map.edges)
    if (map.objects[edge.from].path == requester && edge.name == name)
      return edge.to == model::k_no_object ? "not found" : map.objects[edge.to].path;
  return "never asked for";
}

}  // namespace elfgate::rules
