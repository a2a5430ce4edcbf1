// From a described package to what a package file holds: bytes, parent directories, metadata, and a digest over all of it.
#include <set>

#include "base/byte_source.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/vpath.h"
#include "repo/scenario/scenario.h"

namespace elfgate::repo::scenario {

namespace {

using base::Result;

Result<std::string> bytes_of(const Entry& entry) {
  if (entry.type != EntryType::file) return std::string();
  if (entry.host_file) return base::read_file(*entry.host_file, base::limits::k_elf_file_bytes, "k_elf_file_bytes");
  auto bytes = entry.elf ? write_elf(*entry.elf) : entry.content;
  if (bytes.size() < entry.padded_to) bytes.resize(entry.padded_to, '\0');
  return bytes;
}

/// Directories above PATH that are not there yet, outermost first.
void add_parents(std::string_view path, std::set<std::string>& there, std::vector<BuiltEntry>& out) {
  const auto parent = base::dirname(path);
  if (parent == "/" || there.contains(std::string(parent))) return;
  add_parents(parent, there, out);
  there.emplace(parent);
  BuiltEntry made;
  made.entry.type = EntryType::directory;
  made.entry.path = parent;
  made.entry.mode = 0755;
  out.push_back(std::move(made));
}

class Fingerprint {
 public:
  void add(std::string_view text) {
    const std::uint64_t size = text.size();
    for (unsigned i = 0; i < 8; ++i) length_[i] = static_cast<std::uint8_t>(size >> (8 * i));
    hasher_.update(length_);
    hasher_.update(base::as_bytes(text));
  }
  void add(const std::vector<std::string>& list) {
    add(std::to_string(list.size()));
    for (const auto& item : list) add(item);
  }
  void add(std::uint64_t number) { add(std::to_string(number)); }
  std::string finish() { return hasher_.finish(); }

 private:
  base::Hasher hasher_{base::DigestKind::sha256};
  std::uint8_t length_[8] = {};
};

std::string digest_of(const BuiltPackage& package) {
  Fingerprint print;
  const auto& meta = package.metadata;
  for (const auto* text : {&meta.name, &meta.version, &meta.arch, &meta.origin, &meta.multi_arch}) print.add(*text);
  const auto& relations = meta.relations;
  for (const auto* list : {&relations.depends, &relations.provides, &relations.conflicts, &relations.install_if,
                           &relations.replaces, &meta.vendored})
    print.add(*list);
  print.add(relations.provider_priority);
  print.add(relations.replaces_priority);
  for (const auto& script : package.scripts) print.add(script.name), print.add(script.content);
  for (const auto& built : package.entries) {
    const auto& entry = built.entry;
    print.add(entry.path);
    print.add(entry.target);
    for (const std::uint64_t number : {std::uint64_t(entry.type), std::uint64_t{entry.mode}, std::uint64_t{entry.uid},
                                       std::uint64_t{entry.gid}, std::uint64_t{entry.has_capabilities}})
      print.add(number);
    print.add(built.content);
  }
  return print.finish();
}

}  // namespace

Result<BuiltPackage> build(const Package& package) {
  BuiltPackage out;
  auto& meta = out.metadata;
  meta.name = package.name;
  meta.version = package.version;
  meta.arch = package.arch;
  meta.origin = package.origin;
  meta.multi_arch = package.multi_arch;
  meta.relations = package.relations;
  meta.vendored = package.vendored;
  out.scripts = package.scripts;
  std::set<std::string> there{"/"};
  for (const auto& entry : package.entries) {
    add_parents(entry.path, there, out.entries);
    if (entry.type == EntryType::directory && !there.insert(entry.path).second) continue;
    BuiltEntry built;
    ELFGATE_TRY_ASSIGN(built.content, bytes_of(entry));
    built.entry = {.type = entry.type,
                   .path = entry.path,
                   .target = entry.target,
                   .mode = entry.mode,
                   .uid = entry.uid,
                   .gid = entry.gid,
                   .size = built.content.size(),
                   .has_capabilities = entry.has_capabilities};
    meta.installed_size += std::max<std::uint64_t>(built.content.size(), 1);
    out.entries.push_back(std::move(built));
  }
  out.digest = digest_of(out);
  return out;
}

model::PackageRef index_record(const Scenario& scenario, const Package& package) {
  model::PackageRef ref;
  const auto& index = package.index;
  ref.arch = package.arch;
  ref.name = package.name;
  ref.version = index.version.value_or(package.version);
  ref.origin = index.origin.value_or(package.origin);
  ref.system = scenario.system;
  ref.multi_arch = package.multi_arch;
  ref.relations = package.relations;
  if (index.depends) ref.relations.depends = *index.depends;
  if (index.provides) ref.relations.provides = *index.provides;
  if (index.conflicts) ref.relations.conflicts = *index.conflicts;
  if (index.install_if) ref.relations.install_if = *index.install_if;
  if (index.provider_priority) ref.relations.provider_priority = *index.provider_priority;
  ref.indexed = !index.absent;
  return ref;
}

}  // namespace elfgate::repo::scenario
