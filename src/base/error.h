// What can go wrong, as a value.
//
// Three classes of failure travel three roads. Bad input becomes a finding and the run goes on; a failing
// world (disk, permission, lock) ends the run with exit 2; a defect of ours aborts in debug builds. The code
// says which road to take, so callers never look at message texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace elfgate::base {

/// The closed list of error kinds. Names are stable: they appear in machine-readable reports.
enum class ErrorCode {
  not_found,      ///< a file, package or name that was asked for does not exist
  io,             ///< the operating system failed: disk full, permission, interrupted device
  truncated,      ///< input ends before the structure it announces
  malformed,      ///< input breaks a rule of its format
  limit,          ///< a bound of base/limits.h was hit; detail names it
  unsupported,    ///< a format we recognise and do not read (apk v3, tar type NUL ...)
  mismatch,       ///< a checksum, size or identity does not agree
  bad_signature,  ///< a signature does not verify
  usage,          ///< a wrong option, policy file or source given by the user
  cancelled,      ///< the caller asked to stop
  internal        ///< a defect of elfgate itself
};

/// One failure. Plain value; copyable; thread-compatible.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string subject;                  ///< the file, package or name it is about; may hold any bytes
  std::optional<std::uint64_t> offset;  ///< byte offset inside the subject, where known
  std::string detail;                   ///< what is wrong and, where we know it, what to do

  bool operator==(const Error&) const = default;
};

/// The stable name of a code, e.g. "truncated".
const char* name_of(ErrorCode code);

/// "subject: at offset 0x40: detail", parts left out where they are empty. Bytes are passed through unescaped.
std::string to_text(const Error& error);

}  // namespace elfgate::base
