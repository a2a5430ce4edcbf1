// Explanations for people and for programs.
#pragma once

#include <string>

#include "engine/explain.h"

namespace elfgate::engine {

/// Lists indented below each question, with the rule that decided in front of each candidate.
std::string render_text(const Explanation& explanation, bool color);

/// One JSON object on one line; docs/formats/ldd.md.
std::string render_json(const Explanation& explanation);

}  // namespace elfgate::engine
