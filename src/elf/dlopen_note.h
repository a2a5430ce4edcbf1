// `.note.dlopen`: what a file would like to dlopen(), said in JSON by its build (loader-semantics section 13).
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "model/elf_facts.h"

namespace elfgate::elf {

/// The entries of one note descriptor: an array of objects, or one object as the first revision of the format had it; `soname`
/// is an array or one string. Unknown keys are ignored. SUBJECT is only for messages. Errors: malformed - no JSON, an entry
/// without a soname, an unknown priority.
base::Result<std::vector<model::DlopenNote>> read_dlopen_note(base::Bytes descriptor, const std::string& subject);

}  // namespace elfgate::elf
