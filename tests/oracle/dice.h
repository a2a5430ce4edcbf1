// The generator's chance. splitmix64 gives the same sequence everywhere, unlike the standard distributions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace elfgate::oracle {

using Texts = std::vector<std::string>;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t bound) { return next() % bound; }
  bool chance(unsigned percent) { return below(100) < percent; }
  bool per_mille(unsigned in_thousand) { return below(1000) < in_thousand; }
  const std::string& pick(const Texts& from) { return from[below(from.size())]; }

 private:
  std::uint64_t state_;
};

}  // namespace elfgate::oracle
