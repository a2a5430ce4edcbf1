// Outcomes of whole audits as bytes, for a record of the facts store.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "model/audit_outcome.h"

namespace elfgate::store {

/// Bumped with any change of outcome.fbs; part of the key of a kept outcome.
inline constexpr std::uint32_t k_outcome_layout = 1;

/// Deterministic. Empty when the outcome exceeds limits::k_outcome_bytes: it is not kept then.
std::string encode_outcome(const model::AuditOutcome& outcome);

/// Verifies and decodes. Errors: malformed, limit.
base::Result<model::AuditOutcome> decode_outcome(base::Bytes encoded);

}  // namespace elfgate::store
