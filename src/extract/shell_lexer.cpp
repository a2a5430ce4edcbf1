#include "extract/shell_lexer.h"

#include <algorithm>
#include <deque>

namespace elfgate::extract {
namespace {

using Kind = ShellPart::Kind;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<ShellToken> read() {
    while (!at_end()) step();
    finish_word();
    return std::move(tokens_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void step() {
    const char c = peek();
    switch (c) {
      case ' ':
      case '\t':
      case '\r': finish_word(), ++at_; break;
      case '\n': finish_command(), ++at_, skip_here_documents(); break;
      case ';':
      case '&':
      case '|':
      case '(':
      case ')': finish_command(), ++at_; break;
      case '<':
      case '>': redirection(); break;
      case '#': word_.empty() ? skip_comment() : plain(); break;
      case '\'': single_quoted(); break;
      case '"': double_quoted(); break;
      case '`': back_quoted(false); break;
      case '$': dollar(false); break;
      case '\\': escaped(); break;
      default: plain(); break;
    }
  }

  void add(Kind kind, std::string_view value, bool quoted) {
    if (!word_.empty() && kind == Kind::text && word_.back().kind == Kind::text && word_.back().quoted == quoted) {
      word_.back().value.append(value);
    } else {
      word_.push_back({kind, std::string(value), quoted});
    }
  }

  void plain() { add(Kind::text, text_.substr(at_++, 1), false); }

  void escaped() {
    if (peek(1) != '\n' && at_ + 1 < text_.size()) add(Kind::text, text_.substr(at_ + 1, 1), true);
    at_ += 2;
  }

  void single_quoted() {
    const auto end = std::min(text_.find('\'', at_ + 1), text_.size());
    add(Kind::text, text_.substr(at_ + 1, end - at_ - 1), true);
    at_ = end + 1;
  }

  void double_quoted() {
    add(Kind::text, "", true);
    for (++at_; !at_end() && peek() != '"';) {
      const char next = peek(1);
      if (peek() == '\\' && (next == '$' || next == '`' || next == '"' || next == '\\')) {
        add(Kind::text, text_.substr(at_ + 1, 1), true);
        at_ += 2;
      } else if (peek() == '\\' && next == '\n') {
        at_ += 2;
      } else if (peek() == '$') {
        dollar(true);
      } else if (peek() == '`') {
        back_quoted(true);
      } else {
        add(Kind::text, text_.substr(at_++, 1), true);
      }
    }
    ++at_;
  }

  void back_quoted(bool quoted) {
    for (++at_; !at_end() && peek() != '`'; ++at_)
      if (peek() == '\\') ++at_;
    ++at_;
    add(Kind::unknown, "", quoted);
  }

  /// Skips to the CLOSE that belongs to the OPEN at the current place; quotes hide both.
  std::string_view balanced(char open, char close) {
    const std::size_t begin = at_;
    unsigned level = 0;
    for (char quote = '\0'; !at_end(); ++at_) {
      const char c = peek();
      if (c == '\\' && quote != '\'') {
        ++at_;
      } else if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == open) {
        ++level;
      } else if (c == close && --level == 0) {
        break;
      }
    }
    at_ = std::min(at_ + 1, text_.size());
    return text_.substr(begin, at_ - begin);
  }

  void dollar(bool quoted) {
    const char next = peek(1);
    ++at_;
    if (next == '(') {
      balanced('(', ')');
      add(Kind::unknown, "", quoted);
    } else if (next == '{') {
      auto name = balanced('{', '}');
      name.remove_prefix(1);
      if (!name.empty()) name.remove_suffix(1);
      if (name.ends_with(":-")) name.remove_suffix(2);
      const bool known = !name.empty() && !is_digit(name[0]) && std::all_of(name.begin(), name.end(), is_name_character);
      add(known ? Kind::variable : Kind::unknown, name, quoted);
    } else if (is_name_character(next) && !is_digit(next)) {
      const std::size_t begin = at_;
      while (is_name_character(peek())) ++at_;
      add(Kind::variable, text_.substr(begin, at_ - begin), quoted);
    } else if (is_digit(next) || std::string_view("@*#?$!-").find(next) != std::string_view::npos) {
      if (next != '\0') ++at_;
      add(Kind::unknown, "", quoted);
    } else {
      add(Kind::text, "$", quoted);
    }
  }

  void skip_comment() {
    while (!at_end() && peek() != '\n') ++at_;
  }

  void redirection() {
    const bool descriptor = word_.size() == 1 && word_[0].kind == Kind::text && !word_[0].quoted &&
                            std::all_of(word_[0].value.begin(), word_[0].value.end(), is_digit);
    if (descriptor) word_.clear();
    finish_word();
    const bool here = peek() == '<' && peek(1) == '<';
    while (peek() == '<' || peek() == '>' || peek() == '&' || peek() == '|' || (here && peek() == '-')) {
      strip_tabs_ = here && peek() == '-';
      ++at_;
    }
    while (peek() == ' ' || peek() == '\t') ++at_;
    target_ = here ? Target::here_document : Target::file;
  }

  void finish_word() {
    if (word_.empty()) return;
    if (target_ == Target::here_document) {
      std::string delimiter;
      for (const auto& part : word_) delimiter += part.value;
      here_documents_.push_back({std::move(delimiter), strip_tabs_});
    } else if (target_ == Target::none) {
      tokens_.push_back({std::move(word_)});
    }
    word_.clear();
    target_ = Target::none;
  }

  void finish_command() {
    finish_word();
    target_ = Target::none;
    if (!tokens_.empty() && !tokens_.back().is_separator()) tokens_.emplace_back();
  }

  void skip_here_documents() {
    for (; !here_documents_.empty(); here_documents_.pop_front()) {
      const auto& [delimiter, strip_tabs] = here_documents_.front();
      while (!at_end()) {
        const auto end = std::min(text_.find('\n', at_), text_.size());
        auto line = text_.substr(at_, end - at_);
        at_ = end + 1;
        if (strip_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
        if (line == delimiter) break;
      }
    }
  }

  struct HereDocument {
    std::string delimiter;
    bool strip_tabs;
  };
  enum class Target { none, file, here_document };

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<ShellToken> tokens_;
  std::vector<ShellPart> word_;
  Target target_ = Target::none;  // what the next word is for, when it belongs to a redirection
  bool strip_tabs_ = false;
  std::deque<HereDocument> here_documents_;
};

}  // namespace

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

std::vector<ShellToken> read_tokens(std::string_view script) {
  return Lexer(script).read();
}

}  // namespace elfgate::extract
