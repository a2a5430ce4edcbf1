// Real .apk bytes for tests, correct unless a test says otherwise: signature (on demand), control and data member, datahash
// and checksums computed. And a sink that writes down what it is given.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "archive/gzip_writer.h"
#include "archive/tar_writer.h"
#include "base/digest.h"
#include "repo/apk/identity.h"
#include "repo/apk/package.h"
#include "repo/format.h"

namespace elfgate::repo {

inline std::string hex_sha1(std::string_view text) {
  return base::to_hex(base::digest(base::DigestKind::sha1, base::as_bytes(text)));
}

/// The members of one package, each still a tar stream; build() puts them together.
class ApkBuilder {
 public:
  std::string info = "pkgname = demo\npkgver = 1.0-r0\narch = x86_64\n";  ///< without datahash
  bool write_datahash = true;
  bool end_control = false;    ///< C4
  bool end_data = true;        ///< C5
  std::string signature;       ///< name of a .SIGN entry
  archive::TarWriter control;  ///< further control entries
  archive::TarWriter data;
  std::vector<std::string> more_data;  ///< further data members, as tar bytes

  ApkBuilder& dir(const std::string& name) {
    archive::TarRecord record{name};
    record.type = '5';
    record.mode = 0755;
    data.add(record);
    return *this;
  }
  ApkBuilder& file(const std::string& name, std::string_view content, bool checksum = true) {
    archive::TarRecord record{name};
    if (checksum) record.pax = {{"APK-TOOLS.checksum.SHA1", hex_sha1(content)}};
    data.add(record, content);
    return *this;
  }
  ApkBuilder& link(const std::string& name, const std::string& target, char type) {
    archive::TarRecord record{name};
    record.type = type;
    record.target = target;
    data.add(record);
    return *this;
  }
  ApkBuilder& script(const std::string& name, std::string_view content) {
    control.add({name}, content);
    return *this;
  }

  std::string control_member;  ///< set by build()
  std::string data_members;

  std::string build() {
    if (end_data) data.end();
    data_members = archive::gzip_member(base::as_bytes(data.take()));
    for (const auto& tar : more_data) data_members += archive::gzip_member(base::as_bytes(tar));
    const auto hash = base::to_hex(base::digest(base::DigestKind::sha256, base::as_bytes(data_members)));
    archive::TarWriter writer;
    writer.add({".PKGINFO"}, info + (write_datahash ? "datahash = " + hash + "\n" : ""));
    std::string tar = writer.take() + control.take();
    if (end_control) tar.append(1024, '\0');
    control_member = archive::gzip_member(base::as_bytes(tar));
    std::string apk;
    if (!signature.empty()) {
      writer.add({signature}, "not a real signature");
      apk = archive::gzip_member(base::as_bytes(writer.take()));
    }
    return apk + control_member + data_members;
  }

  /// Q1... of the last build().
  std::string identity() const { return apk_identity(base::digest(base::DigestKind::sha1, base::as_bytes(control_member))); }
};

/// Writes down everything, contents included.
class RecordingSink final : public EntrySink {
 public:
  base::Result<void> metadata(PackageMetadata metadata) override {
    events.push_back("metadata " + metadata.name);
    info = std::move(metadata);
    return {};
  }
  base::Result<void> script(std::string_view name, std::string_view content) override {
    events.push_back("script " + std::string(name) + " " + std::string(content));
    return {};
  }
  base::Result<void> entry(const PackageEntry& entry, base::ByteSource& content) override {
    ELFGATE_TRY_ASSIGN(std::string text, base::read_all(content, 1 << 24, "test"));
    events.push_back("entry " + entry.path);
    entries.push_back(entry);
    contents.push_back(std::move(text));
    return {};
  }
  void note(model::Problem problem) override { problems.push_back(std::move(problem)); }

  std::vector<std::string> paths() const {
    std::vector<std::string> all;
    for (const auto& entry : entries) all.push_back(entry.path);
    return all;
  }
  /// "RULE PATH" of every note.
  std::vector<std::string> notes() const {
    std::vector<std::string> all;
    for (const auto& problem : problems) all.push_back(problem.rule + " " + problem.path);
    return all;
  }

  PackageMetadata info;
  std::vector<PackageEntry> entries;
  std::vector<std::string> contents;
  std::vector<std::string> events;
  std::vector<model::Problem> problems;
};

/// Reads BYTES as the package that REF describes.
inline base::Result<void> read_bytes(const std::string& bytes, RecordingSink& sink, const model::PackageRef& ref = {}) {
  base::MemorySource source(base::as_bytes(bytes));
  return read_apk(source, bytes.size(), ref, sink);
}

/// The error code of a Result that must have failed.
template <typename T>
base::ErrorCode code_of(const base::Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? base::ErrorCode::internal : result.error().code;
}

/// The detail of a Result that must have failed.
template <typename T>
std::string detail_of(const base::Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? "" : result.error().detail;
}

}  // namespace elfgate::repo
