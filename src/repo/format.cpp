#include "repo/format.h"

#include <algorithm>

#include "repo/host_files.h"

namespace elfgate::repo {

std::span<const Format* const> collected_formats();

namespace {

std::vector<const Format*> by_priority() {
  const auto collected = collected_formats();
  std::vector<const Format*> sorted(collected.begin(), collected.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const Format* a, const Format* b) { return a->priority < b->priority; });
  return sorted;
}

}  // namespace

std::span<const Format* const> formats() {
  static const std::vector<const Format*> sorted = by_priority();
  return sorted;
}

base::Result<const Format*> format_of(const std::string& source) {
  for (const Format* format : formats())  // a source is not always a path: x.eg#after is a state of a scenario
    if (format->recognise(source)) return format;
  if (kind_of(source) == HostKind::absent) return base::fail(base::ErrorCode::not_found, source, "no such file or directory");
  std::string known;
  for (const Format* format : formats()) known.append(known.empty() ? "" : ", ").append(format->summary);
  return base::fail(base::ErrorCode::usage, source, "not a source that elfgate reads; it reads: " + known);
}

const Format* format_named(const std::string& name) {
  for (const Format* format : formats())
    if (format->name == name) return format;
  return nullptr;
}

}  // namespace elfgate::repo
