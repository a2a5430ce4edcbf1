#include "extract/shell.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "extract/shell_lexer.h"

namespace elfgate::extract {
namespace {

using Kind = ShellPart::Kind;

constexpr std::size_t k_longest_word = 16 * 1024;
constexpr unsigned k_deepest_loop = 8;
constexpr std::size_t k_no_match = static_cast<std::size_t>(-1);

/// Words that stand before a command without being one.
bool is_lead(std::string_view word) {
  static constexpr std::string_view k_leads[] = {"then",  "else", "elif", "do",   "!",    "if", "while",
                                                 "until", "{",    "fi",   "done", "esac", "}"};
  return std::find(std::begin(k_leads), std::end(k_leads), word) != std::end(k_leads);
}

/// How a reserved word moves the depth of conditional text.
int depth_change(std::string_view word) {
  if (word == "if" || word == "while" || word == "until" || word == "case" || word == "{") return 1;
  if (word == "fi" || word == "esac" || word == "}") return -1;
  return 0;
}

/// Length of "NAME=" at the begin of a word; 0 when it is no assignment.
std::size_t assignment_name(const ShellToken& token) {
  if (token.is_separator() || token.parts[0].kind != Kind::text || token.parts[0].quoted) return 0;
  const std::string& text = token.parts[0].value;
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || (text[0] >= '0' && text[0] <= '9')) return 0;
  const bool named = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(equals), is_name_character);
  return named ? equals + 1 : 0;
}

class Script {
 public:
  Script(std::vector<ShellToken> tokens, const std::function<void(const std::vector<ShellWord>&)>& visit)
      : tokens_(std::move(tokens)), visit_(visit) {
    variables_["DPKG_ROOT"] = "";  // dpkg sets it to nothing unless it installs into another root
    match_loops();
  }

  void run() { run(0, tokens_.size(), 0, 0); }

 private:
  struct Loop {
    std::size_t body = k_no_match;
    std::size_t done = k_no_match;
    bool is_for = false;
    bool ends_while = false;  ///< a `done` of a loop whose body may not run
  };

  /// For each `for` or `while`, where its body begins and where its `done` stands. One pass, so that running stays linear.
  void match_loops() {
    loops_.resize(tokens_.size());
    std::vector<std::size_t> open;
    bool command_start = true;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const auto word = command_start ? tokens_[i].bare() : std::string_view();
      if (word == "for" || word == "while" || word == "until") {
        loops_[i].is_for = word == "for";
        open.push_back(i);
      } else if (word == "do" && !open.empty() && loops_[open.back()].body == k_no_match) {
        loops_[open.back()].body = i + 1;
      } else if (word == "done" && !open.empty()) {
        loops_[open.back()].done = i;
        loops_[i].ends_while = !loops_[open.back()].is_for;
        open.pop_back();
      }
      command_start = tokens_[i].is_separator() || (command_start && is_lead(word));
    }
  }

  void run(std::size_t begin, std::size_t end, unsigned depth, unsigned nesting) {
    int conditional = static_cast<int>(depth);
    for (std::size_t i = begin; i < end && work_ < k_shell_work;) {
      if (tokens_[i].is_separator() || is_lead(tokens_[i].bare())) {
        conditional = std::max(0, conditional + depth_change(tokens_[i].bare()) - (loops_[i].ends_while ? 1 : 0));
        ++i;
        continue;
      }
      const Loop& loop = loops_[i];
      if (loop.is_for && loop.done != k_no_match && loop.body != k_no_match && loop.done < end && nesting < k_deepest_loop) {
        run_for(i, loop, static_cast<unsigned>(conditional), nesting);
        i = loop.done + 1;
        continue;
      }
      std::size_t stop = i;
      while (stop < end && !tokens_[stop].is_separator()) ++stop;
      if (tokens_[i].bare() == "case") {
        ++conditional;
      } else {
        command(i, stop, conditional > 0);
      }
      i = stop;
    }
  }

  void run_for(std::size_t at, const Loop& loop, unsigned depth, unsigned nesting) {
    ++work_;
    std::size_t stop = at;
    while (stop < loop.body && !tokens_[stop].is_separator()) ++stop;
    const std::string name = stop > at + 1 ? std::string(tokens_[at + 1].bare()) : "";
    std::vector<ShellWord> values;
    bool known = stop > at + 2 && tokens_[at + 2].bare() == "in";
    for (std::size_t i = at + 3; known && i < stop; ++i) expand(tokens_[i], values);
    known = known && std::all_of(values.begin(), values.end(), [](const ShellWord& value) { return value.has_value(); });
    if (!known) {
      variables_[name] = std::nullopt;
      run(loop.body, loop.done, depth + 1, nesting + 1);
      return;
    }
    for (auto& value : values) {
      if (work_ >= k_shell_work) return;
      variables_[name] = std::move(value);
      run(loop.body, loop.done, depth, nesting + 1);
    }
  }

  void command(std::size_t begin, std::size_t end, bool conditional) {
    ++work_;
    const auto verb = tokens_[begin].bare();
    if (verb == "export" || verb == "local" || verb == "readonly") ++begin;
    while (begin < end && assignment_name(tokens_[begin]) != 0) assign(tokens_[begin++], conditional);
    if (begin >= end || verb == "export" || verb == "local" || verb == "readonly") return;
    if (verb == "unset" || verb == "read") {
      for (std::size_t i = begin + 1; i < end; ++i) forget(std::string(tokens_[i].bare()), verb == "unset");
      return;
    }
    std::vector<ShellWord> words;
    for (std::size_t i = begin; i < end; ++i) expand(tokens_[i], words);
    visit_(words);
  }

  void forget(const std::string& name, bool empty) {
    variables_[name] = empty ? ShellWord("") : std::nullopt;
    set_.erase(name);
  }

  void assign(const ShellToken& token, bool conditional) {
    const std::size_t prefix = assignment_name(token);
    const std::string name = token.parts[0].value.substr(0, prefix - 1);
    ShellToken rest = token;
    rest.parts[0].value.erase(0, prefix);
    for (auto& part : rest.parts) part.quoted = true;  // values are not split
    std::vector<ShellWord> value;
    expand(rest, value);
    ShellWord& variable = variables_[name];
    const bool was_set = !set_.insert(name).second;
    if (conditional && was_set) {
      // On one of two ways the old value stays. An unknowable new one does not outweigh a known default.
      if (value.front() && value.front() != variable) variable = std::nullopt;
      return;
    }
    variable = value.front();
  }

  /// Appends the fields of a word: none, one, or several where an unquoted variable holds blanks.
  void expand(const ShellToken& token, std::vector<ShellWord>& fields) {
    if (work_ >= k_shell_work) return void(fields.emplace_back(std::nullopt));
    ++work_;
    std::string field;
    bool present = false;
    for (const auto& part : token.parts) {
      ShellWord value = part.kind == Kind::text ? ShellWord(part.value) : std::nullopt;
      if (part.kind == Kind::variable) {
        const auto found = variables_.find(part.value);
        if (found != variables_.end()) value = found->second;
      }
      if (!value || field.size() + value->size() > k_longest_word) {
        fields.emplace_back(std::nullopt);
        return;
      }
      work_ += value->size() / 64;
      if (part.kind == Kind::text || part.quoted) {
        field += *value;
        present = true;
        continue;
      }
      split_into(*value, field, present, fields);
    }
    if (present || !field.empty()) fields.emplace_back(std::move(field));
  }

  static void split_into(std::string_view value, std::string& field, bool& present, std::vector<ShellWord>& fields) {
    for (const char c : value) {
      if (c != ' ' && c != '\t' && c != '\n') {
        field += c;
        continue;
      }
      if (present || !field.empty()) fields.emplace_back(std::exchange(field, {}));
      present = false;
    }
  }

  std::vector<ShellToken> tokens_;
  const std::function<void(const std::vector<ShellWord>&)>& visit_;
  std::map<std::string, ShellWord, std::less<>> variables_;
  std::set<std::string> set_;  // names the script has assigned
  std::vector<Loop> loops_;
  std::uint64_t work_ = 0;
};

}  // namespace

void for_each_command(std::string_view script, const std::function<void(const std::vector<ShellWord>&)>& visit) {
  Script(read_tokens(script), visit).run();
}

}  // namespace elfgate::extract
