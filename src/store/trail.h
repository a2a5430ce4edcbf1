// The trails of whole audits as bytes, for a record of the facts store.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "model/audit_trail.h"

namespace elfgate::store {

/// Bumped with any change of trail.fbs; part of the key of a kept trail.
inline constexpr std::uint32_t k_trail_layout = 1;

/// Deterministic. Empty when the trail exceeds limits::k_outcome_bytes: it is not kept then.
std::string encode_trail(const model::AuditTrail& trail);

/// Verifies and decodes: every list has its rows, and a row that names packages names such as there are. Errors: malformed,
/// limit.
base::Result<model::AuditTrail> decode_trail(base::Bytes encoded);

}  // namespace elfgate::store
