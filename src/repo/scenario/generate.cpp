// The relations that melange adds to what a package declares itself (M1-M8), so that a scenario need not repeat in words what
// its files already say.
#include <map>
#include <set>

#include "base/text.h"
#include "base/vpath.h"
#include "repo/scenario/parser.h"

namespace elfgate::repo::scenario {

namespace {

using Names = std::set<std::string>;

bool is_dynamic(const Entry& entry) {
  return entry.elf && !entry.elf->truncate_to && entry.elf->facts.has_dynamic;
}

/// "1" of libz.so.1, "0" where nothing or letters follow ".so." (M2).
std::string library_version(std::string_view soname) {
  const auto at = soname.find(".so.");
  if (at == std::string_view::npos) return "0";
  const auto tail = soname.substr(at + 4);
  const bool numeric = !tail.empty() && tail.find_first_not_of("0123456789.") == std::string_view::npos;
  return numeric ? std::string(tail) : "0";
}

/// Directories whose libraries are offered to everybody (M1).
Names public_directories(const std::vector<Package>& packages, const Package& of) {
  Names out{"/lib", "/usr/lib", "/lib64", "/usr/lib64"};
  for (const auto& package : packages) {
    if (package.origin != of.origin) continue;
    for (const auto& entry : package.entries) {
      if (!entry.path.starts_with("/etc/ld.so.conf.d/") || !entry.path.ends_with(".conf")) continue;
      for (const auto line : base::split(entry.content, '\n'))
        if (line.starts_with('/')) out.emplace(line);
    }
  }
  return out;
}

const Entry* entry_at(const Package& package, std::string_view path) {
  for (const auto& entry : package.entries)
    if (entry.path == path) return &entry;
  return nullptr;
}

std::string link_target(const Entry& link) {
  if (link.type == EntryType::hard_link || link.target.starts_with('/')) return base::to_vpath(link.target);
  return base::join(base::dirname(link.path), link.target);
}

/// The file that a link of the package leads to inside the package, at most a few links away.
const Entry* opened(const Package& package, const Entry& entry) {
  const Entry* at = &entry;
  for (int i = 0; at != nullptr && i < 8 && (at->type == EntryType::symlink || at->type == EntryType::hard_link); ++i)
    at = entry_at(package, link_target(*at));
  return at;
}

void provide(Package& package, const Entry& where, const Entry& file, const Names& directories, Names& provides,
             Names& vendored) {
  const auto& facts = file.elf->facts;
  const auto name = base::basename(where.path);
  const bool named_library = name.find(".so.") != std::string_view::npos || name.ends_with(".so");
  if (!facts.soname || (facts.interp && !named_library)) return;
  auto& to = directories.contains(std::string(base::dirname(where.path))) ? provides : vendored;
  to.insert("so:" + *facts.soname + "=" + library_version(*facts.soname));
  to.insert("so-ver:" + *facts.soname + "=" + package.version);
}

void depend(const Entry& file, Names& depends) {
  const auto& facts = file.elf->facts;
  if (facts.interp) {
    std::string name(base::basename(*facts.interp));
    if (name.starts_with("ld-musl")) name.replace(0, 7, "libc.musl");
    depends.insert("so:" + name);
  }
  for (const auto& edge : facts.edges)
    if (edge.kind == model::EdgeKind::needed && edge.name.find(".so.") != std::string::npos)
      depends.insert("so:" + edge.name);  // M3
}

/// A development link to a library of another package of the same build (M5).
void depend_on_link_target(const std::vector<Package>& packages, const Package& package, const Entry& link, Names& depends) {
  if (base::basename(link.path).find(".so") == std::string_view::npos) return;
  for (const auto& other : packages) {
    if (&other == &package || other.origin != package.origin) continue;
    for (const auto& entry : other.entries)
      if (is_dynamic(entry) && entry.elf->facts.soname && base::basename(entry.path) == base::basename(link.target))
        depends.insert("so:" + *entry.elf->facts.soname);
  }
}

void add_commands(const Package& package, const Entry& entry, Names& provides, Names& depends) {
  static const Names directories{"/bin", "/sbin", "/usr/bin", "/usr/sbin"};
  static const Names exempt{"python", "python3", "sh", "awk", "luajit"};
  const std::string directory(base::dirname(entry.path));
  if (directories.contains(directory) && (entry.mode & 0555) == 0555)
    provides.insert("cmd:" + std::string(base::basename(entry.path)) + "=" + package.version);
  if (!entry.content.starts_with("#!") || !(directory == "/usr/bin" || directory.starts_with("/usr/local/"))) return;
  const auto first = base::split(std::string_view(entry.content).substr(2), '\n').front();
  const auto parts = base::words(first);
  if (parts.empty()) return;
  const bool by_env = base::basename(parts[0]) == "env" && parts.size() > 1;
  const std::string command(by_env ? parts[1] : base::basename(parts[0]));
  if (!exempt.contains(command)) depends.insert("cmd:" + command);
}

std::string name_of_item(const std::string& item) {
  return item.substr(0, item.find_first_of("<>=~"));
}

void generate_for(const std::vector<Package>& packages, Package& package) {
  const auto directories = public_directories(packages, package);
  Names provides, vendored, depends;
  for (const auto& entry : package.entries) {
    const auto* file = opened(package, entry);
    if (file != nullptr && is_dynamic(*file)) {
      provide(package, entry, *file, directories, provides, vendored);
      if (file == &entry) depend(*file, depends);
    }
    if (file == nullptr && entry.type == EntryType::symlink) depend_on_link_target(packages, package, entry, depends);
    if (entry.type == EntryType::file) add_commands(package, entry, provides, depends);
  }
  Names own;
  for (const auto* list : {&provides, &vendored})
    for (const auto& item : *list) own.insert(name_of_item(item));
  for (const auto& item : package.relations.provides) own.insert(name_of_item(item));
  std::erase_if(depends, [&](const std::string& item) { return own.contains(item); });  // M4
  const auto append = [](std::vector<std::string>& to, const Names& from) {
    for (const auto& item : from)
      if (std::find(to.begin(), to.end(), item) == to.end()) to.push_back(item);
  };
  if (package.generate_provides) append(package.relations.provides, provides), append(package.vendored, vendored);
  if (package.generate_depends) append(package.relations.depends, depends);
}

}  // namespace

void generate_relations(std::vector<Package>& packages) {
  for (auto& package : packages) {
    if (!std::exchange(package.generate, false)) continue;
    generate_for(packages, package);
  }
}

}  // namespace elfgate::repo::scenario
