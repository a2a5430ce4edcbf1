#include "repo/apk/package.h"

#include "archive/gzip_members.h"
#include "base/digest.h"
#include "base/limits.h"
#include "repo/apk/control_part.h"
#include "repo/apk/entries.h"
#include "repo/apk/identity.h"

namespace elfgate::repo {

using base::ErrorCode;
using base::fail;
namespace limits = base::limits;

namespace {

constexpr std::size_t k_listing_buffer = 16 * 1024;

base::Result<std::string> expected_data_hash(const PkgInfo& info) {
  if (info.datahash.empty()) return fail(ErrorCode::malformed, "", "C28: .PKGINFO has no datahash: apk refuses the package");
  auto hash = base::from_hex(info.datahash);
  if (!hash || hash->size() != 32) return fail(ErrorCode::malformed, "", "C28: datahash is not a SHA-256 in hexadecimal");
  return hash;
}

base::Result<void> check_identity(const model::PackageRef& package, const std::string& sha1) {
  if (package.identity.empty()) return {};
  ELFGATE_TRY_ASSIGN(const std::string wanted, parse_apk_identity(package.identity));
  if (wanted == sha1) return {};
  return fail(ErrorCode::mismatch, "",
              "C26: the control part is " + apk_identity(sha1) + ", the index says " + package.identity);
}

base::Result<void> hand_over(ApkControl& control, EntrySink& sink, Notes& notes) {
  for (const auto& oddity : control.info.oddities) notes.add(oddity.rule, "", oddity.text, ErrorCode::malformed);
  ELFGATE_TRY(sink.metadata(std::move(control.info.metadata)));
  for (const auto& script : control.scripts) ELFGATE_TRY(sink.script(script.name, script.content));
  return {};
}

base::Result<void> read_data(archive::GzipMembers& members, const std::string& wanted, EntrySink& sink, Notes& notes) {
  base::Hasher hasher(base::DigestKind::sha256);
  members.observe([&hasher](base::Bytes bytes) { hasher.update(bytes); });
  members.set_limits({limits::k_data_bytes, "k_data_bytes"});
  archive::GzipSource data(members);
  archive::TarReader tar(data, archive::TarDialect::apk);
  auto read = read_apk_entries(tar, sink, notes);
  members.observe({});
  ELFGATE_TRY(std::move(read));
  if (data.members_seen() == 0) return fail(ErrorCode::truncated, "", "C8: the package has no data part");
  if (data.members_seen() > 1) notes.add("C6", "", "the data part has several gzip members: apk 3 refuses the package");
  const std::string found = hasher.finish();
  if (found == wanted) return {};
  return fail(ErrorCode::mismatch, "",
              "C28: the data part has SHA-256 " + base::to_hex(found) + ", .PKGINFO says " + base::to_hex(wanted));
}

base::Result<void> read_members(base::ByteSource& source, const model::PackageRef& package, EntrySink& sink) {
  archive::GzipMembers members(source);
  ELFGATE_TRY_ASSIGN(ApkControl control, read_apk_control(members));
  ELFGATE_TRY(check_identity(package, control.sha1));
  ELFGATE_TRY_ASSIGN(const std::string wanted, expected_data_hash(control.info));
  Notes notes(sink);
  ELFGATE_TRY(hand_over(control, sink, notes));
  ELFGATE_TRY(read_data(members, wanted, sink, notes));
  notes.finish();
  return {};
}

base::Error about(base::Error error, const std::string& location) {
  error.detail = error.subject.empty() ? error.detail : error.subject + ": " + error.detail;
  error.subject = location;
  return error;
}

}  // namespace

base::Result<void> read_apk(base::ByteSource& source, std::uint64_t size, const model::PackageRef& package, EntrySink& sink) {
  if (package.size != 0 && package.size != size)
    return fail(ErrorCode::mismatch, package.location,
                "C30: the file has " + std::to_string(size) + " bytes, the index says " + std::to_string(package.size));
  return read_members(source, package, sink).map_error([&](base::Error error) {
    return about(std::move(error), package.location);
  });
}

base::Result<void> read_apk(const model::PackageRef& package, EntrySink& sink) {
  if (package.location.empty()) return fail(ErrorCode::not_found, package.name, "the package file is not there");
  ELFGATE_TRY_ASSIGN(auto source, base::FileSource::open(package.location));
  return read_apk(source, source.size(), package, sink);
}

base::Result<model::PackageRef> describe_apk(const std::string& path) {
  ELFGATE_TRY_ASSIGN(auto source, base::FileSource::open(path));
  archive::GzipMembers members(source, {}, k_listing_buffer);
  ELFGATE_TRY_ASSIGN(ApkControl control,
                     read_apk_control(members).map_error([&](base::Error error) { return about(std::move(error), path); }));
  model::PackageRef package;
  auto& metadata = control.info.metadata;
  package.arch = metadata.arch.empty() ? "noarch" : metadata.arch;
  package.name = std::move(metadata.name);
  package.version = std::move(metadata.version);
  package.origin = std::move(metadata.origin);
  package.identity = apk_identity(control.sha1);
  package.size = source.size();
  package.installed_size = metadata.installed_size;
  package.system = model::PackageSystem::apk;
  package.relations = std::move(metadata.relations);
  package.location = path;
  return package;
}

}  // namespace elfgate::repo
