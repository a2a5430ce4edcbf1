// PackageFacts -> FlatBuffers. Written once per package and read on every later run, so the work is done here: strings that
// occur twice are stored once, what is empty takes no room, paths share their directory. The same facts always give the same
// bytes.
#include <flatbuffers/flatbuffers.h>

#include <string_view>
#include <vector>

#include "base/limits.h"
#include "facts_generated.h"
#include "store/codec.h"

namespace elfgate::store {

namespace {

namespace fb = flatbuffers;
using Text = fb::Offset<fb::String>;
using Texts = fb::Offset<fb::Vector<Text>>;

class Encoder {
 public:
  std::string linkage(const model::PackageFacts& facts);
  std::string paths(const std::vector<std::string>& paths);

 private:
  // ABSENT stands for "" where a field is plain. A buffer that grows too large turns into no buffer at all, see result().
  Text text(std::string_view value) { return value.empty() ? Text() : shared(value); }
  Text optional(const std::optional<std::string>& value) { return value ? shared(*value) : Text(); }
  Text shared(std::string_view value) {
    if (builder_.GetSize() + value.size() > base::limits::k_facts_bytes) too_large_ = true;
    return too_large_ ? Text() : builder_.CreateSharedString(value.data(), value.size());
  }
  Texts texts(const std::vector<std::string>& values);

  template <typename Wire, typename Values, typename Encode>
  fb::Offset<fb::Vector<fb::Offset<Wire>>> tables(const Values& values, Encode encode);

  fb::Offset<wire::Elf> elf(const model::ElfFacts& facts);
  fb::Offset<wire::VersionNeed> version_need(const model::VersionNeed& need);
  fb::Offset<wire::DlopenNote> dlopen_note(const model::DlopenNote& note);
  fb::Offset<wire::LoaderConstants> loader(const model::LoaderConstants& constants);
  fb::Offset<wire::File> file(const model::FileFact& fact);
  fb::Offset<wire::Link> link(const std::string& path, const std::string& target);
  fb::Offset<wire::InstallLink> install_link(const model::InstallTimeLink& link);
  fb::Offset<wire::Problem> problem(const model::Problem& problem);
  fb::Offset<wire::Relations> relations(const model::Relations& relations);

  std::string result() {
    if (too_large_ || builder_.GetSize() > base::limits::k_facts_bytes) return {};
    return {reinterpret_cast<const char*>(builder_.GetBufferPointer()), builder_.GetSize()};
  }

  fb::FlatBufferBuilder builder_{4096};
  bool too_large_ = false;
};

// The part of a path up to its last '/', that '/' included.
std::string_view dir_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1);
}

std::string_view name_in(std::string_view path) {
  return path.substr(dir_of(path).size());
}

Texts Encoder::texts(const std::vector<std::string>& values) {
  if (values.empty()) return {};
  std::vector<Text> offsets;
  offsets.reserve(values.size());
  for (const auto& value : values) offsets.push_back(shared(value));
  return too_large_ ? Texts() : builder_.CreateVector(offsets);
}

template <typename Wire, typename Values, typename Encode>
fb::Offset<fb::Vector<fb::Offset<Wire>>> Encoder::tables(const Values& values, Encode encode) {
  if (values.empty()) return {};
  std::vector<fb::Offset<Wire>> offsets;
  offsets.reserve(values.size());
  for (const auto& value : values) {
    offsets.push_back(encode(value));
    if (too_large_) return {};
  }
  return builder_.CreateVector(offsets);
}

fb::Offset<wire::VersionNeed> Encoder::version_need(const model::VersionNeed& need) {
  std::vector<Text> names;
  std::vector<wire::VersionWord> words;
  for (const auto& wanted : need.versions) {
    names.push_back(shared(wanted.name));
    words.emplace_back(wanted.hash, wanted.flags, std::uint16_t{0});
  }
  if (too_large_) return {};
  const auto file = text(need.file);
  const auto names_at = builder_.CreateVector(names);
  const auto words_at = builder_.CreateVectorOfStructs(words);
  return wire::CreateVersionNeed(builder_, file, need.revision, names_at, words_at);
}

fb::Offset<wire::DlopenNote> Encoder::dlopen_note(const model::DlopenNote& note) {
  const auto sonames = texts(note.sonames);
  const auto feature = text(note.feature);
  const auto description = text(note.description);
  return wire::CreateDlopenNote(builder_, sonames, static_cast<std::uint8_t>(note.priority), feature, description);
}

fb::Offset<wire::LoaderConstants> Encoder::loader(const model::LoaderConstants& constants) {
  const auto dirs = texts(constants.system_dirs);
  const auto lib_token = text(constants.lib_token);
  const auto cache_path = text(constants.cache_path);
  const auto version = text(constants.version);
  return wire::CreateLoaderConstants(builder_, static_cast<std::uint8_t>(constants.family), dirs, lib_token, cache_path,
                                     version, constants.confirmed);
}

wire::ElfHead head_of(const model::ElfFacts& facts) {
  std::uint32_t marks = 0;
  for (std::uint32_t bit = 0; bit < std::size(k_elf_marks); ++bit) marks |= std::uint32_t{facts.*k_elf_marks[bit]} << bit;
  return {facts.dt_flags,       facts.dt_flags_1,
          facts.version,        facts.flags,
          facts.x86_isa_needed, marks,
          facts.type,           facts.machine,
          facts.elf_class,      facts.data,
          facts.ident_version,  facts.osabi,
          facts.abi_version,    static_cast<std::uint8_t>(facts.exec_stack)};
}

fb::Offset<wire::Elf> Encoder::elf(const model::ElfFacts& facts) {
  if (facts == model::ElfFacts{}) return {};
  std::vector<Text> edge_names, defined_names;
  std::vector<std::uint8_t> edge_kinds;
  std::vector<wire::VersionWord> defined;
  bool all_needed = true;
  for (const auto& edge : facts.edges) {
    edge_names.push_back(shared(edge.name));
    edge_kinds.push_back(static_cast<std::uint8_t>(edge.kind));
    all_needed = all_needed && edge.kind == model::EdgeKind::needed;
  }
  for (const auto& version : facts.defined_versions) {
    defined_names.push_back(shared(version.name));
    defined.emplace_back(version.hash, version.flags, version.revision);
  }
  const auto needs = tables<wire::VersionNeed>(facts.needed_versions, [&](const auto& need) { return version_need(need); });
  const auto notes = tables<wire::DlopenNote>(facts.dlopen_notes, [&](const auto& note) { return dlopen_note(note); });
  const auto loader_at = facts.loader ? loader(*facts.loader) : fb::Offset<wire::LoaderConstants>();
  const auto interp = optional(facts.interp), soname = optional(facts.soname);
  const auto rpath = optional(facts.rpath), runpath = optional(facts.runpath);
  const auto audit = text(facts.audit), depaudit = text(facts.depaudit);
  if (too_large_) return {};
  const auto names_at = edge_names.empty() ? Texts() : builder_.CreateVector(edge_names);
  const auto kinds_at = all_needed ? fb::Offset<fb::Vector<std::uint8_t>>() : builder_.CreateVector(edge_kinds);
  const auto defined_names_at = defined_names.empty() ? Texts() : builder_.CreateVector(defined_names);
  const auto defined_at =
      defined.empty() ? fb::Offset<fb::Vector<const wire::VersionWord*>>() : builder_.CreateVectorOfStructs(defined);
  const auto head = head_of(facts);
  return wire::CreateElf(builder_, &head, names_at, kinds_at, interp, soname, rpath, runpath, audit, depaudit, defined_names_at,
                         defined_at, needs, notes, loader_at);
}

fb::Offset<wire::File> Encoder::file(const model::FileFact& fact) {
  const auto elf_at = elf(fact.elf);
  const auto dir = text(dir_of(fact.path)), name = text(name_in(fact.path));
  const auto interpreter = text(fact.interpreter), digest = text(fact.content_digest);
  const wire::FileHead head{
      fact.size, fact.mode, fact.uid, fact.gid, static_cast<std::uint8_t>(fact.content), fact.has_capabilities};
  return wire::CreateFile(builder_, &head, dir, name, interpreter, digest, elf_at);
}

fb::Offset<wire::Link> Encoder::link(const std::string& path, const std::string& target) {
  const auto dir = text(dir_of(path)), name = text(name_in(path)), target_at = text(target);
  return wire::CreateLink(builder_, dir, name, target_at);
}

fb::Offset<wire::InstallLink> Encoder::install_link(const model::InstallTimeLink& link) {
  const auto path = text(link.path), target = text(link.target), script = text(link.script);
  return wire::CreateInstallLink(builder_, path, target, link.priority, script);
}

fb::Offset<wire::Problem> Encoder::problem(const model::Problem& problem) {
  const auto path = text(problem.path), rule = text(problem.rule);
  const auto subject = text(problem.error.subject), detail = text(problem.error.detail);
  wire::ProblemBuilder table(builder_);
  table.add_kind(static_cast<std::uint8_t>(problem.kind));
  table.add_path(path);
  table.add_rule(rule);
  table.add_code(static_cast<std::uint8_t>(problem.error.code));
  table.add_subject(subject);
  if (problem.error.offset) table.add_offset(*problem.error.offset);
  table.add_detail(detail);
  return table.Finish();
}

fb::Offset<wire::Relations> Encoder::relations(const model::Relations& relations) {
  const auto depends = texts(relations.depends), provides = texts(relations.provides);
  const auto conflicts = texts(relations.conflicts), install_if = texts(relations.install_if);
  const auto replaces = texts(relations.replaces);
  return wire::CreateRelations(builder_, depends, provides, conflicts, install_if, replaces, relations.provider_priority,
                               relations.replaces_priority);
}

std::string Encoder::linkage(const model::PackageFacts& facts) {
  const auto files = tables<wire::File>(facts.files, [&](const auto& fact) { return file(fact); });
  const auto symlinks = tables<wire::Link>(facts.symlinks, [&](const auto& fact) { return link(fact.path, fact.target); });
  const auto hard_links = tables<wire::Link>(facts.hard_links, [&](const auto& fact) { return link(fact.path, fact.target); });
  const auto confs = tables<wire::Conf>(facts.confs, [&](const auto& fact) {
    const auto path = text(fact.path), content = text(fact.content);
    return wire::CreateConf(builder_, path, content);
  });
  const auto install_links =
      tables<wire::InstallLink>(facts.install_links, [&](const auto& fact) { return install_link(fact); });
  const auto pkg_configs = tables<wire::PkgConfig>(facts.pkg_configs, [&](const auto& fact) {
    const auto path = text(fact.path), version = text(fact.version);
    const auto wanted = texts(fact.requires_);
    return wire::CreatePkgConfig(builder_, path, version, wanted);
  });
  const auto problems = tables<wire::Problem>(facts.problems, [&](const auto& fact) { return problem(fact); });
  const auto relations_at = relations(facts.relations);
  const auto directories = texts(facts.directories), scripts = texts(facts.scripts), vendored = texts(facts.vendored);
  const auto name = text(facts.name), version = text(facts.version), arch = text(facts.arch);
  const auto origin = text(facts.origin), multi_arch = text(facts.multi_arch);
  if (too_large_) return {};
  builder_.Finish(wire::CreateLinkage(builder_, name, version, arch, origin, multi_arch, relations_at, vendored, files,
                                      symlinks, hard_links, directories, confs, install_links, pkg_configs, scripts, problems));
  return result();
}

std::string Encoder::paths(const std::vector<std::string>& paths) {
  std::vector<fb::Offset<wire::PathRun>> runs;
  for (std::size_t begin = 0, end = 0; begin < paths.size() && !too_large_; begin = end) {
    const auto dir = dir_of(paths[begin]);
    std::vector<Text> names;
    for (; end < paths.size() && dir_of(paths[end]) == dir; ++end) names.push_back(shared(name_in(paths[end])));
    if (too_large_) return {};
    const auto dir_at = text(dir);
    const auto names_at = builder_.CreateVector(names);
    runs.push_back(wire::CreatePathRun(builder_, dir_at, names_at));
  }
  if (too_large_) return {};
  builder_.Finish(wire::CreatePaths(builder_, runs.empty() ? 0 : builder_.CreateVector(runs)));
  return result();
}

}  // namespace

std::string encode_linkage(const model::PackageFacts& facts) {
  return Encoder().linkage(facts);
}

std::string encode_paths(const model::PackageFacts& facts) {
  return Encoder().paths(facts.other_paths);
}

}  // namespace elfgate::store
