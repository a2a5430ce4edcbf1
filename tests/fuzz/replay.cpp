// Runs a fuzz target without a fuzzer: on every kept input of its corpus directory and on its own seeds. A seed is also tried
// cut short and with single bytes changed, always the same ones, so that this is a test and not a lottery.
//
// A kept input is text: NAME.hex holds bytes in hexadecimal (lines from '#' on are comments), any other file is taken as it is.
//
// Usage: replay_TARGET CORPUS_DIR | replay_TARGET --write-seeds DIR
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "fuzz/seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::string from_hex(const std::string& text) {
  std::string bytes, digits;
  bool comment = false;
  for (const char c : text) {
    comment = c == '#' || (comment && c != '\n');
    if (!comment && std::string_view("0123456789abcdefABCDEF").find(c) != std::string_view::npos) digits += c;
    if (digits.size() < 2) continue;
    bytes += static_cast<char>(std::stoi(digits, nullptr, 16));
    digits.clear();
  }
  return bytes;
}

void run_bent(const std::string& seed) {
  run(seed);
  const std::size_t step = std::max<std::size_t>(1, seed.size() / 64);
  for (std::size_t i = 0; i < seed.size(); i += step) {
    run(seed.substr(0, i));
    for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
      std::string bent = seed;
      bent[i] = static_cast<char>(bent[i] ^ value);
      run(bent);
    }
  }
}

std::size_t run_corpus(const fs::path& dir) {
  if (!fs::is_directory(dir)) return 0;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(dir)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    std::printf("%s\n", file.filename().c_str());
    run(file.extension() == ".hex" ? from_hex(text) : text);
  }
  return files.size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto seeds = elfgate::fuzz::seeds == nullptr ? std::vector<std::string>() : elfgate::fuzz::seeds();
  if (std::string_view(argv[1]) == "--write-seeds") {
    if (argc < 3) return 2;
    fs::create_directories(argv[2]);
    for (std::size_t i = 0; i < seeds.size(); ++i)
      std::ofstream(fs::path(argv[2]) / ("seed-" + std::to_string(i)), std::ios::binary) << seeds[i];
    return 0;
  }
  run("");
  const std::size_t kept = run_corpus(argv[1]);
  for (const auto& seed : seeds) run_bent(seed);
  std::printf("%zu kept inputs, %zu seeds\n", kept, seeds.size());
  return 0;
}
