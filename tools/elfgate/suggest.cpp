#include "suggest.h"

#include <algorithm>

namespace elfgate::command {
namespace {

/// Edit distance: inserted, deleted or replaced letters, and neighbours that changed places, count one each.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({replace, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  constexpr std::size_t k_longest_word = 64;
  if (word.size() > k_longest_word) return {};
  std::string best;
  std::size_t best_distance = word.size() / 3 + 2;  // a third of the letters wrong is a guess, not a misspelling
  for (const std::string& candidate : candidates) {
    const bool begins = word.size() >= 3 && candidate.starts_with(word);
    const std::size_t d = begins ? 1 : distance(word, candidate);
    if (d < best_distance) {
      best_distance = d;
      best = candidate;
    }
  }
  return best.empty() ? std::string() : "; did you mean '" + best + "'?";
}

std::vector<std::string> long_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string program_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : program_name(*app.get_parent()) + " " + app.get_name();
}

std::string unknown_name(const std::string& what, const std::string& name, const std::vector<std::string>& names) {
  if (std::ranges::find(names, name) != names.end()) return {};
  std::string text = "unknown " + what + " '" + name + "'" + did_you_mean(name, names) + " (known:";
  for (const std::string& known : names) text += " " + known;
  return text + ")";
}

CLI::Validator known_name(const std::string& what, std::vector<std::string> names) {
  return {[what, names = std::move(names)](std::string& name) { return unknown_name(what, name, names); }, "", "known " + what};
}

}  // namespace elfgate::command
