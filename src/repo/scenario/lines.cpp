#include "repo/scenario/lines.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace elfgate::repo::scenario {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

std::string at_line(const std::string& subject, unsigned number) {
  return subject + ":" + std::to_string(number);
}

/// One quoted word; POS stands behind the opening quote and ends behind the closing one.
Result<std::string> quoted(std::string_view text, std::size_t& pos, const std::string& where) {
  std::string out;
  while (pos < text.size() && text[pos] != '"') {
    if (text[pos] != '\\') {
      out.push_back(text[pos++]);
      continue;
    }
    const char escape = pos + 1 < text.size() ? text[pos + 1] : '\0';
    pos += 2;
    if (escape == 'x') {
      const auto byte = base::from_hex(text.substr(std::min(pos, text.size()), 2));
      if (!byte || byte->size() != 1) return fail(ErrorCode::malformed, where, "\\x needs two hexadecimal digits");
      out += *byte;
      pos += 2;
    } else if (escape == 'n' || escape == 't' || escape == '"' || escape == '\\') {
      out.push_back(escape == 'n' ? '\n' : escape == 't' ? '\t' : escape);
    } else {
      return fail(ErrorCode::malformed, where, "unknown escape in quotes; known are \\n \\t \\\" \\\\ \\xNN");
    }
  }
  if (pos >= text.size()) return fail(ErrorCode::malformed, where, "a quote is not closed on its line");
  ++pos;
  return out;
}

Result<std::vector<std::string>> words_of(std::string_view text, const std::string& where) {
  std::vector<std::string> words;
  std::size_t pos = 0;
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (pos < text.size()) {
    if (blank(text[pos])) {
      ++pos;
    } else if (text[pos] == '#') {
      break;
    } else if (text[pos] == '"') {
      ++pos;
      ELFGATE_TRY_ASSIGN(auto word, quoted(text, pos, where));
      if (pos < text.size() && !blank(text[pos]))
        return fail(ErrorCode::malformed, where, "a blank must follow a closing quote");
      words.push_back(std::move(word));
    } else {
      const auto begin = pos;
      while (pos < text.size() && !blank(text[pos])) ++pos;
      words.emplace_back(text.substr(begin, pos - begin));
    }
  }
  return words;
}

}  // namespace

Result<std::vector<Line>> split_lines(std::string_view text, const std::string& subject) {
  std::vector<Line> lines;
  unsigned number = 0;
  for (auto raw : base::split(text, '\n')) {
    ++number;
    if (!raw.empty() && raw.back() == '\r') raw.remove_suffix(1);
    const auto where = at_line(subject, number);
    if (raw.find('\0') != std::string_view::npos)
      return fail(ErrorCode::malformed, where, "a scenario is text; write \\x00 in quotes");
    Line line{.number = number};
    auto rest = base::trim(raw);
    if (!rest.empty() && rest.front() == '@') {
      const auto end = std::min(rest.find_first_of(" \t"), rest.size());
      line.only_arch = rest.substr(1, end - 1);
      rest = base::trim(rest.substr(end));
      if (line.only_arch.empty() || rest.empty())
        return fail(ErrorCode::malformed, where, "`@ARCH` stands before what holds on that architecture only");
    }
    if (!rest.empty() && rest.front() == '|') {
      line.is_content = true;
      auto content = raw.substr(raw.find('|') + 1);
      if (!content.empty() && content.front() == ' ') content.remove_prefix(1);
      line.content = content;
    } else {
      ELFGATE_TRY_ASSIGN(line.words, words_of(rest, where));
      if (line.words.empty()) continue;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace elfgate::repo::scenario
