#include "archive/tar_writer.h"

#include <algorithm>

namespace elfgate::archive {

namespace {

constexpr std::size_t k_block = 512;
constexpr std::size_t k_short_name = 100;

void put_text(std::string& header, std::size_t offset, std::size_t width, std::string_view text) {
  std::copy_n(text.data(), std::min(width, text.size()), header.begin() + static_cast<std::ptrdiff_t>(offset));
}

void put_octal(std::string& header, std::size_t offset, std::size_t width, std::uint64_t value) {
  for (std::size_t i = width - 1; i-- > 0; value >>= 3) header[offset + i] = static_cast<char>('0' + (value & 7));
}

/// "LENGTH key=value\n", where LENGTH counts its own digits.
std::string pax_line(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length) length = std::to_string(length).size() + rest;
  return std::to_string(length) + ' ' + std::string(key) + '=' + std::string(value) + '\n';
}

}  // namespace

void seal_tar_header(std::string& bytes, std::size_t offset) {
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset) + 148, 8, ' ');
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < k_block; ++i) sum += static_cast<unsigned char>(bytes[offset + i]);
  std::string field(8, ' ');
  put_octal(field, 0, 7, sum);
  field[6] = '\0';
  bytes.replace(offset + 148, 8, field);
}

void TarWriter::add(const TarRecord& record, std::string_view content) {
  auto pax = record.pax;
  if (record.name.size() > k_short_name) pax.emplace_back("path", record.name);
  if (record.target.size() > k_short_name) pax.emplace_back("linkpath", record.target);
  if (!pax.empty()) {
    std::sort(pax.begin(), pax.end());
    std::string body;
    for (const auto& [key, value] : pax) body += pax_line(key, value);
    TarRecord extension;
    extension.name = "PaxHeaders.0/" + record.name.substr(record.name.rfind('/') + 1).substr(0, 80);
    extension.type = 'x';
    extension.user.clear();
    extension.group.clear();
    add_header(extension, body.size());
    add_padded(body);
  }
  add_header(record, content.size());
  add_padded(content);
}

void TarWriter::end() {
  bytes_.append(2 * k_block, '\0');
}

void TarWriter::add_header(const TarRecord& record, std::uint64_t size) {
  std::string header(k_block, '\0');
  put_text(header, 0, k_short_name, record.name);
  put_octal(header, 100, 8, record.mode);
  put_octal(header, 108, 8, record.uid);
  put_octal(header, 116, 8, record.gid);
  put_octal(header, 124, 12, size);
  put_octal(header, 136, 12, record.mtime);
  header[156] = record.type;
  put_text(header, 157, k_short_name, record.target);
  put_text(header, 257, 5, "ustar");
  put_text(header, 263, 2, "00");
  put_text(header, 265, 31, record.user);
  put_text(header, 297, 31, record.group);
  put_octal(header, 329, 8, 0);
  put_octal(header, 337, 8, 0);
  seal_tar_header(header, 0);
  bytes_ += header;
}

void TarWriter::add_padded(std::string_view content) {
  bytes_ += content;
  if (const auto rest = content.size() % k_block; rest != 0) bytes_.append(k_block - rest, '\0');
}

}  // namespace elfgate::archive
