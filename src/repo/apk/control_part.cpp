#include "repo/apk/control_part.h"

#include <algorithm>
#include <array>
#include <optional>

#include "archive/tar_reader.h"
#include "base/digest.h"
#include "base/limits.h"

namespace elfgate::repo {

using base::ErrorCode;
using base::fail;
namespace limits = base::limits;

namespace {

constexpr std::array<std::string_view, 7> k_scripts = {".pre-install", ".post-install", ".pre-deinstall", ".post-deinstall",
                                                       ".pre-upgrade", ".post-upgrade", ".trigger"};
constexpr std::size_t k_small_buffer = 8192;

struct Member {
  std::string tar;
  std::string sha1;
};

/// The next member inflated whole; nothing at the end of input.
base::Result<std::optional<Member>> read_member(archive::GzipMembers& members) {
  base::Hasher hasher(base::DigestKind::sha1);
  members.observe([&hasher](base::Bytes bytes) { hasher.update(bytes); });
  Member member;
  auto started = members.next();
  if (started && *started) {
    std::vector<std::uint8_t> chunk(65536);
    for (;;) {
      const auto got = members.read(chunk);
      if (!got) {
        members.observe({});
        return tl::unexpected(got.error());
      }
      if (*got == 0) break;
      member.tar.append(reinterpret_cast<const char*>(chunk.data()), *got);
    }
  }
  members.observe({});
  ELFGATE_TRY_ASSIGN(const bool more, std::move(started));
  if (!more) return std::nullopt;
  member.sha1 = hasher.finish();
  return member;
}

base::Result<void> refuse_other_formats(archive::GzipMembers& members) {
  ELFGATE_TRY_ASSIGN(const base::Bytes start, members.peek());
  const auto text = base::as_text(start);
  if (text.starts_with("ADB")) return fail(ErrorCode::unsupported, "", "C2: an apk v3 package; elfgate reads v2");
  if (!text.starts_with("\x1F")) return fail(ErrorCode::malformed, "", "C2: not an apk package");
  return {};
}

bool is_signature(std::string_view name) {
  return name.starts_with(".SIGN.");
}

class ControlReader {
 public:
  explicit ControlReader(ApkControl& control) : control_(&control) {}

  /// Reads one leading member; true when it was the control member.
  base::Result<bool> read(const std::string& bytes) {
    base::MemorySource source(base::as_bytes(bytes));
    archive::TarReader tar(source, archive::TarDialect::apk, k_small_buffer);
    archive::TarEntry entry;
    for (bool first = true;; first = false) {
      ELFGATE_TRY_ASSIGN(const bool more, tar.next(entry));
      if (!more) break;
      if (first) signatures_ = is_signature(entry.name);
      if (is_signature(entry.name) != signatures_)
        return fail(ErrorCode::malformed, entry.name, "C3, C7: signature and control entries in one gzip member");
      if (signatures_)
        control_->signatures.push_back(entry.name);
      else
        ELFGATE_TRY(read_entry(entry, tar));
    }
    if (tar.saw_end_blocks())
      return fail(ErrorCode::malformed, "", "C4: signature or control part ends the tar stream: apk would not see the data");
    if (tar.entries() == 0) return fail(ErrorCode::malformed, "", "X18: empty gzip member");
    return !signatures_;
  }

  base::Result<void> finish() {
    if (!pkginfo_) return fail(ErrorCode::malformed, "", "C22: no .PKGINFO in the control part");
    ELFGATE_TRY_ASSIGN(control_->info, parse_pkginfo(*pkginfo_));
    control_->info.oddities.insert(control_->info.oddities.end(), oddities_.begin(), oddities_.end());
    return {};
  }

 private:
  base::Result<void> read_entry(const archive::TarEntry& entry, archive::TarReader& tar) {
    if (!entry.name.starts_with('.'))
      return fail(ErrorCode::malformed, entry.name,
                  "C7: a data entry in the first gzip member: not a v2 package with a control part");
    if (entry.name == ".INSTALL") return fail(ErrorCode::unsupported, entry.name, "C22: an apk v1 script");
    if (entry.type != archive::TarType::file) return {};
    if (entry.name == ".PKGINFO") {
      if (pkginfo_) return fail(ErrorCode::malformed, entry.name, "X12: several .PKGINFO in one package");
      ELFGATE_TRY_ASSIGN(pkginfo_, base::read_all(tar, limits::k_control_bytes, "k_control_bytes"));
    }
    if (std::find(k_scripts.begin(), k_scripts.end(), entry.name) != k_scripts.end()) ELFGATE_TRY(read_script(entry, tar));
    return {};
  }

  base::Result<void> read_script(const archive::TarEntry& entry, archive::TarReader& tar) {
    if (entry.size > limits::k_script_bytes) {
      oddities_.push_back({"C23", entry.name + " is larger than 262144 bytes: apk drops it without an error"});
      return {};
    }
    ELFGATE_TRY_ASSIGN(auto content, base::read_all(tar, limits::k_script_bytes, "k_script_bytes"));
    control_->scripts.push_back({entry.name.substr(1), std::move(content)});
    return {};
  }

  ApkControl* control_;
  std::optional<std::string> pkginfo_;
  std::vector<PkgInfoOddity> oddities_;
  bool signatures_ = false;
};

}  // namespace

base::Result<ApkControl> read_apk_control(archive::GzipMembers& members) {
  ELFGATE_TRY(refuse_other_formats(members));
  members.set_limits({limits::k_control_bytes, "k_control_bytes"});
  ApkControl control;
  ControlReader reader(control);
  for (;;) {
    ELFGATE_TRY_ASSIGN(const auto member, read_member(members));
    if (!member) return fail(ErrorCode::truncated, "", "C22: the package ends before its control part");
    ELFGATE_TRY_ASSIGN(const bool is_control, reader.read(member->tar));
    if (!is_control) continue;
    control.sha1 = member->sha1;
    ELFGATE_TRY(reader.finish());
    return control;
  }
}

}  // namespace elfgate::repo
