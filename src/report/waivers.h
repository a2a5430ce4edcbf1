// What waivers do -> text for people, JSON for programs (docs/formats/waivers.md).
#pragma once

#include <string>
#include <vector>

#include "model/waiver_use.h"

namespace elfgate::report {

/// A paragraph a waiver, and a sentence that counts them.
std::string waivers_text(const std::vector<model::WaiverUse>& uses, const std::string& policy);
/// One object on one line.
std::string waivers_json(const std::vector<model::WaiverUse>& uses, const std::string& policy);

}  // namespace elfgate::report
