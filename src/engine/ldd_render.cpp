#include "engine/ldd_render.h"

#include <unordered_map>

#include "report/json_parts.h"
#include "report/wording.h"

namespace elfgate::engine {
namespace {

using model::LinkStatus;
using report::append_json;
using report::append_shown;

/// Terminal colours, or nothing.
struct Palette {
  const char *missing = "", *quiet = "", *strong = "", *end = "";
};

Palette palette(bool color) {
  return color ? Palette{"\x1b[31m", "\x1b[2m", "\x1b[1m", "\x1b[0m"} : Palette{};
}

/// Appends to one text: as many as there are lines would cost more than to find the libraries.
class Writer {
 public:
  Writer(const LddEntry& entry, bool color) : entry_(entry), colors_(palette(color)) {}

  std::string tree() &&;
  std::string list() &&;
  std::string paths() &&;
  std::string json() &&;

 private:
  using Items = std::vector<std::size_t>;  // indexes into the map, ascending

  template <typename... Parts>
  void put(const Parts&... parts) {
    (out_.append(parts), ...);
  }
  void put_shown(std::string_view text) { append_shown(out_, text); }
  void heading();
  void remark(const char* color, std::string_view text);
  void remarks();
  void line(const ListedObject& object);
  void branches();
  void field(const char* name, std::string_view text, bool nullable = false);
  void field(const char* name, const std::string* text);
  void texts(const char* name, const std::vector<std::string>& list);

  const LddEntry& entry_;
  Palette colors_;
  std::string out_;
};

void Writer::heading() {
  put(colors_.strong);
  put_shown(entry_.file);
  put(colors_.end);
  if (!entry_.package.empty()) put("  "), put_shown(entry_.package);
  if (!entry_.arch.empty()) put("  "), put_shown(entry_.arch);
  if (!entry_.loader.empty()) put(" ", entry_.loader);
  if (entry_.status == LinkStatus::static_program) put("  statically linked");
  if (entry_.status == LinkStatus::fatal) put("  ", colors_.missing, "cannot start", colors_.end);
  if (entry_.status == LinkStatus::not_loadable) put("  ", colors_.missing, "not loadable", colors_.end);
  put("\n");
}

void Writer::remark(const char* color, std::string_view text) {
  put("  ", color);
  put_shown(text);
  put(colors_.end, "\n");
}

/// What is said about an entry beside its map.
void Writer::remarks() {
  if (!entry_.reason.empty()) remark(colors_.missing, entry_.reason);
  for (const auto& error : entry_.version_errors) remark(colors_.missing, error);
  std::string words;
  for (const auto& word : entry_.depends_on) words += (words.empty() ? "depends on: " : ", ") + word;
  if (!words.empty()) remark(colors_.quiet, words);
}

void Writer::line(const ListedObject& object) {
  if (object.path == nullptr) put(colors_.missing);
  put_shown(object.needed);
  if (object.path == nullptr) return put(" not found", colors_.end, "\n");
  if (*object.path != object.needed) put(" => "), put_shown(*object.path);
  put(" ", colors_.quiet, "[", object.how, "]");
  if (object.real != nullptr && *object.real != *object.path) put(" -> "), put_shown(*object.real);
  put(colors_.end, "\n");
}

/// The objects below one another, each where it was loaded first.
void Writer::branches() {
  const auto& map = entry_.map;
  std::unordered_map<std::string_view, Items> below;
  for (std::size_t i = 0; i < map.size(); ++i) below[map[i].by].push_back(i);

  struct Level {
    Items items;
    std::size_t next;
    std::size_t indent;  // of its own lines
  };
  std::vector<Level> levels;
  std::string indent;
  const auto descend = [&](std::string_view by) {
    const auto found = below.find(by);
    if (found == below.end()) return;
    levels.push_back({std::move(found->second), 0, indent.size()});
    below.erase(found);
  };
  indent = "  ";
  descend(entry_.file);
  while (!levels.empty()) {
    auto& level = levels.back();
    if (level.next == level.items.size()) {
      levels.pop_back();
      continue;
    }
    const auto& object = map[level.items[level.next++]];
    const bool last = level.next == level.items.size();
    indent.resize(level.indent);
    put(indent, last ? "`-- " : "|-- ");
    line(object);
    indent += last ? "    " : "|   ";
    if (object.path != nullptr) descend(*object.path);
  }
  // what hangs below nothing that is listed, for example below an object that was preloaded
  for (const auto& object : map)
    if (below.contains(object.by)) put("  "), line(object);
}

std::string Writer::tree() && {
  heading();
  branches();
  remarks();
  return std::move(out_);
}

std::string Writer::list() && {
  put_shown(entry_.file);
  put(":\n");
  if (entry_.status == LinkStatus::static_program || (entry_.status == LinkStatus::ok && entry_.map.empty()))
    put("\tstatically linked\n");
  for (const auto& object : entry_.map) {
    put("\t");
    put_shown(object.needed);
    if (object.path == nullptr) put(" => ", colors_.missing, "not found", colors_.end);
    if (object.path != nullptr && *object.path != object.needed) put(" => "), put_shown(*object.path);
    put("\n");
  }
  if (!entry_.reason.empty()) put("\t"), put_shown(entry_.reason), put("\n");
  for (const auto& error : entry_.version_errors) put("\t"), put_shown(error), put("\n");
  return std::move(out_);
}

std::string Writer::paths() && {
  for (const auto& object : entry_.map)
    if (object.path != nullptr) put_shown(*object.path), put("\n");
  return std::move(out_);
}

void Writer::field(const char* name, std::string_view text, bool nullable) {
  put("\"", name, "\":");
  if (nullable && text.empty()) {
    put("null");
  } else {
    append_json(out_, text);
  }
}

void Writer::field(const char* name, const std::string* text) {
  field(name, text == nullptr ? std::string_view() : *text, text == nullptr);
}

void Writer::texts(const char* name, const std::vector<std::string>& list) {
  put(",\"", name, "\":[");
  for (const auto& text : list) {
    if (&text != &list.front()) put(",");
    append_json(out_, text);
  }
  put("]");
}

std::string Writer::json() && {
  put("{");
  field("file", entry_.file);
  put(","), field("arch", entry_.arch, true);
  if (!entry_.package.empty()) put(","), field("package", entry_.package);
  put(","), field("loader", entry_.loader, true);
  put(","), field("interp", entry_.interp, true);
  put(","), field("status", name_of(entry_.status));
  put(",\"map\":[");
  for (const auto& object : entry_.map) {
    put(&object == &entry_.map.front() ? "{" : ",{");
    field("needed", object.needed);
    put(","), field("path", object.path);
    put(","), field("real", object.real);
    put(","), field("by", object.by);
    put(","), field("how", object.how);
    put("}");
  }
  put("]");
  if (!entry_.reason.empty()) put(","), field("reason", entry_.reason);
  if (!entry_.version_errors.empty()) texts("version_errors", entry_.version_errors);
  if (!entry_.depends_on.empty()) texts("depends_on", entry_.depends_on);
  put("}");
  return std::move(out_);
}

}  // namespace

std::string render(const LddEntry& entry, LddFormat format, bool color) {
  Writer writer(entry, color);
  switch (format) {
    case LddFormat::none: break;
    case LddFormat::tree: return std::move(writer).tree();
    case LddFormat::list: return std::move(writer).list();
    case LddFormat::paths: return std::move(writer).paths();
    case LddFormat::json: return std::move(writer).json();
    case LddFormat::jsonl: return std::move(writer).json() + "\n";
  }
  return {};
}

}  // namespace elfgate::engine
