// How the network may be used: everything that a run is told from outside. Nothing here is read from the environment.
#pragma once

#include <functional>
#include <string>

#include "base/limits.h"

namespace elfgate::fetch {

struct Network {
  unsigned attempts = base::limits::k_transfer_attempts;   ///< of one file, in a row, without progress
  unsigned stall_seconds = base::limits::k_stall_seconds;  ///< a transfer that stands still for so long has failed
  unsigned connections = base::limits::k_connections;      ///< packages in transfer at once
  std::string netrc_path;                                  ///< credentials by host; empty: none
  std::string http_auth;                                   ///< "basic:HOST:USER:PASSWORD", as for apk and apko; empty: none
  std::function<bool()> should_stop;                       ///< may be empty; called often
};

}  // namespace elfgate::fetch
