// A file whose bytes are rubbish until somebody asks for them: a reader that looks where it did not ask reads nonsense.
#pragma once

#include <cstdint>
#include <vector>

#include "base/on_demand.h"

namespace elfgate::elf::test {

class HiddenFile final : public base::OnDemand {
 public:
  explicit HiddenFile(base::Bytes file) : file_(file), shown_(file.size(), k_rubbish) {}

  base::Bytes bytes() const { return shown_; }
  std::size_t asked() const { return asked_; }

  void want(base::Bytes part) override {
    const auto offset = static_cast<std::size_t>(part.data() - shown_.data());
    for (std::size_t i = offset; i < offset + part.size(); ++i) shown_[i] = file_[i];
    asked_ += part.size();
  }

 private:
  static constexpr std::uint8_t k_rubbish = 0xA5;

  base::Bytes file_;
  std::vector<std::uint8_t> shown_;
  std::size_t asked_ = 0;
};

}  // namespace elfgate::elf::test
