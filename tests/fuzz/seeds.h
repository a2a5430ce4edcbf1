// What a fuzz target may add to its kept inputs: inputs that it builds itself. The replay test runs them, cut and bent in many
// places; `replay_TARGET --write-seeds DIR` writes them for libFuzzer to start from.
#pragma once

#include <string>
#include <vector>

namespace elfgate::fuzz {

/// Defined by a target that has some.
__attribute__((weak)) std::vector<std::string> seeds();

}  // namespace elfgate::fuzz
