#include "repo/deb/package.h"

#include <array>
#include <functional>

#include "archive/decompress.h"
#include "base/digest.h"
#include "base/limits.h"
#include "repo/deb/control_part.h"
#include "repo/deb/entries.h"

namespace elfgate::repo {

using base::ErrorCode;
using base::fail;
namespace limits = base::limits;

namespace {

constexpr std::string_view k_sha256 = "sha256:";
constexpr std::string_view k_control = "control:";

/// Passes bytes on and hashes them.
class HashedSource final : public base::ByteSource {
 public:
  explicit HashedSource(base::ByteSource& source) : source_(&source) {}
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    ELFGATE_TRY_ASSIGN(const std::size_t got, source_->read(buffer));
    hasher_.update(buffer.first(got));
    return got;
  }
  std::string finish() { return hasher_.finish(); }

 private:
  base::ByteSource* source_;
  base::Hasher hasher_{base::DigestKind::sha256};
};

std::string control_identity(const std::string& sha256, std::uint64_t size) {
  return std::string(k_control) + base::to_hex(sha256) + ":" + std::to_string(size);
}

base::Result<void> check_control(const model::PackageRef& package, const std::string& sha256, std::uint64_t size) {
  if (!package.identity.starts_with(k_control) || package.identity == control_identity(sha256, size)) return {};
  return fail(ErrorCode::mismatch, "", "the control part is not the one that was listed");
}

base::Result<void> hand_over(DebControl& control, EntrySink& sink, Notes& notes) {
  ELFGATE_TRY_ASSIGN(PackageMetadata metadata, to_metadata(control.stanza));
  ELFGATE_TRY(sink.metadata(std::move(metadata)));
  for (const auto& name : control.large_scripts)
    notes.add("C23", "", "maintainer script " + name + " is larger than 262144 bytes: not looked at", ErrorCode::limit);
  for (const auto& [name, content] : control.scripts) ELFGATE_TRY(sink.script(name, content));
  return {};
}

base::Result<void> read_data(archive::ArReader& ar, EntrySink& sink, Notes& notes) {
  archive::ArMember member;
  do {
    ELFGATE_TRY_ASSIGN(const bool more, ar.next(member));
    if (!more) return fail(ErrorCode::truncated, "", "the package ends before its member data.tar");
  } while (member.name.starts_with('_'));
  const auto compression = archive::compression_of(member.name);
  if (!member.name.starts_with("data.tar")) return fail(ErrorCode::malformed, member.name, "third member is not data.tar");
  if (compression == archive::Compression::none && member.name != "data.tar")
    return fail(ErrorCode::unsupported, member.name, "compression of the data part");
  const auto inflated = archive::decompressed(ar, compression, {limits::k_data_bytes, "k_data_bytes"});
  archive::TarReader tar(*inflated, archive::TarDialect::deb);
  return read_deb_entries(tar, sink, notes);
}

base::Result<void> read_members(base::ByteSource& source, std::uint64_t size, const model::PackageRef& package,
                                EntrySink& sink) {
  archive::ArReader ar(source);
  ELFGATE_TRY_ASSIGN(DebControl control, read_deb_control(ar));
  ELFGATE_TRY(check_control(package, control.sha256, size));
  Notes notes(sink);
  ELFGATE_TRY(hand_over(control, sink, notes));
  ELFGATE_TRY(read_data(ar, sink, notes));
  notes.finish();
  return {};
}

base::Result<void> drain(base::ByteSource& source) {
  std::array<std::uint8_t, 65536> sink;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const std::size_t got, source.read(sink));
    if (got == 0) return {};
  }
}

base::Result<void> read_hashed(base::ByteSource& source, std::uint64_t size, const model::PackageRef& package,
                               EntrySink& sink) {
  const std::string wanted = package.identity.substr(k_sha256.size());
  HashedSource hashed(source);
  ELFGATE_TRY(read_members(hashed, size, package, sink));
  ELFGATE_TRY(drain(hashed));
  const std::string found = base::to_hex(hashed.finish());
  if (found == wanted) return {};
  return fail(ErrorCode::mismatch, "", "the file has SHA-256 " + found + ", the index says " + wanted);
}

base::Error about(base::Error error, const std::string& location) {
  error.detail = error.subject.empty() ? error.detail : error.subject + ": " + error.detail;
  error.subject = location;
  return error;
}

}  // namespace

base::Result<void> read_deb(base::ByteSource& source, std::uint64_t size, const model::PackageRef& package, EntrySink& sink) {
  if (package.size != 0 && package.size != size)
    return fail(ErrorCode::mismatch, package.location,
                "C30: the file has " + std::to_string(size) + " bytes, the index says " + std::to_string(package.size));
  auto read = package.identity.starts_with(k_sha256) ? read_hashed(source, size, package, sink)
                                                     : read_members(source, size, package, sink);
  return std::move(read).map_error([&](base::Error error) { return about(std::move(error), package.location); });
}

base::Result<void> read_deb(const model::PackageRef& package, EntrySink& sink) {
  if (package.location.empty()) return fail(ErrorCode::not_found, package.name, "the package file is not there");
  ELFGATE_TRY_ASSIGN(auto source, base::FileSource::open(package.location));
  return read_deb(source, source.size(), package, sink);
}

base::Result<model::PackageRef> describe_deb(const std::string& path) {
  ELFGATE_TRY_ASSIGN(auto source, base::FileSource::open(path));
  archive::ArReader ar(source);
  const auto locate = [&](base::Error error) { return about(std::move(error), path); };
  ELFGATE_TRY_ASSIGN(const DebControl control, read_deb_control(ar).map_error(locate));
  ELFGATE_TRY_ASSIGN(model::PackageRef package, to_package(control.stanza).map_error(locate));
  package.identity = control_identity(control.sha256, source.size());
  package.size = source.size();
  package.location = path;
  return package;
}

}  // namespace elfgate::repo
