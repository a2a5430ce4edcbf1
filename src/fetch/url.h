// URLs of remote sources. A URL with a user name, a password or a query is refused: it would end up in logs and reports, and
// nothing could be appended to it. Messages about a refused URL never repeat it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace elfgate::fetch {

/// True when SOURCE names something by a scheme ("https://..."), not by a path.
bool is_url(std::string_view source);

/// TEXT in one spelling, without a slash at its end: http or https, a host, no credentials, no query, no fragment. Errors:
/// usage.
base::Result<std::string> normal_url(const std::string& text);

/// URL/RELATIVE with every byte of RELATIVE encoded that could mean something else to a server.
std::string child_url(const std::string& url, std::string_view relative);

/// What stands before the last slash, and behind it.
std::string parent_url(const std::string& url);
std::string last_part(const std::string& url);

/// Host name of a normal URL.
std::string host_of(const std::string& url);

}  // namespace elfgate::fetch
