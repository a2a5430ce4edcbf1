// PAX extended headers: records "LENGTH key=value\n", where LENGTH counts the whole record.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"

namespace elfgate::archive {

/// Calls VISIT with each record of BODY in order, until it returns an error. Errors: malformed.
base::Result<void> each_pax_record(
    std::string_view body, const std::function<base::Result<void>(std::string_view key, std::string_view value)>& visit);

}  // namespace elfgate::archive
