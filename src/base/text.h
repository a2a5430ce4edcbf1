// Small text algebra that several rooms share. Everything works on bytes; no locale is ever consulted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace elfgate::base {

/// The parts of TEXT between separators, empty parts included; "" gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The non-empty runs of TEXT between any of the bytes in SEPARATORS.
std::vector<std::string_view> words(std::string_view text, std::string_view separators = " \t");

/// TEXT without leading and trailing blanks (space, tab, CR, LF).
std::string_view trim(std::string_view text);

/// Shell pattern match as fnmatch(3) without flags in the C locale: `*`, `?`, `[...]`, backslash.
bool matches_pattern(std::string_view pattern, std::string_view text);

/// TEXT with every byte that is not printable ASCII or part of valid UTF-8 written as \xNN; a backslash stays.
std::string printable(std::string_view text);

/// Edit distance, for "did you mean" suggestions. Cost: product of the lengths; meant for option and rule names.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to WORD, when it is near enough to be worth suggesting; empty otherwise.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace elfgate::base
