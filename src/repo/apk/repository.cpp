#include "repo/apk/repository.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "repo/apk/index_file.h"
#include "repo/host_files.h"
#include "repo/listing.h"

namespace elfgate::repo {

using base::ErrorCode;

namespace {

constexpr const char* k_index_name = "APKINDEX.tar.gz";

/// Names of the files of a directory, read once however many packages ask.
class PackageFiles {
 public:
  bool holds(const std::string& dir, const std::string& name) {
    auto [found, is_new] = names_.try_emplace(dir);
    if (is_new) {
      for (auto& entry : list_directory(dir).value_or(std::vector<HostEntry>{}))
        if (entry.kind == HostKind::file) found->second.insert(std::move(entry.name));
    }
    return found->second.contains(name);
  }

 private:
  std::map<std::string, std::unordered_set<std::string>> names_;
};

/// What most records say, for an index whose place says nothing.
std::string arch_of_records(const std::vector<model::PackageRef>& packages) {
  std::map<std::string, std::size_t> counts;
  for (const auto& package : packages)
    if (!package.arch.empty() && package.arch != "noarch") ++counts[package.arch];
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? "noarch" : most->first;
}

class RepositoryOpener {
 public:
  RepositoryOpener(const OpenOptions& options, Listing& listing) : options_(&options), listing_(&listing) {}

  /// Adds the records of one index. Errors: those of reading it.
  base::Result<void> add(const ApkIndexPlace& place) {
    if (!place.arch.empty() && !is_wanted(place.arch, *options_)) return {};
    auto read = read_apk_index(place.file, options_->keys_dir);
    if (!read && read.error().code == ErrorCode::bad_signature) {
      listing_->problems.push_back({"bad-signature", place.arch, "", "", read.error()});
      read = read_apk_index(place.file, "");
    }
    ELFGATE_TRY_ASSIGN(ApkIndexFile index, std::move(read));
    const std::string arch = place.arch.empty() ? arch_of_records(index.text.packages) : place.arch;
    if (!is_wanted(arch, *options_)) return {};
    if (!index.verified_by.empty()) listing_->signatures[place.file] = index.verified_by;
    for (auto& problem : index.text.problems) {
      problem.arch = arch;
      problem.error.subject = place.file;
      listing_->problems.push_back(std::move(problem));
    }
    for (auto& package : index.text.packages) add_package(place, arch, std::move(package));
    return {};
  }

  std::vector<Listed> take() { return std::move(packages_); }

 private:
  void add_package(const ApkIndexPlace& place, const std::string& arch, model::PackageRef package) {
    const std::string listed_arch = package.arch;
    if (!listed_arch.empty() && listed_arch != "noarch" && listed_arch != arch) {
      if (package.uninstallable.empty()) package.uninstallable = "arch: " + listed_arch;
      package.arch = arch;
    }
    if (package.arch.empty()) package.arch = "noarch";
    find_file(place, listed_arch.empty() ? arch : listed_arch, package);
    if (package.location.empty())
      listing_->problems.push_back({"missing-package", arch, package.name, package.version,
                                    base::Error{ErrorCode::not_found, place.file, std::nullopt,
                                                "lists " + package.name + "-" + package.version + ".apk, which is not there"}});
    packages_.push_back({std::move(package), arch});
  }

  /// I12: apk looks in BASE/<A: of the record>, apko beside the index.
  void find_file(const ApkIndexPlace& place, const std::string& listed_arch, model::PackageRef& package) {
    const std::string name = package.name + "-" + package.version + ".apk";
    if (options_->only_indexes) {
      package.location = host_join(place.dir, name);
      return;
    }
    std::vector<std::string> dirs;
    if (listed_arch.find('/') == std::string::npos && listed_arch != "..") dirs.push_back(host_join(place.base, listed_arch));
    dirs.insert(place.arch.empty() ? dirs.begin() : dirs.end(), place.dir);
    for (const auto& dir : dirs) {
      if (!files_.holds(dir, name)) continue;
      package.location = host_join(dir, name);
      return;
    }
  }

  const OpenOptions* options_;
  Listing* listing_;
  PackageFiles files_;
  std::vector<Listed> packages_;
};

}  // namespace

std::vector<ApkIndexPlace> find_apk_indexes(const std::string& source) {
  if (kind_of(source) == HostKind::file) {
    const std::string dir = host_dirname(source);
    return {{source, dir, host_join(dir, ".."), ""}};
  }
  const std::string own = host_join(source, k_index_name);
  if (kind_of(own) == HostKind::file) return {{own, source, host_join(source, ".."), ""}};
  std::vector<ApkIndexPlace> places;
  for (const auto& entry : list_directory(source).value_or(std::vector<HostEntry>{})) {
    if (entry.kind != HostKind::directory) continue;
    const std::string dir = host_join(source, entry.name);
    const std::string file = host_join(dir, k_index_name);
    if (kind_of(file) == HostKind::file) places.push_back({file, dir, source, entry.name});
  }
  return places;
}

base::Result<Listing> open_apk_repository(const std::string& source, const OpenOptions& options) {
  const auto places = find_apk_indexes(source);
  if (places.empty()) return base::fail(ErrorCode::not_found, source, "no APKINDEX.tar.gz");
  Listing listing;
  listing.format = "apk_repository";
  listing.system = model::PackageSystem::apk;
  RepositoryOpener opener(options, listing);
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
