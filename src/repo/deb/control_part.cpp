#include "repo/deb/control_part.h"

#include <algorithm>
#include <array>
#include <optional>

#include "archive/decompress.h"
#include "archive/tar_reader.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/vpath.h"

namespace elfgate::repo {

using base::ErrorCode;
using base::fail;
namespace limits = base::limits;

namespace {

constexpr std::array<std::string_view, 5> k_scripts = {"preinst", "postinst", "prerm", "postrm", "config"};

base::Result<archive::ArMember> next_member(archive::ArReader& ar, const char* wanted) {
  archive::ArMember member;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const bool more, ar.next(member));
    if (!more) return fail(ErrorCode::truncated, "", std::string("the package ends before its member ") + wanted);
    if (!member.name.starts_with('_')) return member;  // dpkg passes over members that begin with an underscore
  }
}

base::Result<void> check_version(archive::ArReader& ar) {
  ELFGATE_TRY_ASSIGN(const auto member, next_member(ar, "debian-binary"));
  if (member.name != "debian-binary") return fail(ErrorCode::malformed, member.name, "first member is not debian-binary");
  ELFGATE_TRY_ASSIGN(const std::string version, base::read_all(ar, 1024, "debian-binary"));
  if (!version.starts_with("2.")) return fail(ErrorCode::unsupported, "debian-binary", "format version is not 2");
  return {};
}

base::Result<void> read_script(const std::string& name, archive::TarReader& tar, std::uint64_t size, DebControl& control) {
  if (size > limits::k_script_bytes) {
    control.large_scripts.push_back(name);
    return {};
  }
  ELFGATE_TRY_ASSIGN(auto content, base::read_all(tar, limits::k_script_bytes, "k_script_bytes"));
  control.scripts.emplace_back(name, std::move(content));
  return {};
}

base::Result<void> read_control_tar(base::ByteSource& bytes, DebControl& control) {
  archive::TarReader tar(bytes, archive::TarDialect::deb, 16384);
  archive::TarEntry entry;
  std::optional<std::string> text;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const bool more, tar.next(entry));
    if (!more) break;
    if (entry.type != archive::TarType::file) continue;
    const std::string name = base::to_vpath(entry.name).substr(1);
    if (name == "control") {
      if (text) return fail(ErrorCode::malformed, name, "X12: several control files in one package");
      ELFGATE_TRY_ASSIGN(text, base::read_all(tar, limits::k_control_bytes, "k_control_bytes"));
    }
    if (std::find(k_scripts.begin(), k_scripts.end(), name) != k_scripts.end())
      ELFGATE_TRY(read_script(name, tar, entry.size, control));
  }
  if (!text) return fail(ErrorCode::malformed, "", "no control file in the control part");
  std::size_t stanzas = 0;
  ELFGATE_TRY(each_deb_stanza(*text, [&](DebStanza& stanza) -> base::Result<void> {
    if (++stanzas > 1) return fail(ErrorCode::malformed, "control", "several stanzas in the control file");
    control.stanza = std::move(stanza);
    return {};
  }));
  return {};
}

}  // namespace

base::Result<DebControl> read_deb_control(archive::ArReader& ar) {
  ELFGATE_TRY(check_version(ar));
  ELFGATE_TRY_ASSIGN(const auto member, next_member(ar, "control.tar"));
  const auto compression = archive::compression_of(member.name);
  if (!member.name.starts_with("control.tar"))
    return fail(ErrorCode::malformed, member.name, "second member is not control.tar");
  if (compression == archive::Compression::none && member.name != "control.tar")
    return fail(ErrorCode::unsupported, member.name, "compression of the control part");
  ELFGATE_TRY_ASSIGN(const std::string bytes, base::read_all(ar, limits::k_control_bytes, "k_control_bytes"));
  DebControl control;
  control.sha256 = base::digest(base::DigestKind::sha256, base::as_bytes(bytes));
  base::MemorySource source(base::as_bytes(bytes));
  const auto inflated = archive::decompressed(source, compression, {limits::k_control_bytes, "k_control_bytes"});
  ELFGATE_TRY(read_control_tar(*inflated, control));
  return control;
}

}  // namespace elfgate::repo
