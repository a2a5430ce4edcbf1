// Real .deb bytes for tests.
#pragma once

#include <string>
#include <string_view>

#include "archive/ar_writer.h"
#include "archive/gzip_writer.h"
#include "archive/tar_writer.h"
#include "base/digest.h"
#include "unit/repo/apk_builder.h"

namespace elfgate::repo {

/// One package; build() puts the members together.
class DebBuilder {
 public:
  std::string control = "Package: demo\nVersion: 1:1.0-1\nArchitecture: amd64\n";
  std::string version = "2.0\n";
  std::string control_name = "control.tar.gz";
  std::string data_name = "data.tar.gz";
  std::string extra;  ///< name of a member between control and data
  archive::TarWriter scripts;
  archive::TarWriter data;

  DebBuilder& dir(const std::string& name) {
    archive::TarRecord record{name};
    record.type = '5';
    data.add(record);
    return *this;
  }
  DebBuilder& file(const std::string& name, std::string_view content) {
    data.add({name}, content);
    return *this;
  }
  DebBuilder& link(const std::string& name, const std::string& target, char type) {
    archive::TarRecord record{name};
    record.type = type;
    record.target = target;
    data.add(record);
    return *this;
  }

  std::string build() {
    archive::TarWriter tar;
    tar.add({"./control"}, control);
    std::string control_tar = tar.take() + scripts.take();
    control_tar.append(1024, '\0');
    data.end();
    archive::ArWriter ar;
    ar.add("debian-binary", version);
    ar.add(control_name, pack(control_name, control_tar));
    if (!extra.empty()) ar.add(extra, "x");
    ar.add(data_name, pack(data_name, data.take()));
    return ar.take();
  }

 private:
  static std::string pack(const std::string& name, const std::string& tar) {
    return name.ends_with(".gz") ? archive::gzip_member(base::as_bytes(tar)) : tar;
  }
};

inline std::string hex_sha256(std::string_view bytes) {
  return base::to_hex(base::digest(base::DigestKind::sha256, base::as_bytes(bytes)));
}

}  // namespace elfgate::repo
