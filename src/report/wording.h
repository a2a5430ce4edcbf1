// The words that all report formats share, and the one place where bytes of any kind become text that is safe to show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace elfgate::report {

/// TEXT as valid UTF-8 without anything that acts instead of being seen: control characters, invalid bytes, characters that
/// turn the writing direction, are invisible or are forbidden in XML become \xNN, byte by byte. Names in packages are bytes,
/// and may be hostile.
std::string shown(std::string_view text);
/// The same at the end of OUT.
void append_shown(std::string& out, std::string_view text);

/// 61000 -> "61,000".
std::string number(std::uint64_t value);
/// "1 error", "2 errors", "no errors".
std::string count_of(std::uint64_t value, const std::string& singular, const std::string& plural);

/// "postgresql-17-17.2-r0/aarch64", shown.
std::string package_label(const model::Finding& finding);
/// "usr/bin/psql: libreadline.so.8: no package ..." without the parts that are empty, shown.
std::string headline(const model::Finding& finding);
/// "12 packages with 14 programs, such as a: /x, b: /y"; empty when nobody but the object itself is known.
std::string affected(const model::Affected& affects);

/// Waived findings and infos stay out of what people read, unless all is asked for. "Could not look" is always shown.
bool is_hidden(const model::Finding& finding, const TextStyle& style);
/// "waived" for a waived finding, otherwise its severity.
std::string severity_word(const model::Finding& finding);

/// What was looked at and what came out, a sentence or two per element, for a reader who sees elfgate for the first time.
/// HIDDEN: infos are not in the output, so say where they are.
std::vector<std::string> summary_sentences(const Summary& summary, bool hidden);

}  // namespace elfgate::report
