// Remote sources: their indexes are brought here before they are opened, their packages one by one as they are read. A package
// lies on this machine only between its download and the moment its facts are known.
#pragma once

#include <atomic>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

#include "engine/repository.h"
#include "fetch/client.h"
#include "fetch/mirror.h"

namespace elfgate::engine {

/// True when PACKAGE's bytes have to be fetched: its location is a URL.
bool is_remote(const model::PackageRef& package);

/// The indexes of SOURCE, a URL, as files. Errors: as fetch::mirror_indexes(); usage when there is no folder to keep them in.
base::Result<fetch::Mirror> open_remote(const std::string& source, const RepositoryOptions& options, RunContext& context);

/// Turns places inside MIRROR into the URLs that they stand for.
void name_remote(const fetch::Mirror& mirror, repo::Listing& listing);
void name_remote(const fetch::Mirror& mirror, base::Error& error);

/// Reads remote packages: several connections, each fetching a package and extracting it; extraction takes the run's threads.
class RemoteReader {
 public:
  using Done = std::function<void(std::size_t position, model::PackageFacts&& facts)>;

  RemoteReader(const Listed& listed, const RepositoryOptions& options, const extract::ExtractOptions& extract_options,
               RunContext& context);

  /// Calls DONE for each of POSITIONS, from several threads. A package that cannot be had has facts that say so. Errors: io
  /// (the server is gone), cancelled.
  base::Result<void> read(const std::vector<std::size_t>& positions, const Done& done);

 private:
  model::PackageFacts read_one(fetch::Client& client, const ListedPackage& package);
  base::Result<model::PackageFacts> try_one(fetch::Client& client, const ListedPackage& package);
  void work(const std::vector<std::size_t>& positions, const Done& done);
  void note_failure(const base::Error& error);
  bool given_up();

  const Listed& listed_;
  const RepositoryOptions& options_;
  const extract::ExtractOptions& extract_options_;
  RunContext& context_;
  fetch::Network network_;
  std::string folder_;
  std::counting_semaphore<> extracting_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  unsigned failures_in_a_row_ = 0;
  std::optional<base::Error> gave_up_;
};

}  // namespace elfgate::engine
