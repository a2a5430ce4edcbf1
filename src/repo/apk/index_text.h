// The text of an APKINDEX: records of "K:value" lines, parted by empty lines (I4-I8, I15). apk and apko disagree on damaged
// text; what apk does decides, because apk is what installs.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "repo/format.h"

namespace elfgate::repo {

/// The records in order, and what is odd about them. Arch and location of a record's package are what the text says and
/// nothing: the caller knows where the index lies.
struct ApkIndexText {
  std::vector<std::shared_ptr<model::PackageRef>> packages;  ///< arch is A:, empty when absent; order is the position
  std::vector<SourceProblem> problems;      ///< arch not filled in
};

/// Errors: malformed (apk loads nothing of such an index), limit.
base::Result<ApkIndexText> parse_apk_index(std::string_view text);

}  // namespace elfgate::repo
