// Two sets of facts about one file, held against each other.
#include <string>
#include <vector>

#include "base/text.h"
#include "elf/reader.h"

namespace elfgate::elf {
namespace {

std::string show(std::uint64_t number) {
  return std::to_string(number);
}
std::string show(bool flag) {
  return flag ? "yes" : "no";
}
std::string show(const std::string& text) {
  return '"' + base::printable(text) + '"';
}
std::string show(const std::optional<std::string>& text) {
  return text ? show(*text) : "none";
}
std::string show(model::ExecStack stack) {
  return std::to_string(static_cast<unsigned>(stack));
}

std::string show(const model::DynamicEdge& edge) {
  static constexpr const char* k_tags[] = {"NEEDED", "FILTER", "AUXILIARY"};
  return std::string(k_tags[static_cast<unsigned>(edge.kind)]) + ' ' + show(edge.name);
}

std::string show(const model::VersionDefinition& version) {
  return show(version.name) + " flags " + std::to_string(version.flags) + " hash " + std::to_string(version.hash) +
         " revision " + std::to_string(version.revision);
}

std::string show(const model::VersionWanted& version) {
  return show(version.name) + " flags " + std::to_string(version.flags) + " hash " + std::to_string(version.hash);
}

std::string show(const model::VersionNeed& need) {
  std::string text = show(need.file) + " revision " + std::to_string(need.revision) + ':';
  for (const auto& version : need.versions) text += ' ' + show(version) + ';';
  return text;
}

std::string show(const model::DlopenNote& note) {
  std::string text = "priority " + std::to_string(static_cast<unsigned>(note.priority)) + ' ' + show(note.feature);
  for (const auto& soname : note.sonames) text += ' ' + show(soname);
  return text;
}

class Comparison {
 public:
  template <typename Value>
  void field(const char* name, const Value& first, const Value& second) {
    if (first != second) lines_.push_back(std::string(name) + ": " + show(first) + " against " + show(second));
  }

  /// The first element that differs; the rest follows from it.
  template <typename Value>
  void list(const char* name, const std::vector<Value>& first, const std::vector<Value>& second) {
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
      const std::string left = i < first.size() ? show(first[i]) : "nothing";
      const std::string right = i < second.size() ? show(second[i]) : "nothing";
      if (left == right) continue;
      lines_.push_back(std::string(name) + "[" + std::to_string(i) + "]: " + left + " against " + right);
      return;
    }
  }

  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> differences(const model::ElfFacts& first, const model::ElfFacts& second) {
  Comparison comparison;
  const auto number = [&](const char* name, std::uint64_t a, std::uint64_t b) { comparison.field(name, a, b); };
  number("class", first.elf_class, second.elf_class);
  number("data", first.data, second.data);
  number("ident_version", first.ident_version, second.ident_version);
  number("osabi", first.osabi, second.osabi);
  number("abi_version", first.abi_version, second.abi_version);
  number("type", first.type, second.type);
  number("machine", first.machine, second.machine);
  number("version", first.version, second.version);
  number("flags", first.flags, second.flags);
  number("DT_FLAGS", first.dt_flags, second.dt_flags);
  number("DT_FLAGS_1", first.dt_flags_1, second.dt_flags_1);
  comparison.field("ident_padding", first.ident_padding, second.ident_padding);
  comparison.field("phentsize_ok", first.phentsize_ok, second.phentsize_ok);
  comparison.field("has_load", first.has_load, second.has_load);
  comparison.field("loads_aligned", first.loads_aligned, second.loads_aligned);
  comparison.field("has_dynamic", first.has_dynamic, second.has_dynamic);
  comparison.field("has_sections", first.has_sections, second.has_sections);
  comparison.field("has_relr", first.has_relr, second.has_relr);
  comparison.field("has_verdef", first.has_verdef, second.has_verdef);
  comparison.field("has_strtab", first.has_strtab, second.has_strtab);
  comparison.field("exec_stack", first.exec_stack, second.exec_stack);
  comparison.field("interp", first.interp, second.interp);
  comparison.field("soname", first.soname, second.soname);
  comparison.field("rpath", first.rpath, second.rpath);
  comparison.field("runpath", first.runpath, second.runpath);
  comparison.field("audit", first.audit, second.audit);
  comparison.field("depaudit", first.depaudit, second.depaudit);
  comparison.list("edges", first.edges, second.edges);
  comparison.list("defined_versions", first.defined_versions, second.defined_versions);
  comparison.list("needed_versions", first.needed_versions, second.needed_versions);
  comparison.list("dlopen_notes", first.dlopen_notes, second.dlopen_notes);
  return comparison.take();
}

}  // namespace elfgate::elf
