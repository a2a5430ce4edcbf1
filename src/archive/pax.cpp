#include "archive/pax.h"

#include <charconv>

namespace elfgate::archive {

base::Result<void> each_pax_record(
    std::string_view body, const std::function<base::Result<void>(std::string_view key, std::string_view value)>& visit) {
  while (!body.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), length);
    const auto digits = static_cast<std::size_t>(end - body.data());
    if (error != std::errc() || length > body.size() || length < digits + 3 || body[digits] != ' ' || body[length - 1] != '\n')
      return base::fail(base::ErrorCode::malformed, "", "C13: PAX record with a wrong length");
    const auto record = body.substr(digits + 1, length - digits - 2);
    const auto equals = record.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return base::fail(base::ErrorCode::malformed, "", "C13: PAX record without a key");
    ELFGATE_TRY(visit(record.substr(0, equals), record.substr(equals + 1)));
    body.remove_prefix(length);
  }
  return {};
}

}  // namespace elfgate::archive
