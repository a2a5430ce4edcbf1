#include "engine/ldd_entry.h"

#include <algorithm>

#include "base/vpath.h"

namespace elfgate::engine {

using loader::EntryKind;
using loader::WalkError;
using model::FileContent;
using model::Found;
using model::k_no_object;
using model::LinkStatus;

namespace {

std::string reason_of(WalkError error) {
  switch (error) {
    case WalkError::none: return "";
    case WalkError::absent: return "no such file";
    case WalkError::not_a_directory: return "a part of its path is no directory";
    case WalkError::link_loop: return "too many levels of symbolic links";
    case WalkError::name_too_long: return "file name too long";
    case WalkError::not_searchable: return "a directory of its path cannot be entered by others";
  }
  return "";
}

std::string reason_not_elf(const loader::ViewEntry& entry) {
  switch (entry.kind) {
    case EntryKind::directory: return "is a directory";
    case EntryKind::regular: break;
    default: return "is no regular file";
  }
  if (entry.fact == nullptr) return "is no ELF file, or cannot be read";
  switch (entry.fact->content) {
    case FileContent::elf: return "";
    case FileContent::script: return "is a script that " + entry.fact->interpreter + " runs";
    case FileContent::broken_elf: return "begins as an ELF file and is damaged";
    case FileContent::too_short: return "file too short";
    case FileContent::text: return "invalid ELF header";
  }
  return "";
}

Started refused(Started started, std::string reason, bool unknown) {
  started.entry.reason = started.entry.file + ": " + std::move(reason);
  started.entry.unknown = unknown;
  return started;
}

bool needs_no_loader(const model::ElfFacts& elf) {
  return !elf.interp && (elf.type == model::k_et_exec || (elf.type == model::k_et_dyn && elf.is_pie()));
}

std::string version_error(const model::LinkMap& map, const model::VersionProblem& problem) {
  const auto name = [&](std::uint32_t object) { return object == k_no_object ? std::string() : map.objects[object].path; };
  const auto by = " (required by " + name(problem.from) + ")";
  using Kind = model::VersionProblem::Kind;
  switch (problem.kind) {
    case Kind::missing: return name(problem.provider) + ": version `" + problem.version + "' not found" + by;
    case Kind::no_provider:
      return "no loaded object is called " + problem.file + by + ": the loader's assertion fails" +
             (problem.start_only ? std::string(" when it is started, and not when it is listed") : "");
    case Kind::bad_revision: return name(problem.provider) + ": unsupported version record" + by;
    case Kind::relr: return name(problem.from) + ": DT_RELR without GLIBC_ABI_DT_RELR dependency";
    case Kind::weak_missing:
    case Kind::no_versions: break;
  }
  return {};
}

/// Who asked for an object that no tag caused to be mapped: ld.so.
std::string_view first_requester(const model::LinkMap& map, std::uint32_t object) {
  for (const auto& edge : map.edges)
    if (edge.to == object) return map.objects[edge.from].path;
  return map.objects.empty() ? std::string_view() : map.objects[0].path;
}

ListedObject to_listed(const model::LinkMap& map, const model::ListedLine& line) {
  ListedObject out;
  const auto* edge = line.edge == k_no_object ? nullptr : &map.edges[line.edge];
  if (line.object == k_no_object) {
    out.needed = edge->name;
    out.by = map.objects[edge->from].path;
    out.how = name_of(Found::missing);
    return out;
  }
  const auto& object = map.objects[line.object];
  out.needed = edge != nullptr ? std::string_view(edge->name) : object.name;
  out.path = &object.path;
  if (!object.real.empty()) out.real = &object.real;
  out.how = name_of(object.how);
  if (edge != nullptr) {
    out.by = map.objects[edge->from].path;
  } else {
    out.by =
        object.loader == k_no_object ? first_requester(map, line.object) : std::string_view(map.objects[object.loader].path);
  }
  return out;
}

void note_dependence(const Started& started, const model::FileFact& fact, LddEntry& entry) {
  const auto& map = started.map;
  if (map.depends_on_cwd) entry.depends_on.emplace_back("cwd");
  if (map.depends_on_cpu_level) entry.depends_on.emplace_back("cpu-level");
  if (map.uses_install_time_link) entry.depends_on.emplace_back("ldconfig-links");
  if (fact.elf.interp && loader::is_secure(fact)) entry.depends_on.emplace_back("secure");
}

}  // namespace

void list_map(const model::LinkMap& map, LddEntry& entry) {
  entry.map.reserve(map.listing.size());
  for (const auto& line : map.listing)
    if (line.object == k_no_object || map.objects[line.object].how != Found::vdso) entry.map.push_back(to_listed(map, line));
  for (const auto& problem : map.versions)
    if (auto text = version_error(map, problem); !text.empty()) entry.version_errors.push_back(std::move(text));
}

Started start_file(const Scene& scene, Scene::Walks& walks, const std::string& file, bool trace) {
  Started started;
  auto& entry = started.entry;
  entry.file = file;
  const auto walked = walks.plain().resolve(file, scene.inputs().cwd);
  if (walked.error != WalkError::none) return refused(std::move(started), reason_of(walked.error), true);
  const auto* fact = walked.entry.fact;
  if (walked.entry.kind != EntryKind::regular || fact == nullptr || fact->content != FileContent::elf) {
    const bool damaged = fact != nullptr && fact->content == FileContent::broken_elf;
    if (damaged && fact->elf.machine != 0) entry.arch = arch_of(fact->elf);
    return refused(std::move(started), reason_not_elf(walked.entry), fact == nullptr || damaged);
  }
  const auto& elf = fact->elf;
  entry.arch = arch_of(elf);
  entry.interp = elf.interp.value_or("");
  if (needs_no_loader(elf)) {
    entry.status = LinkStatus::static_program;
    return started;
  }
  if (elf.type != model::k_et_exec && elf.type != model::k_et_dyn)
    return refused(std::move(started), model::reason_of(model::Refusal::bad_type), false);
  const auto& setup = scene.setup_for(entry.interp, elf.machine, elf.elf_class);
  started.setup = &setup;
  if (entry.interp.empty()) entry.interp = setup.detected.interp_path;
  if (setup.detected.loader != nullptr) entry.loader = setup.detected.loader->name;
  if (!setup.refused.empty()) return refused(std::move(started), setup.refused, false);

  if (trace) {
    auto settings = scene.settings_of(setup);
    settings.trace = true;
    started.map = setup.detected.loader->link(walks.of(setup), settings, {file, {}});
  } else {
    started.map = setup.detected.loader->link(walks.of(setup), walks.settings_of(setup), {file, {}});
  }
  entry.status = started.map.status;
  entry.reason = started.map.fatal_reason;
  note_dependence(started, *fact, entry);
  return started;
}

LddEntry list_file(const Scene& scene, Scene::Walks& walks, const std::string& file) {
  auto started = start_file(scene, walks, file, false);
  started.entry.link = std::make_unique<const model::LinkMap>(std::move(started.map));
  list_map(*started.entry.link, started.entry);
  return std::move(started.entry);
}

}  // namespace elfgate::engine
