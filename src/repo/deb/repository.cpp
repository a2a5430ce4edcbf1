#include "repo/deb/repository.h"

#include <array>
#include <set>

#include "archive/decompress.h"
#include "base/digest.h"
#include "base/limits.h"
#include "repo/deb/arch_names.h"
#include "repo/deb/control_text.h"
#include "repo/host_files.h"
#include "repo/listing.h"
#include "repo/names.h"

namespace elfgate::repo {

using base::ErrorCode;
namespace limits = base::limits;

namespace {

constexpr std::array<const char*, 4> k_index_names = {"Packages", "Packages.gz", "Packages.xz", "Packages.zst"};
constexpr unsigned k_dists_depth = 8;  ///< dists/bookworm-updates/non-free-firmware/binary-amd64 and some more

bool is_index_name(std::string_view name) {
  for (const std::string_view known : k_index_names)
    if (name == known) return true;
  return false;
}

std::string arch_of_dir(const std::string& dir) {
  constexpr std::string_view k_prefix = "binary-";
  const auto name = std::string_view(dir).substr(dir.rfind('/') + 1);
  return name.starts_with(k_prefix) ? arch_of_deb(name.substr(k_prefix.size())) : "";
}

void add_index_of(const std::string& dir, const std::string& base, std::vector<DebIndexPlace>& places) {
  for (const char* name : k_index_names) {
    const std::string file = host_join(dir, name);
    if (kind_of(file) != HostKind::file) continue;
    places.push_back({file, base, arch_of_dir(dir)});
    return;
  }
}

void add_indexes_below(const std::string& dir, const std::string& base, unsigned depth, std::vector<DebIndexPlace>& places) {
  if (!arch_of_dir(dir).empty()) return add_index_of(dir, base, places);
  if (depth == 0) return;
  for (const auto& entry : list_directory(dir).value_or(std::vector<HostEntry>{}))
    if (entry.kind == HostKind::directory) add_indexes_below(host_join(dir, entry.name), base, depth - 1, places);
}

/// A Packages file given by itself: its archive begins above dists/, when there is one.
std::string base_of_index(const std::string& file) {
  const auto dists = file.rfind("/dists/");
  return dists == std::string::npos ? host_dirname(file) : file.substr(0, dists);
}

/// Puts the index file in front of what went wrong in it.
auto at(const DebIndexPlace& place) {
  return [&place](base::Error error) {
    if (!error.subject.empty()) error.detail = error.subject + ": " + error.detail;
    error.subject = place.file;
    return error;
  };
}

class DebOpener {
 public:
  DebOpener(const OpenOptions& options, Listing& listing) : options_(&options), listing_(&listing) {}

  base::Result<void> add(const DebIndexPlace& place) {
    if (!place.arch.empty() && !is_wanted(place.arch, *options_)) return {};
    ELFGATE_TRY_ASSIGN(auto file, base::FileSource::open(place.file));
    const auto inflated =
        archive::decompressed(file, archive::compression_of(place.file), {limits::k_index_bytes, "k_index_bytes"});
    ELFGATE_TRY_ASSIGN(const std::string text,
                       base::read_all(*inflated, limits::k_index_bytes, "k_index_bytes").map_error(at(place)));
    std::uint32_t order = 0;
    return each_deb_stanza(text, [&](DebStanza& stanza) { return add_stanza(place, stanza, order++); }).map_error(at(place));
  }

  std::vector<Listed> take() { return std::move(packages_); }

 private:
  void problem(const char* rule, const DebIndexPlace& place, const DebStanza& stanza, ErrorCode code, std::string what) {
    listing_->problems.push_back({rule, arch_of_deb(stanza.architecture), stanza.package, stanza.version,
                                  base::Error{code, place.file, std::nullopt, std::move(what)}});
  }

  base::Result<void> add_stanza(const DebIndexPlace& place, const DebStanza& stanza, std::uint32_t order) {
    auto package = to_package(stanza);
    if (!package) {
      problem("index-mismatch", place, stanza, package.error().code, package.error().detail);
      return {};
    }
    if (!is_wanted(package->arch, *options_)) return {};
    package->order = order;
    package->indexed = true;
    package->size = decimal_or(stanza.size, 0);
    if (const auto sha256 = base::from_hex(stanza.sha256); sha256 && sha256->size() == 32)
      package->identity = "sha256:" + base::to_hex(*sha256);
    find_file(place, stanza, *package);
    // An archive lists a package of every architecture in each of its indexes; a flat one only once.
    packages_.push_back({std::move(*package), place.arch});
    return {};
  }

  void find_file(const DebIndexPlace& place, const DebStanza& stanza, model::PackageRef& package) {
    if (!is_safe_relative(stanza.filename))
      return problem("missing-package", place, stanza, ErrorCode::malformed, "X16: Filename is missing or leaves the archive");
    const std::string path = host_join(place.base, stanza.filename);
    if (!options_->only_indexes && kind_of(path) != HostKind::file)
      return problem("missing-package", place, stanza, ErrorCode::not_found,
                     "lists " + stanza.filename + ", which is not there");
    package.location = path;
  }

  const OpenOptions* options_;
  Listing* listing_;
  std::vector<Listed> packages_;
};

}  // namespace

std::vector<DebIndexPlace> find_deb_indexes(const std::string& source) {
  if (kind_of(source) == HostKind::file) {
    if (!is_index_name(std::string_view(source).substr(source.rfind('/') + 1))) return {};
    return {{source, base_of_index(source), arch_of_dir(host_dirname(source))}};
  }
  std::vector<DebIndexPlace> places;
  add_index_of(source, source, places);
  if (places.empty()) add_indexes_below(host_join(source, "dists"), source, k_dists_depth, places);
  return places;
}

base::Result<Listing> open_deb_repository(const std::string& source, const OpenOptions& options) {
  const auto places = find_deb_indexes(source);
  if (places.empty()) return base::fail(ErrorCode::not_found, source, "no Packages file");
  Listing listing;
  listing.format = "deb_repository";
  listing.system = model::PackageSystem::deb;
  DebOpener opener(options, listing);
  std::size_t broken = 0;
  for (const auto& place : places) {
    auto added = opener.add(place);
    if (added) continue;
    if (++broken == places.size()) return tl::unexpected(std::move(added.error()));
    listing.problems.push_back({"unreadable-package", place.arch, "", "", std::move(added.error())});
  }
  settle(listing, opener.take(), options);
  return listing;
}

}  // namespace elfgate::repo
