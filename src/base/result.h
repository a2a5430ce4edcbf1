// Result<T>: a value or an Error. The interface is std::expected's, so that it can become an alias later.
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace elfgate::base {

template <typename T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// Builds the failing side of any Result.
inline Failure fail(ErrorCode code, std::string subject, std::string detail) {
  return Failure(Error{code, std::move(subject), std::nullopt, std::move(detail)});
}

/// The same, with the byte offset at which the input went wrong.
inline Failure fail_at(ErrorCode code, std::string subject, std::uint64_t offset, std::string detail) {
  return Failure(Error{code, std::move(subject), offset, std::move(detail)});
}

}  // namespace elfgate::base

#define ELFGATE_CONCAT_(a, b) a##b
#define ELFGATE_CONCAT(a, b) ELFGATE_CONCAT_(a, b)

/// Returns the error of EXPR from the enclosing function; goes on otherwise.
#define ELFGATE_TRY(expr)                                                        \
  do {                                                                           \
    auto elfgate_result_ = (expr);                                               \
    if (!elfgate_result_) return tl::unexpected(std::move(elfgate_result_.error())); \
  } while (false)

/// DECL = value of EXPR, or returns its error from the enclosing function.
#define ELFGATE_TRY_ASSIGN(decl, expr)                                                         \
  auto ELFGATE_CONCAT(elfgate_try_, __LINE__) = (expr);                                        \
  if (!ELFGATE_CONCAT(elfgate_try_, __LINE__))                                                 \
    return tl::unexpected(std::move(ELFGATE_CONCAT(elfgate_try_, __LINE__).error()));          \
  decl = std::move(*ELFGATE_CONCAT(elfgate_try_, __LINE__))
