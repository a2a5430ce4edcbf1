#include "archive/ar_writer.h"

namespace elfgate::archive {

namespace {

std::string field(std::string_view text, std::size_t width) {
  std::string padded(text.substr(0, width));
  padded.resize(width, ' ');
  return padded;
}

}  // namespace

void ArWriter::add(std::string_view name, std::string_view content) {
  bytes_ += field(name, 16) + field("0", 12) + field("0", 6) + field("0", 6) + field("100644", 8);
  bytes_ += field(std::to_string(content.size()), 10) + "`\n";
  bytes_ += content;
  if (content.size() % 2 != 0) bytes_ += '\n';
}

}  // namespace elfgate::archive
