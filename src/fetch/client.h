// One HTTP transfer, by libcurl: a GET of a URL, from some byte on, into a file. No retries here (fetch/download.h). Redirects
// are followed a few times, and never from https to http. Credentials go to the host they are for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "fetch/network.h"

namespace elfgate::fetch {

struct TransferRequest {
  std::string url;
  std::string etag;         ///< "have this one": an answer 304 leaves the file alone
  int file = -1;            ///< descriptor that is written to; bytes [0, from) are there
  std::uint64_t from = 0;   ///< resume here; the server may begin anew
  std::uint64_t limit = 0;  ///< most bytes of the whole file
};

struct TransferResult {
  enum class Kind : std::uint8_t {
    complete,
    unchanged,   ///< 304
    absent,      ///< 404, 410, 403: some servers do not tell what exists
    try_again,   ///< a broken connection, a busy or failing server
    begin_anew,  ///< the server cannot go on from `from`
    failed       ///< trying again will not help
  };
  Kind kind = Kind::failed;
  std::uint64_t size = 0;  ///< bytes of the file now
  std::string etag;
  std::string why;            ///< in words; without credentials
  unsigned wait_seconds = 0;  ///< asked for by the server
};

/// Keeps its connections between transfers. One thread at a time; movable.
class Client {
 public:
  explicit Client(const Network& network);
  Client(Client&&) noexcept;
  ~Client();

  /// Never throws; writes only to request.file.
  TransferResult get(const TransferRequest& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace elfgate::fetch
