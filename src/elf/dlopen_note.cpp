#include "elf/dlopen_note.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace elfgate::elf {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<model::DlopenPriority> priority_of(const json& object) {
  const auto found = object.find("priority");
  if (found == object.end()) return model::DlopenPriority::recommended;
  const std::string word = text_of(object, "priority");
  if (word == "required") return model::DlopenPriority::required;
  if (word == "recommended") return model::DlopenPriority::recommended;
  if (word == "suggested") return model::DlopenPriority::suggested;
  return std::nullopt;
}

std::vector<std::string> sonames_of(const json& object) {
  std::vector<std::string> names;
  const auto found = object.find("soname");
  if (found == object.end()) return names;
  if (found->is_string()) names.push_back(found->get<std::string>());
  if (found->is_array()) {
    for (const auto& name : *found)
      if (name.is_string() && !name.get_ref<const std::string&>().empty()) names.push_back(name.get<std::string>());
  }
  return names;
}

Result<model::DlopenNote> read_entry(const json& object, const std::string& subject) {
  if (!object.is_object()) return fail(ErrorCode::malformed, subject, "dlopen note: an entry is not an object");
  model::DlopenNote note;
  note.sonames = sonames_of(object);
  if (note.sonames.empty() || note.sonames.front().empty()) {
    return fail(ErrorCode::malformed, subject, "dlopen note: an entry without soname");
  }
  const auto priority = priority_of(object);
  if (!priority)
    return fail(ErrorCode::malformed, subject, "dlopen note: a priority that is none of required, recommended, suggested");
  note.priority = *priority;
  note.feature = text_of(object, "feature");
  note.description = text_of(object, "description");
  return note;
}

}  // namespace

Result<std::vector<model::DlopenNote>> read_dlopen_note(base::Bytes descriptor, const std::string& subject) {
  auto text = base::as_text(descriptor);
  while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
  const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return fail(ErrorCode::malformed, subject, "dlopen note: not JSON");

  std::vector<model::DlopenNote> notes;
  if (document.is_object()) {
    ELFGATE_TRY_ASSIGN(auto note, read_entry(document, subject));
    notes.push_back(std::move(note));
    return notes;
  }
  if (!document.is_array()) return fail(ErrorCode::malformed, subject, "dlopen note: neither an array nor an object");
  for (const auto& object : document) {
    ELFGATE_TRY_ASSIGN(auto note, read_entry(object, subject));
    notes.push_back(std::move(note));
  }
  return notes;
}

}  // namespace elfgate::elf
