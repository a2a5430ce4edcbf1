// Two spellings of a version in a library's name: behind ".so" (libfoo.so.1.2) and before it (libfoo-1.2.so). The stem is
// what both versions of one library share.
#pragma once

#include <string>
#include <string_view>

namespace elfgate::model {

/// The part of a library name that stays when its version changes: "libfoo.so" of "libfoo.so.1.2", "libfoo-*.so" of
/// "libfoo-1.2.so"; empty when NAME carries no version and no ".so".
std::string library_stem(std::string_view name);

/// True when NAME carries a version, so that another version of it can exist.
bool has_library_version(std::string_view name);

}  // namespace elfgate::model
