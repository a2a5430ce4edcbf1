// Findings and summary as JSON values, for every format that is JSON. Field names are promises:
// docs/formats/report.schema.json.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "report/report.h"

namespace elfgate::report {

/// Keeps the order in which fields are written: reports are read and compared by people too.
using Json = nlohmann::ordered_json;

inline constexpr const char* k_report_schema = "elfgate-report/1";

Json json_of(const model::Finding& finding);
Json json_of(const Summary& summary);
Json tool_json(const Report& report);

/// One line; everything in VALUE went through shown(), and what did not is replaced instead of thrown about.
std::string line_of(const Json& value);

/// TEXT, shown, as a JSON string at the end of OUT: for documents of so many strings that values of them would cost more than
/// what they say.
void append_json(std::string& out, std::string_view text);

}  // namespace elfgate::report
