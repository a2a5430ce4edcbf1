#include "repo/apk/entries.h"

#include <algorithm>

#include "base/vpath.h"
#include "repo/entry_types.h"
#include "repo/names.h"

namespace elfgate::repo {

namespace {

using archive::TarEntry;
using archive::TarType;

bool is_lower_hex_sha1(std::string_view text) {
  return text.size() == 40 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// A normalised entry, or the reason why apk installs nothing for it.
class ApkJudge {
 public:
  explicit ApkJudge(Notes& notes) : notes_(&notes) {}

  /// True when ENTRY is installed; OUT is it then. Errors: malformed names, limit.
  base::Result<bool> judge(const TarEntry& entry, PackageEntry& out) {
    if (entry.name.front() == '.') return drop("C15", entry.name, "the name begins with a dot: apk drops the entry silently");
    std::string_view name = entry.name;
    const bool trailing_slash = name.ends_with('/');
    if (trailing_slash) name.remove_suffix(1);
    if (name.empty() || name.front() == '/' || base::has_odd_component(name) || holds_control_byte(name))
      return base::fail(base::ErrorCode::malformed, entry.name, "X1, X2: a name that leaves its place or cannot be a file's");
    if (trailing_slash && entry.type != TarType::directory)
      return drop("C16", entry.name, "a file whose name ends in a slash: apk cannot install it");

    out = to_package_entry(entry, "/" + std::string(name));
    if (!is_installed(entry, out)) return false;
    if (ledger_.find(out.path) != PathLedger::Kind::none)
      notes_->add("C20", out.path, "the path comes twice: apk fails on it, the last one counts here");
    ELFGATE_TRY(ledger_.add(out.path, is_directory(entry) ? PathLedger::Kind::directory : PathLedger::Kind::other));
    if (entry.type == TarType::file) judge_checksum(entry, out.path);
    return true;
  }

 private:
  static bool is_directory(const TarEntry& entry) { return entry.type == TarType::directory; }

  bool drop(std::string_view rule, std::string_view path, std::string_view why) {
    notes_->add(rule, path, why);
    return false;
  }

  bool is_installed(const TarEntry& entry, const PackageEntry& out) {
    if (is_directory(entry)) return true;
    const std::string parent(base::dirname(out.path));
    if (parent != "/" && ledger_.find(parent) != PathLedger::Kind::directory)
      return drop("C16", out.path, "no entry for its directory before it: apk does not install the file");
    if (entry.type == TarType::hard_link && ledger_.find(out.target) != PathLedger::Kind::other)
      return drop("C18", out.path, "hard link to " + out.target + ", which is no earlier file of the package");
    return true;
  }

  void judge_checksum(const TarEntry& entry, const std::string& path) {
    if (!entry.has_checksum)
      notes_->add("C19", path, "no APK-TOOLS.checksum.SHA1: apk 3 refuses to extract the file");
    else if (entry.checksum.starts_with("Q1"))
      notes_->add("C19", path, "APK-TOOLS.checksum.SHA1 in the form Q1...: apk 3 refuses to extract the file");
    else if (!is_lower_hex_sha1(entry.checksum))
      notes_->add("C19", path, "APK-TOOLS.checksum.SHA1 is not a SHA-1 in lower-case hexadecimal");
  }

  Notes* notes_;
  PathLedger ledger_;
};

}  // namespace

base::Result<void> read_apk_entries(archive::TarReader& tar, EntrySink& sink, Notes& notes) {
  ApkJudge judge(notes);
  TarEntry entry;
  PackageEntry out;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const bool more, tar.next(entry));
    if (!more) break;
    ELFGATE_TRY_ASSIGN(const bool installed, judge.judge(entry, out));
    if (installed) ELFGATE_TRY(sink.entry(out, tar));
  }
  if (tar.saw_global_header()) notes.add("C13", "", "a global PAX header: apk ignores it, apko refuses the package");
  return {};
}

}  // namespace elfgate::repo
