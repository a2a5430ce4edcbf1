#include "repo/apk/repository.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
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
std::string arch_of_records(const std::vector<std::shared_ptr<model::PackageRef>>& packages) {
  std::map<std::string, std::size_t> counts;
  for (const auto& package : packages)
    if (!package->arch.empty() && package->arch != "noarch") ++counts[package->arch];
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? "noarch" : most->first;
}

/// One index and what it lists; indexes are opened side by side.
class IndexOpener {
 public:
  IndexOpener(const ApkIndexPlace& place, const OpenOptions& options) : place_(&place), options_(&options) {}

  void open() {
    if (auto opened = read_records(); !opened) error_ = std::move(opened.error());
  }

  /// What could not be read at all. Null: nothing.
  const base::Error* error() const { return error_ ? &*error_ : nullptr; }

  /// Moves what was found behind what LISTING and PACKAGES have.
  void move_into(Listing& listing, std::vector<Listed>& packages) {
    std::move(problems_.begin(), problems_.end(), std::back_inserter(listing.problems));
    if (!verified_by_.empty()) listing.signatures[place_->file] = verified_by_;
    std::move(packages_.begin(), packages_.end(), std::back_inserter(packages));
  }

 private:
  base::Result<void> read_records() {
    if (!place_->arch.empty() && !is_wanted(place_->arch, *options_)) return {};
    auto read = read_apk_index(place_->file, options_->keys_dir);
    if (!read && read.error().code == ErrorCode::bad_signature) {
      problems_.push_back({"bad-signature", place_->arch, "", "", read.error()});
      read = read_apk_index(place_->file, "");
    }
    ELFGATE_TRY_ASSIGN(ApkIndexFile index, std::move(read));
    const std::string arch = place_->arch.empty() ? arch_of_records(index.text.packages) : place_->arch;
    if (!is_wanted(arch, *options_)) return {};
    verified_by_ = index.verified_by;
    for (auto& problem : index.text.problems) {
      problem.arch = arch;
      problem.error.subject = place_->file;
      problems_.push_back(std::move(problem));
    }
    packages_.reserve(index.text.packages.size());
    for (auto& package : index.text.packages) {
      settle_package(arch, *package);
      packages_.emplace_back(std::move(package), arch);
    }
    return {};
  }

  void settle_package(const std::string& arch, model::PackageRef& package) {
    const std::string listed_arch = package.arch;
    if (!listed_arch.empty() && listed_arch != "noarch" && listed_arch != arch) {
      if (package.uninstallable.empty()) package.uninstallable = "arch: " + listed_arch;
      package.arch = arch;
    }
    if (package.arch.empty()) package.arch = "noarch";
    find_file(listed_arch.empty() ? arch : listed_arch, package);
    if (package.location.empty())
      problems_.push_back({"missing-package", arch, package.name, package.version,
                           base::Error{ErrorCode::not_found, place_->file, std::nullopt,
                                       "lists " + package.name + "-" + package.version + ".apk, which is not there"}});
  }

  /// I12: apk looks in BASE/<A: of the record>, apko beside the index.
  void find_file(const std::string& listed_arch, model::PackageRef& package) {
    const std::string name = package.name + "-" + package.version + ".apk";
    if (options_->only_indexes) {
      package.location = host_join(place_->dir, name);
      return;
    }
    std::vector<std::string> dirs;
    if (listed_arch.find('/') == std::string::npos && listed_arch != "..") dirs.push_back(host_join(place_->base, listed_arch));
    dirs.insert(place_->arch.empty() ? dirs.begin() : dirs.end(), place_->dir);
    for (const auto& dir : dirs) {
      if (!files_.holds(dir, name)) continue;
      package.location = host_join(dir, name);
      return;
    }
  }

  const ApkIndexPlace* place_;
  const OpenOptions* options_;
  PackageFiles files_;
  std::vector<Listed> packages_;
  std::vector<SourceProblem> problems_;
  std::string verified_by_;
  std::optional<base::Error> error_;
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
  std::vector<IndexOpener> openers;
  for (const auto& place : places) openers.emplace_back(place, options);
  options.for_each(openers.size(), [&](std::size_t i) { openers[i].open(); });
  std::vector<Listed> packages;
  std::size_t broken = 0;
  for (std::size_t i = 0; i < openers.size(); ++i) {
    openers[i].move_into(listing, packages);
    const auto* error = openers[i].error();
    if (error == nullptr) continue;
    if (++broken == places.size()) return tl::unexpected(*error);
    listing.problems.push_back({"unreadable-package", places[i].arch, "", "", *error});
  }
  settle(listing, std::move(packages), options);
  return listing;
}

}  // namespace elfgate::repo
