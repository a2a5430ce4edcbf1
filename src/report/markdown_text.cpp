#include "report/markdown_text.h"

#include "report/wording.h"

namespace elfgate::report::markdown {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '@') {
      out += "@<!-- -->";
    } else if (std::string_view("&<>|`*_[]()~#\\!$:^{}").find(c) != std::string_view::npos) {
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    } else {
      out += c;
    }
  }
  return out;
}

std::string cut(const std::string& text, std::size_t size) {
  if (text.size() <= size) return text;
  std::size_t end = size;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string code(const std::string& text) {
  return text.empty() ? "" : "<code>" + escaped(cut(text)) + "</code>";
}

std::string codes(const std::vector<std::string>& names, std::size_t most) {
  std::string out;
  const std::size_t end = names.size() > most + 1 ? most : names.size();
  for (std::size_t i = 0; i < end; ++i) out += (i == 0 ? "" : " ") + code(shown(names[i]));
  return end == names.size() ? out : out + " and " + number(names.size() - end) + " more";
}

std::string items(const std::string& label, const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += "- " + label + ": " + escaped(cut(shown(text))) + "\n";
  return out;
}

}  // namespace elfgate::report::markdown
