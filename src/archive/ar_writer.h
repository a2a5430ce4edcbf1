// Writes ar archives as deb(5) wants them: no owner, time 0, members padded to even offsets. Used by tests.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace elfgate::archive {

/// Builds an ar archive in memory. One thread at a time.
class ArWriter {
 public:
  /// Appends a member. REQUIRES: a name of at most 16 bytes without '/', content below 10^10 bytes.
  void add(std::string_view name, std::string_view content);
  /// The archive so far; the writer starts a new one afterwards.
  std::string take() { return std::exchange(bytes_, "!<arch>\n"); }

 private:
  std::string bytes_ = "!<arch>\n";
};

}  // namespace elfgate::archive
