#include "extract/install_links.h"

#include <charconv>

#include "base/vpath.h"
#include "extract/shell.h"

namespace elfgate::extract {
namespace {

using model::InstallTimeLink;

constexpr std::string_view k_command = "update-alternatives";

/// More than any package offers; what is beyond is not kept.
constexpr std::size_t k_most_links = 10'000;

class AlternativesCommand {
 public:
  AlternativesCommand(const std::vector<ShellWord>& words, std::string_view script, std::vector<InstallTimeLink>& links)
      : words_(words), script_(script), links_(links) {}

  void read() {
    std::optional<std::int64_t> priority;
    for (at_ = 1; at_ < words_.size();) {
      const ShellWord& option = words_[at_++];
      if (option == "--install" && at_ + 4 <= words_.size()) {
        priority = number(words_[at_ + 3]);
        if (!priority || !add(*priority)) return;
        at_ += 4;
      } else if ((option == "--slave" || option == "--follower") && at_ + 3 <= words_.size() && priority) {
        add(*priority);
        at_ += 3;
      } else if (option == "--altdir" || option == "--admindir" || option == "--log" || option == "--instdir" ||
                 option == "--root") {
        ++at_;
      }
    }
  }

 private:
  static std::optional<std::int64_t> number(const ShellWord& word) {
    if (!word) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), value);
    return error == std::errc() && end == word->data() + word->size() ? std::optional(value) : std::nullopt;
  }

  /// LINK NAME PATH at the current place.
  bool add(std::int64_t priority) {
    const ShellWord &link = words_[at_], &name = words_[at_ + 1], &path = words_[at_ + 2];
    const auto usable = [](const ShellWord& word) {
      return word && word->starts_with('/') && word->find_first_of("*?[") == std::string::npos;
    };
    if (!usable(link) || !usable(path) || !name || name->empty() || name->find('/') != std::string::npos) return false;
    if (links_.size() + 2 > k_most_links) return false;
    const std::string target = base::to_vpath(*path);
    links_.push_back({base::to_vpath(*link), target, priority, std::string(script_)});
    links_.push_back({"/etc/alternatives/" + *name, target, priority, std::string(script_)});
    return true;
  }

  const std::vector<ShellWord>& words_;
  std::string_view script_;
  std::vector<InstallTimeLink>& links_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<InstallTimeLink> read_install_links(std::string_view script, std::string_view text) {
  std::vector<InstallTimeLink> links;
  if (text.find(k_command) == std::string_view::npos) return links;
  for_each_command(text, [&](const std::vector<ShellWord>& words) {
    if (!words.empty() && words.front() && base::basename(*words.front()) == k_command)
      AlternativesCommand(words, script, links).read();
  });
  return links;
}

}  // namespace elfgate::extract
