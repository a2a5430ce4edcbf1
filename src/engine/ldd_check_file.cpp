#include "engine/ldd_check_file.h"

#include <algorithm>

#include "base/text.h"

namespace elfgate::engine {

using loader::EntryKind;
using loader::WalkError;
using model::FileContent;
using model::k_no_object;
using model::LinkStatus;
using Kind = CheckedFile::Kind;

namespace {

CheckedFile failed(std::string why) {
  return {Kind::fail, std::move(why), {}};
}

/// "missing liba.so.1 libb.so.2": one for each line that the loader lists, in its order. It lists a name once for each object
/// that asks for it.
std::string missing_of(const model::LinkMap& map) {
  std::string text;
  for (const auto& line : map.listing)
    if (line.object == k_no_object && line.edge != k_no_object) text += " " + base::printable(map.edges[line.edge].name);
  return text.empty() ? text : "missing" + text;
}

void add(std::string& reasons, const std::string& reason) {
  if (!reason.empty()) reasons += (reasons.empty() ? "" : "; ") + reason;
}

std::vector<std::string> lines_of(const LddEntry& entry) {
  std::vector<std::string> lines;
  for (const auto& object : entry.map) {
    const auto needed = base::printable(object.needed);
    if (!object.path) {
      lines.push_back("\t" + needed + " => not found");
    } else if (*object.path == object.needed) {
      lines.push_back("\t" + needed);
    } else {
      lines.push_back("\t" + needed + " => " + base::printable(*object.path));
    }
  }
  if (lines.empty()) lines.emplace_back("\tstatically linked");
  return lines;
}

/// Names a dynamic loader has something to do for.
bool is_dynamic(const model::ElfFacts& elf) {
  return elf.has_dynamic && (elf.type == model::k_et_exec || elf.type == model::k_et_dyn);
}

CheckedFile judge(const Scene& scene, Scene::Walks& walks, const LddCheckQuestion& question, const model::ElfFacts& elf) {
  const auto* setup = &scene.setup_for("", elf.machine, elf.elf_class);
  std::string reasons;
  if (question.strict && elf.interp) {
    const auto& own = scene.setup_for(*elf.interp, elf.machine, elf.elf_class);
    if (own.refused.empty()) setup = &own;
    add(reasons, base::printable(own.refused));
  }
  // Programs of another machine, which nothing in this root could start: ldd calls them no dynamic executables.
  if (!setup->refused.empty()) return reasons.empty() ? CheckedFile{} : failed(reasons);

  auto settings = scene.settings_of(*setup);
  settings.library_path = question.library_path;
  const auto map = setup->detected.loader->link(walks.of(*setup), settings, {question.file, {}});
  if (map.status == LinkStatus::not_loadable && reasons.empty()) return {};
  LddEntry entry;
  list_map(map, entry);
  CheckedFile result;
  result.listing = lines_of(entry);
  add(reasons, missing_of(map));
  if (map.status == LinkStatus::fatal) add(reasons, base::printable(map.fatal_reason));
  if (question.strict)
    for (const auto& error : entry.version_errors) add(reasons, base::printable(error));
  if (map.status == LinkStatus::missing && reasons.empty()) add(reasons, "a library is missing");
  result.kind = reasons.empty() ? Kind::pass : Kind::fail;
  result.why = std::move(reasons);
  return result;
}

}  // namespace

CheckedFile check_file(const Scene& scene, Scene::Walks& walks, const LddCheckQuestion& question) {
  const auto walked = walks.plain().resolve(question.file, scene.inputs().cwd);
  if (walked.error == WalkError::not_searchable) return failed("a directory of its path cannot be entered");
  if (walked.error != WalkError::none || walked.entry.kind == EntryKind::absent) return {Kind::absent, {}, {}};
  if (walked.entry.kind != EntryKind::regular) return {Kind::no_file, {}, {}};
  const auto* fact = walked.entry.fact;
  if (fact == nullptr) return {};
  if (fact->content == FileContent::broken_elf) return failed("begins as an ELF file and is damaged");
  if (fact->content != FileContent::elf || !is_dynamic(fact->elf)) return {};
  return judge(scene, walks, question, fact->elf);
}

}  // namespace elfgate::engine
