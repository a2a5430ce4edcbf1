// A file from the network, whole: attempts in a row, each going on where the last one broke off, with growing pauses in
// between. What has arrived stays in the file, so that a later run goes on from there as well.
#pragma once

#include <cstdint>
#include <string>

#include "fetch/client.h"

namespace elfgate::fetch {

struct Download {
  std::string url;
  int file = -1;            ///< open for reading and writing; what it holds is the beginning
  std::uint64_t size = 0;   ///< of the whole file; 0: not known, and then it is begun anew
  std::uint64_t limit = 0;  ///< most bytes
  std::string etag;         ///< as TransferRequest::etag
};

struct Downloaded {
  bool unchanged = false;
  std::string etag;
  std::uint64_t size = 0;
};

/// Errors: not_found (the server has no such file), io (it could not be reached, or failed to the end), mismatch (another
/// size), limit, cancelled.
base::Result<Downloaded> download(Client& client, const Network& network, const Download& what);

}  // namespace elfgate::fetch
