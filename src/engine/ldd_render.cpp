#include "engine/ldd_render.h"

#include <unordered_map>

#include "report/json_parts.h"
#include "report/wording.h"

namespace elfgate::engine {
namespace {

using model::LinkStatus;
using report::Json;
using report::shown;

/// Terminal colours, or nothing.
struct Palette {
  const char *missing = "", *quiet = "", *strong = "", *end = "";
};

Palette palette(bool color) {
  return color ? Palette{"\x1b[31m", "\x1b[2m", "\x1b[1m", "\x1b[0m"} : Palette{};
}

Json texts(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const auto& text : list) out.push_back(shown(text));
  return out;
}

Json optional_text(const std::string& text) {
  return text.empty() ? Json() : Json(shown(text));
}

Json json_of(const LddEntry& entry) {
  Json out;
  out["file"] = shown(entry.file);
  out["arch"] = optional_text(entry.arch);
  if (!entry.package.empty()) out["package"] = shown(entry.package);
  out["loader"] = optional_text(entry.loader);
  out["interp"] = optional_text(entry.interp);
  out["status"] = name_of(entry.status);
  Json map = Json::array();
  for (const auto& object : entry.map) {
    Json line;
    line["needed"] = shown(object.needed);
    line["path"] = object.path ? Json(shown(*object.path)) : Json();
    line["real"] = object.real ? Json(shown(*object.real)) : Json();
    line["by"] = shown(object.by);
    line["how"] = object.how;
    map.push_back(std::move(line));
  }
  out["map"] = std::move(map);
  if (!entry.reason.empty()) out["reason"] = shown(entry.reason);
  if (!entry.version_errors.empty()) out["version_errors"] = texts(entry.version_errors);
  if (!entry.depends_on.empty()) out["depends_on"] = texts(entry.depends_on);
  return out;
}

std::string heading(const LddEntry& entry, const Palette& colors) {
  std::string text = colors.strong + shown(entry.file) + colors.end;
  if (!entry.package.empty()) text += "  " + shown(entry.package);
  if (!entry.arch.empty()) text += "  " + shown(entry.arch);
  if (!entry.loader.empty()) text += " " + entry.loader;
  if (entry.status == LinkStatus::static_program) text += "  statically linked";
  if (entry.status == LinkStatus::fatal) text += "  " + std::string(colors.missing) + "cannot start" + colors.end;
  if (entry.status == LinkStatus::not_loadable) text += "  " + std::string(colors.missing) + "not loadable" + colors.end;
  return text + "\n";
}

/// What is said about an entry beside its map, each line behind INDENT.
std::string remarks(const LddEntry& entry, const Palette& colors) {
  std::string text;
  const auto add = [&](const std::string& line) { text += "  " + line + "\n"; };
  if (!entry.reason.empty()) add(colors.missing + shown(entry.reason) + colors.end);
  for (const auto& error : entry.version_errors) add(colors.missing + shown(error) + colors.end);
  if (!entry.depends_on.empty()) {
    std::string words;
    for (const auto& word : entry.depends_on) words += (words.empty() ? "" : ", ") + shown(word);
    add(std::string(colors.quiet) + "depends on: " + words + colors.end);
  }
  return text;
}

/// The objects below one another, each where it was loaded first.
class Tree {
 public:
  Tree(const LddEntry& entry, const Palette& colors) : entry_(entry), colors_(colors) {
    for (std::size_t i = 0; i < entry.map.size(); ++i) below_[entry.map[i].by].push_back(i);
  }

  std::string draw() {
    struct Level {
      const std::vector<std::size_t>* items;
      std::size_t next;
      std::string indent;
    };
    std::string text;
    std::vector<Level> levels;
    const auto descend = [&](const std::string& by, std::string indent) {
      const auto found = below_.find(by);
      if (found == below_.end()) return;
      const auto items = std::move(found->second);
      below_.erase(found);
      owned_.push_back(std::make_unique<std::vector<std::size_t>>(items));
      levels.push_back({owned_.back().get(), 0, std::move(indent)});
    };
    descend(entry_.file, "  ");
    while (!levels.empty()) {
      auto& level = levels.back();
      if (level.next == level.items->size()) {
        levels.pop_back();
        continue;
      }
      const auto& object = entry_.map[(*level.items)[level.next++]];
      const bool last = level.next == level.items->size();
      const auto indent = level.indent;
      text += indent + (last ? "`-- " : "|-- ") + line(object) + "\n";
      if (object.path) descend(*object.path, indent + (last ? "    " : "|   "));
    }
    // what hangs below nothing that is listed, for example below an object that was preloaded
    for (const auto& object : entry_.map)
      if (below_.contains(object.by)) text += "  " + line(object) + "\n";
    return text;
  }

 private:
  std::string line(const ListedObject& object) const {
    if (!object.path) return colors_.missing + shown(object.needed) + " not found" + colors_.end;
    std::string text = shown(object.needed);
    if (*object.path != object.needed) text += " => " + shown(*object.path);
    text += std::string(" ") + colors_.quiet + "[" + object.how + "]";
    if (object.real && *object.real != *object.path) text += " -> " + shown(*object.real);
    return text + colors_.end;
  }

  const LddEntry& entry_;
  const Palette& colors_;
  std::unordered_map<std::string, std::vector<std::size_t>> below_;
  std::vector<std::unique_ptr<std::vector<std::size_t>>> owned_;
};

std::string render_list(const LddEntry& entry, const Palette& colors) {
  std::string text = shown(entry.file) + ":\n";
  if (entry.status == LinkStatus::static_program || (entry.status == LinkStatus::ok && entry.map.empty()))
    text += "\tstatically linked\n";
  for (const auto& object : entry.map) {
    text += "\t" + shown(object.needed);
    if (!object.path) text += std::string(" => ") + colors.missing + "not found" + colors.end;
    if (object.path && *object.path != object.needed) text += " => " + shown(*object.path);
    text += "\n";
  }
  if (!entry.reason.empty()) text += "\t" + shown(entry.reason) + "\n";
  for (const auto& error : entry.version_errors) text += "\t" + shown(error) + "\n";
  return text;
}

std::string render_paths(const LddEntry& entry) {
  std::string text;
  for (const auto& object : entry.map)
    if (object.path) text += shown(*object.path) + "\n";
  return text;
}

}  // namespace

std::string render(const LddEntry& entry, LddFormat format, bool color) {
  const auto colors = palette(color);
  switch (format) {
    case LddFormat::none: break;
    case LddFormat::tree: return heading(entry, colors) + Tree(entry, colors).draw() + remarks(entry, colors);
    case LddFormat::list: return render_list(entry, colors);
    case LddFormat::paths: return render_paths(entry);
    case LddFormat::json: return report::line_of(json_of(entry));
    case LddFormat::jsonl: return report::line_of(json_of(entry)) + "\n";
  }
  return {};
}

}  // namespace elfgate::engine
