#include "fetch/download.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

namespace elfgate::fetch {

using base::ErrorCode;
namespace limits = base::limits;
using Kind = TransferResult::Kind;

namespace {

bool stopping(const Network& network) {
  return network.should_stop && network.should_stop();
}

/// Half a second, one, two, four ... or what the server asks for; returns early when the run is to stop.
void pause(const Network& network, unsigned failures, unsigned asked_seconds) {
  constexpr long k_step_ms = 50;
  const std::uint64_t growing = std::uint64_t{500} << std::min(failures, 10U);
  const std::uint64_t longest = limits::k_longest_wait_seconds * 1000ULL;
  const auto total = std::min(longest, std::max<std::uint64_t>(growing, asked_seconds * 1000ULL));
  for (std::uint64_t waited = 0; waited < total && !stopping(network); waited += k_step_ms) {
    const timespec step{0, k_step_ms * 1'000'000};
    ::nanosleep(&step, nullptr);
  }
}

base::Failure refused(const Download& what, ErrorCode code, const std::string& why) {
  return base::fail(code, what.url, why);
}

std::uint64_t size_of(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// What a finished transfer is worth.
base::Result<Downloaded> accept(const Download& what, const TransferResult& got) {
  if (what.size != 0 && got.size != what.size)
    return refused(what, ErrorCode::mismatch,
                   "has " + std::to_string(got.size) + " bytes, the index says " + std::to_string(what.size));
  return Downloaded{got.kind == Kind::unchanged, got.etag, got.size};
}

}  // namespace

base::Result<Downloaded> download(Client& client, const Network& network, const Download& what) {
  std::uint64_t have = what.size != 0 ? size_of(what.file) : 0;
  if (what.size != 0 && have == what.size) return Downloaded{false, {}, have};
  if (have > what.size) have = 0;
  unsigned failures = 0;
  bool begun_anew = false;
  for (;;) {
    if (::ftruncate(what.file, static_cast<off_t>(have)) != 0) return refused(what, ErrorCode::io, "cannot be written");
    const auto limit = what.size != 0 ? what.size : what.limit;
    const auto got = client.get({what.url, have == 0 ? what.etag : "", what.file, have, limit});
    if (stopping(network)) return refused(what, ErrorCode::cancelled, "stopped");
    const bool cut = got.kind == Kind::complete && got.size < what.size;  // ended well, and yet too early
    switch (got.kind) {
      case Kind::unchanged: return accept({what.url, what.file}, got);
      case Kind::complete:
        if (!cut) return accept(what, got);
        break;
      case Kind::absent: return refused(what, ErrorCode::not_found, got.why);
      case Kind::failed: return refused(what, ErrorCode::io, got.why);
      case Kind::begin_anew:
        if (begun_anew) return refused(what, ErrorCode::io, got.why);
        begun_anew = true;
        have = 0;
        continue;
      case Kind::try_again: break;
    }
    const auto now = what.size != 0 ? got.size : 0;
    failures = now >= have + limits::k_progress_bytes ? 1 : failures + 1;
    have = now;
    const std::string why = cut ? "the connection ends too early" : got.why;
    if (failures >= std::max(1U, network.attempts))
      return refused(what, ErrorCode::io, why + " (" + std::to_string(failures) + " attempts)");
    pause(network, failures - 1, got.wait_seconds);
    if (stopping(network)) return refused(what, ErrorCode::cancelled, "stopped");
  }
}

}  // namespace elfgate::fetch
