#include "base/error.h"

#include <cstdio>

namespace elfgate::base {

const char* name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return "not-found";
    case ErrorCode::io: return "io";
    case ErrorCode::truncated: return "truncated";
    case ErrorCode::malformed: return "malformed";
    case ErrorCode::limit: return "limit";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::mismatch: return "mismatch";
    case ErrorCode::bad_signature: return "bad-signature";
    case ErrorCode::usage: return "usage";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

std::string to_text(const Error& error) {
  std::string text;
  if (!error.subject.empty()) text += error.subject + ": ";
  if (error.offset) {
    char at[40];
    std::snprintf(at, sizeof at, "at offset 0x%llx: ", static_cast<unsigned long long>(*error.offset));
    text += at;
  }
  return text + error.detail;
}

}  // namespace elfgate::base
