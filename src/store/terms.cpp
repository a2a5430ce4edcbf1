#include "store/terms.h"

#include <algorithm>
#include <cstring>

#include "base/vpath.h"
#include "model/audit_modules.h"
#include "model/library_name.h"

namespace elfgate::store {

namespace {

constexpr std::size_t k_sum_bytes = 8;

// FNV-1a over words of eight bytes and the rest: a sum against accidents, fast enough for every row of a scan.
class Sum {
 public:
  void add(std::string_view bytes) {
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + i, 8);
      mix(word);
    }
    std::uint64_t rest = 0;
    if (i < bytes.size()) std::memcpy(&rest, bytes.data() + i, bytes.size() - i);
    mix(rest);
    mix(bytes.size());
  }
  std::uint64_t value() const { return state_ ^ (state_ >> 29); }

 private:
  void mix(std::uint64_t word) {
    state_ = (state_ ^ word) * 0x100000001B3ULL;
    state_ ^= state_ >> 32;
  }
  std::uint64_t state_ = 0xCBF29CE484222325ULL;
};

std::uint64_t sum_of(std::string_view key, std::string_view words) {
  Sum sum;
  sum.add(key);
  sum.add(words);
  return sum.value();
}

class TermCollector {
 public:
  void add(TermKind kind, std::string_view text) { terms_.push_back(model::term(kind, text)); }

  void add_name(std::string_view name) {
    add(TermKind::name, name);
    if (const auto stem = model::library_stem(name); !stem.empty()) add(TermKind::stem, stem);
  }

  void add_entry(std::string_view path) {
    add(TermKind::path, path);
    add_directory(base::dirname(path));
  }

  // Entries of one directory follow each other: its parents are added once.
  void add_directory(std::string_view path) {
    if (path == last_directory_) return;
    last_directory_ = path;
    for (auto dir = path; dir.size() > 1; dir = base::dirname(dir)) add(TermKind::directory, dir);
  }

  void add_file(const model::FileFact& file) {
    add_entry(file.path);
    add_name(base::basename(file.path));
    if (file.elf.soname) add_name(*file.elf.soname);
    for (const auto& edge : file.elf.edges) add(TermKind::need, base::basename(edge.name));
    for (const auto& versions : file.elf.needed_versions) add(TermKind::need, versions.file);
    for (const auto& module : model::audit_modules_of(file.elf)) add(TermKind::need, base::basename(module));
    for (const auto& note : file.elf.dlopen_notes)
      for (const auto& soname : note.sonames) add(TermKind::need, soname);
  }

  template <typename Link>
  void add_link(const Link& link) {
    add_entry(link.path);
    add_name(base::basename(link.path));
    add(TermKind::target, base::link_text(base::dirname(link.path), link.target));
  }

  std::vector<std::uint32_t> take() {
    std::sort(terms_.begin(), terms_.end());
    terms_.erase(std::unique(terms_.begin(), terms_.end()), terms_.end());
    return std::move(terms_);
  }

 private:
  std::vector<std::uint32_t> terms_;
  std::string_view last_directory_;
};

std::uint32_t word_at(std::string_view words, std::size_t at) {
  std::uint32_t word = 0;
  for (unsigned i = 0; i < 4; ++i) word |= static_cast<std::uint32_t>(static_cast<unsigned char>(words[4 * at + i])) << (8 * i);
  return word;
}

bool holds(std::string_view words, std::uint32_t wanted) {
  std::size_t first = 0, last = words.size() / 4;
  while (first < last) {
    const auto middle = first + (last - first) / 2;
    const auto word = word_at(words, middle);
    if (word == wanted) return true;
    if (word < wanted)
      first = middle + 1;
    else
      last = middle;
  }
  return false;
}

}  // namespace

std::vector<std::uint32_t> terms_of(const model::PackageFacts& facts) {
  TermCollector terms;
  for (const auto& file : facts.files) terms.add_file(file);
  for (const auto& link : facts.symlinks) terms.add_link(link);
  for (const auto& link : facts.hard_links) terms.add_link(link);
  for (const auto& link : facts.install_links) terms.add_link(link);
  for (const auto& conf : facts.confs) {
    terms.add_entry(conf.path);
    terms.add(TermKind::name, base::basename(conf.path));
  }
  for (const auto& pc : facts.pkg_configs) {
    terms.add_entry(pc.path);
    terms.add(TermKind::name, base::basename(pc.path));
  }
  for (const auto& path : facts.other_paths) terms.add_entry(path);
  for (const auto& directory : facts.directories) terms.add_directory(directory);
  return terms.take();
}

std::string encode_terms(std::string_view key, const std::vector<std::uint32_t>& terms) {
  std::string words;
  words.reserve(terms.size() * 4);
  for (const auto word : terms)
    for (unsigned i = 0; i < 4; ++i) words += static_cast<char>(word >> (8 * i));
  const auto sum = sum_of(key, words);
  std::string encoded;
  for (unsigned i = 0; i < k_sum_bytes; ++i) encoded += static_cast<char>(sum >> (8 * i));
  return encoded + words;
}

bool may_hold(std::string_view key, std::string_view encoded, const std::vector<std::uint32_t>& wanted) {
  if (encoded.size() < k_sum_bytes || encoded.size() % 4 != 0) return true;
  const auto words = encoded.substr(k_sum_bytes);
  std::uint64_t sum = 0;
  for (unsigned i = 0; i < k_sum_bytes; ++i)
    sum |= static_cast<std::uint64_t>(static_cast<unsigned char>(encoded[i])) << (8 * i);
  if (sum != sum_of(key, words)) return true;
  return std::any_of(wanted.begin(), wanted.end(), [&](std::uint32_t word) { return holds(words, word); });
}

}  // namespace elfgate::store
