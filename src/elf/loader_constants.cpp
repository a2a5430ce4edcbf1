// Constants of a dynamic linker, from its bytes (R6.2, R6.3). Where a loader looks when nothing else says so is compiled into
// it: the default directories, $LIB, the path of the cache. Distributions choose them freely, so they are read from the very
// file that PT_INTERP names. Nothing but string constants is needed; symbols and sections may be stripped.
//
// glibc keeps the default directories as one blob "/lib64/\0/usr/lib64/\0", each with its slash, and since 2.33 a second time
// for
// --list-diagnostics. The list that stands at two places is the one; before 2.33 the longest run has to do. musl has one colon
// list.
#include <algorithm>

#include "base/text.h"
#include "base/vpath.h"
#include "elf/reader.h"

namespace elfgate::elf {
namespace {

using model::LoaderConstants;
using Run = std::vector<std::string_view>;

/// More strings with a slash at both ends than any loader has; what is beyond is not looked at, and the answer is "unknown".
constexpr std::size_t k_most_strings = 256;

bool is_printable(char c) {
  return c >= 0x20 && c < 0x7F;
}

/// The printable text at the end of PIECE.
std::string_view printable_tail(std::string_view piece) {
  std::size_t begin = piece.size();
  while (begin > 0 && is_printable(piece[begin - 1])) --begin;
  return piece.substr(begin);
}

/// Calls VISIT with each NUL-terminated piece of TEXT.
template <typename Visit>
void for_each_string(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\0', at);
    if (end == std::string_view::npos) return;
    visit(text.substr(at, end - at));
    at = end + 1;
  }
}

/// Runs of strings that begin and end with a slash, one right behind the other.
std::vector<Run> directory_runs(std::string_view text) {
  std::vector<Run> runs;
  bool open = false;
  for_each_string(text, [&](std::string_view piece) {
    const bool ends = piece.size() > 2 && piece.back() == '/';
    const auto tail = ends ? printable_tail(piece) : std::string_view();
    if (tail.size() < 3 || tail.front() != '/') {
      open = false;
      return;
    }
    if (!open || tail.size() != piece.size()) runs.emplace_back();
    runs.back().push_back(tail);
    open = true;
  });
  return runs;
}

bool names_a_lib_dir(std::string_view directory) {
  const auto parts = base::words(directory, "/");
  return std::any_of(parts.begin(), parts.end(),
                     [](auto part) { return part == "lib" || part == "lib32" || part == "lib64" || part == "libx32"; });
}

bool is_candidate(const Run& run) {
  return std::any_of(run.begin(), run.end(), names_a_lib_dir);
}

/// Length of the common beginning of two parts of one flat list.
std::size_t common_length(const Run& flat, std::size_t first, std::size_t second) {
  std::size_t length = 0;
  while (first + length < second && second + length < flat.size() && !flat[first + length].empty() &&
         flat[first + length] == flat[second + length])
    ++length;
  return length;
}

/// The longest list that stands at two places; empty when none does. An empty string separates runs.
Run repeated_list(const std::vector<Run>& runs) {
  Run flat;
  for (const auto& run : runs) {
    flat.insert(flat.end(), run.begin(), run.end());
    flat.emplace_back();
  }
  if (flat.size() > k_most_strings) return {};
  Run best;
  for (std::size_t first = 0; first < flat.size(); ++first) {
    for (std::size_t second = first + 1; second < flat.size(); ++second) {
      const std::size_t length = common_length(flat, first, second);
      const Run list(flat.begin() + static_cast<std::ptrdiff_t>(first),
                     flat.begin() + static_cast<std::ptrdiff_t>(first + length));
      if (length > best.size() && is_candidate(list)) best = list;
    }
  }
  return best;
}

/// The string constant that is exactly TEXT exists on its own.
bool stands_alone(std::string_view bytes, std::string_view text) {
  std::string bounded(1, '\0');
  bounded.append(text).push_back('\0');
  return bytes.find(bounded) != std::string_view::npos;
}

std::string lib_token(std::string_view bytes, std::string_view first_directory) {
  auto inner = first_directory;
  while (!inner.empty() && inner.front() == '/') inner.remove_prefix(1);
  while (!inner.empty() && inner.back() == '/') inner.remove_suffix(1);
  return std::string(stands_alone(bytes, inner) ? inner : base::basename(inner));
}

std::string cache_path(std::string_view bytes) {
  std::string path;
  for_each_string(bytes, [&](std::string_view piece) {
    if (path.empty() && piece.ends_with("/ld.so.cache") && piece.front() == '/' && printable_tail(piece) == piece) path = piece;
  });
  return path;
}

/// "2.36" of "... stable release version 2.36.".
std::string glibc_version(std::string_view bytes) {
  constexpr std::string_view k_phrase = "release version ";
  const auto at = bytes.find(k_phrase);
  if (at == std::string_view::npos) return "";
  const auto rest = bytes.substr(at + k_phrase.size(), 32);
  auto version = rest.substr(0, std::min(rest.find_first_not_of("0123456789."), rest.size()));
  while (!version.empty() && version.back() == '.') version.remove_suffix(1);
  return std::string(version);
}

std::optional<LoaderConstants> glibc_constants(std::string_view bytes) {
  auto runs = directory_runs(bytes);
  std::erase_if(runs, [](const Run& run) { return !is_candidate(run); });
  if (runs.empty()) return std::nullopt;
  const Run& longest =
      *std::max_element(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.size() < b.size(); });
  const Run repeated = repeated_list(runs);

  LoaderConstants constants;
  constants.family = LoaderConstants::Family::glibc;
  // A single directory may be repeated by accident; it does not outweigh a longer list.
  constants.confirmed = !repeated.empty() && (repeated.size() > 1 || longest.size() == 1);
  const Run& chosen = constants.confirmed ? repeated : longest;
  constants.system_dirs.assign(chosen.begin(), chosen.end());
  constants.lib_token = lib_token(bytes, chosen.front());
  constants.cache_path = cache_path(bytes);
  constants.version = glibc_version(bytes);
  return constants;
}

bool is_library_path_list(std::string_view text) {
  if (text.size() < 4 || text.front() != '/' || printable_tail(text) != text) return false;
  const auto parts = base::split(text, ':');
  return parts.size() > 1 && std::all_of(parts.begin(), parts.end(), [](auto part) {
           return part.starts_with('/') && part.find("lib") != std::string_view::npos &&
                  part.find_first_of(" %") == std::string_view::npos;
         });
}

bool is_release_number(std::string_view text) {
  const auto parts = base::split(text.substr(0, text.find('-')), '.');
  return text.size() < 64 && parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](auto part) {
           return !part.empty() && part.size() < 4 && part.find_first_not_of("0123456789") == std::string_view::npos;
         });
}

std::optional<LoaderConstants> musl_constants(std::string_view bytes) {
  LoaderConstants constants;
  constants.family = LoaderConstants::Family::musl;
  unsigned releases = 0;
  for_each_string(bytes, [&](std::string_view piece) {
    if (constants.system_dirs.empty() && is_library_path_list(piece)) {
      for (const auto part : base::split(piece, ':')) constants.system_dirs.emplace_back(part);
    }
    if (is_release_number(piece)) {
      ++releases;
      constants.version = piece;
    }
  });
  if (releases != 1) constants.version.clear();
  return constants.system_dirs.empty() ? std::nullopt : std::optional(constants);
}

}  // namespace

std::optional<LoaderConstants> read_loader_constants(base::Bytes file) {
  const auto bytes = base::as_text(file);
  if (bytes.find("/etc/ld-musl-") != std::string_view::npos) return musl_constants(bytes);
  if (bytes.find("/ld.so.cache") != std::string_view::npos) return glibc_constants(bytes);
  return std::nullopt;
}

}  // namespace elfgate::elf
