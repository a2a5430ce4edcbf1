#include <algorithm>
#include <filesystem>

#include "apk_package.h"
#include "base/vpath.h"
#include "write_tree.h"

namespace elfgate::mkrepo {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace scenario = repo::scenario;

namespace {

bool is_file_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

/// One package: its file, and its record in the index of ARCH.
Result<void> write_package(const scenario::Scenario& whole, const scenario::Package& package, const std::string& arch,
                           std::string& records, const Output& out) {
  const auto ref = scenario::index_record(whole, package);
  const auto name = ref.name + "-" + ref.version + ".apk";
  if (!is_file_name(name)) return fail(ErrorCode::usage, name, "this name cannot be that of a file");
  ELFGATE_TRY_ASSIGN(const auto built, scenario::build(package));
  const auto packed = pack_apk(package, built);
  if (!package.missing) {
    ELFGATE_TRY(out.file(arch + "/" + name, packed.bytes));
    if (package.arch == "noarch") {
      ELFGATE_TRY(out.directory("noarch"));
      ELFGATE_TRY(out.file("noarch/" + name, packed.bytes));
    }
  }
  if (!package.index.absent) records += index_text(ref, packed, package.index.size.value_or(packed.bytes.size()));
  return {};
}

}  // namespace

Result<void> write_repository(const scenario::Scenario& whole, const scenario::State& state, const Selection& selection,
                              const Output& out) {
  if (whole.system != model::PackageSystem::apk)
    return fail(ErrorCode::usage, "mkrepo", "only scenarios of the apk system become repositories; use --root");
  const auto& arches = selection.arches.empty() ? whole.arches : selection.arches;
  for (const auto& arch : arches) {
    ELFGATE_TRY(out.directory(arch));
    std::string records;
    for (const auto& package : state.packages)
      if (package.arch == arch || package.arch == "noarch") ELFGATE_TRY(write_package(whole, package, arch, records, out));
    ELFGATE_TRY(out.file(arch + "/APKINDEX.tar.gz", pack_index(records, whole.title.empty() ? "scenario" : whole.title)));
  }
  return {};
}

Result<std::size_t> use_libc_from(scenario::State& state, const std::string& dir) {
  namespace fs = std::filesystem;
  std::size_t count = 0;
  for (auto& package : state.packages) {
    if (!package.built_in) continue;
    for (auto& entry : package.entries) {
      if (!entry.elf) continue;
      for (const auto& place : {dir + "/" + package.arch, dir}) {
        const auto file = place + "/" + std::string(base::basename(entry.path));
        std::error_code failure;
        if (entry.host_file || !fs::is_regular_file(file, failure)) continue;
        entry.host_file = file;
        ++count;
      }
    }
  }
  if (count == 0)
    return fail(ErrorCode::not_found, dir, "holds none of the files of the scenario's C library (libc.so.6, ld-linux-*.so.*)");
  return count;
}

}  // namespace elfgate::mkrepo
