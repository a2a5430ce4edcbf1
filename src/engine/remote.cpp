#include "engine/remote.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <thread>

#include "base/digest.h"
#include "fetch/download.h"
#include "fetch/partial_file.h"
#include "fetch/url.h"

namespace elfgate::engine {

using base::ErrorCode;
namespace limits = base::limits;

namespace {

base::Result<std::string> folder_of(const RepositoryOptions& options) {
  if (!options.remote_folder.empty()) return options.remote_folder;
  if (options.facts_path.empty())
    return base::fail(ErrorCode::usage, "remote source", "needs a folder for its indexes: name a facts store");
  return (std::filesystem::path(options.facts_path).parent_path() / "remote").string();
}

fetch::Network network_of(const RepositoryOptions& options, RunContext& context) {
  auto network = options.network;
  network.should_stop = [&context] { return context.stopping(); };
  return network;
}

model::PackageFacts unreadable(const model::PackageRef& package, base::Error error) {
  model::PackageFacts facts;
  facts.name = package.name;
  facts.version = package.version;
  facts.arch = package.arch;
  facts.problems.push_back({model::Problem::Kind::unreadable, "", "", std::move(error)});
  return facts;
}

/// The same bytes have the same name, in every run. A package that nothing pins is never resumed.
std::string partial_name(const model::PackageRef& package) {
  const auto key = package.identity.empty() ? package.location : store::facts_key(package);
  return base::to_hex(base::digest(base::DigestKind::sha256, base::as_bytes(key))).substr(0, 32) + ".part";
}

}  // namespace

bool is_remote(const model::PackageRef& package) {
  return fetch::is_url(package.location);
}

base::Result<fetch::Mirror> open_remote(const std::string& source, const RepositoryOptions& options, RunContext& context) {
  ELFGATE_TRY_ASSIGN(auto folder, folder_of(options));
  return fetch::mirror_indexes({source, options.arches, folder + "/indexes", options.offline}, network_of(options, context));
}

void name_remote(const fetch::Mirror& mirror, base::Error& error) {
  if (error.subject.starts_with(mirror.dir)) error.subject = mirror.url + error.subject.substr(mirror.dir.size());
}

void name_remote(const fetch::Mirror& mirror, repo::Listing& listing) {
  model::PackageList packages;
  packages.reserve(listing.packages.size());
  for (auto package : listing.packages) {
    if (package.location.starts_with(mirror.dir + "/"))
      package.location = fetch::child_url(mirror.url, std::string_view(package.location).substr(mirror.dir.size() + 1));
    packages.push_back(std::move(package));
  }
  listing.packages = std::move(packages);
  for (auto& problem : listing.problems) name_remote(mirror, problem.error);
}

RemoteReader::RemoteReader(const Listed& listed, const RepositoryOptions& options,
                           const extract::ExtractOptions& extract_options, RunContext& context)
    : listed_(listed),
      options_(options),
      extract_options_(extract_options),
      context_(context),
      network_(network_of(options, context)),
      folder_(folder_of(options).value_or("") + "/packages"),
      extracting_(std::max(1U, context.threads)) {}

bool RemoteReader::given_up() {
  const std::lock_guard lock(mutex_);
  return gave_up_.has_value();
}

/// One package that cannot be had is a finding; ten in a row are a server that is gone.
void RemoteReader::note_failure(const base::Error& error) {
  const std::lock_guard lock(mutex_);
  if (error.code == ErrorCode::not_found) return;
  if (++failures_in_a_row_ < limits::k_failed_packages || gave_up_) return;
  gave_up_ = error;
  gave_up_->detail += "; " + std::to_string(limits::k_failed_packages) +
                      " packages in a row could not be fetched. What was read is kept: run again when the server is back";
}

base::Result<model::PackageFacts> RemoteReader::try_one(fetch::Client& client, const ListedPackage& package) {
  ELFGATE_TRY_ASSIGN(auto file, fetch::PartialFile::open(folder_ + "/" + partial_name(*package.ref)));
  const std::uint64_t size = package.ref->identity.empty() ? 0 : package.ref->size;
  const auto got =
      fetch::download(client, network_, {package.ref->location, file.fd(), size, limits::k_package_file_bytes, ""});
  if (!got) {
    if (got.error().code == ErrorCode::mismatch) file.remove();
    return base::Failure(got.error());
  }
  auto copy = *package.ref;
  copy.location = file.path();
  extracting_.acquire();
  auto facts = extract::extract_package(*package.format, copy, extract_options_);
  extracting_.release();
  file.remove();
  for (auto& problem : facts.problems)
    if (problem.error.subject == copy.location) problem.error.subject = package.ref->location;
  return facts;
}

/// Bytes that fail their digests are fetched once more: they may be two halves of different files.
model::PackageFacts RemoteReader::read_one(fetch::Client& client, const ListedPackage& package) {
  if (options_.offline)
    return unreadable(*package.ref, {ErrorCode::io, package.ref->location, std::nullopt,
                                     "is not in the facts store; run once without --offline"});
  auto facts = try_one(client, package);
  if (facts && !facts->readable()) facts = try_one(client, package);
  if (!facts) {
    if (facts.error().code != ErrorCode::cancelled) note_failure(facts.error());
    return unreadable(*package.ref, facts.error());
  }
  const std::lock_guard lock(mutex_);
  failures_in_a_row_ = 0;
  return std::move(*facts);
}

void RemoteReader::work(const std::vector<std::size_t>& positions, const Done& done) {
  fetch::Client client(network_);
  for (std::size_t i = next_++; i < positions.size() && !given_up() && !context_.stopping(); i = next_++) {
    const auto& package = listed_.packages[positions[i]];
    auto facts = read_one(client, package);
    if (context_.stopping()) return;
    done(positions[i], std::move(facts));
    context_.advance(package.ref->size);
  }
}

base::Result<void> RemoteReader::read(const std::vector<std::size_t>& positions, const Done& done) {
  const auto workers = std::min<std::size_t>(std::max(1U, network_.connections), positions.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < workers; ++i)
    threads.emplace_back([&] {
      try {
        work(positions, done);
      } catch (const std::exception& error) {
        const std::lock_guard lock(mutex_);
        gave_up_ = base::Error{ErrorCode::io, "fetching packages", std::nullopt, error.what()};
      }
    });
  for (auto& thread : threads) thread.join();
  ELFGATE_TRY(context_.check_stop());
  if (gave_up_) return base::Failure(*gave_up_);
  return {};
}

}  // namespace elfgate::engine
