#include "closure/apk_name_order.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace elfgate::closure {
namespace {

constexpr std::uint32_t k_seed = 5381;
constexpr std::uint32_t k_buckets = 20'000;

std::uint32_t scramble(std::uint32_t block) {
  return std::rotl(block * 0xCC9E2D51U, 15) * 0x1B873593U;
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
  return value;
}

}  // namespace

std::uint32_t murmur3(std::string_view text, std::uint32_t seed) {
  std::uint32_t hash = seed;
  const auto size = static_cast<std::uint32_t>(text.size());
  for (; text.size() >= 4; text.remove_prefix(4)) {
    hash = std::rotl(hash ^ scramble(little_endian(text.substr(0, 4))), 13) * 5 + 0xE6546B64U;
  }
  hash ^= scramble(little_endian(text));
  hash ^= size;
  hash = (hash ^ hash >> 16) * 0x85EBCA6BU;
  hash = (hash ^ hash >> 13) * 0xC2B2AE35U;
  return hash ^ hash >> 16;
}

std::vector<std::uint32_t> apk_walk_positions(const std::vector<std::string_view>& names) {
  std::vector<std::uint32_t> bucket(names.size()), walk(names.size()), position(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) bucket[i] = murmur3(names[i], k_seed) % k_buckets;
  std::iota(walk.begin(), walk.end(), 0U);
  std::sort(walk.begin(), walk.end(),
            [&](std::uint32_t a, std::uint32_t b) { return bucket[a] != bucket[b] ? bucket[a] < bucket[b] : a > b; });
  for (std::uint32_t i = 0; i < walk.size(); ++i) position[walk[i]] = i;
  return position;
}

}  // namespace elfgate::closure
