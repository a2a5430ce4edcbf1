#include "repo/deb/entries.h"

#include "base/text.h"
#include "base/vpath.h"
#include "repo/entry_types.h"
#include "repo/path_ledger.h"

namespace elfgate::repo {

namespace {

bool leaves_its_place(std::string_view name) {
  for (const auto component : base::words(name, "/"))
    if (component == "..") return true;
  return name.find('\n') != std::string_view::npos;
}

/// "/usr/bin/x" of "./usr/bin/x", "." components gone.
std::string vpath_of(std::string_view name) {
  std::string path;
  for (const auto component : base::words(name, "/"))
    if (component != ".") path.append("/").append(component);
  return path.empty() ? "/" : path;
}

}  // namespace

base::Result<void> read_deb_entries(archive::TarReader& tar, EntrySink& sink, Notes& notes) {
  PathLedger ledger;
  archive::TarEntry entry;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const bool more, tar.next(entry));
    if (!more) return {};
    if (leaves_its_place(entry.name))
      return base::fail(base::ErrorCode::malformed, entry.name, "X1: a name that leaves the root or holds a line feed");
    PackageEntry out = to_package_entry(entry, vpath_of(entry.name));
    const bool is_directory = out.type == EntryType::directory;
    if (out.path == "/" && !is_directory)
      return base::fail(base::ErrorCode::malformed, entry.name, "X1: a file in place of the root");
    if (out.type == EntryType::hard_link) {
      out.target = vpath_of(entry.target);
      if (leaves_its_place(entry.target) || ledger.find(out.target) != PathLedger::Kind::other) {
        notes.add("X3", out.path, "hard link to " + out.target + ", which is no earlier file of the package");
        continue;
      }
    }
    if (!is_directory && ledger.find(out.path) != PathLedger::Kind::none)
      notes.add("X9", out.path, "the path comes twice; the last one counts");
    ELFGATE_TRY(ledger.add(out.path, is_directory ? PathLedger::Kind::directory : PathLedger::Kind::other));
    ELFGATE_TRY(sink.entry(out, tar));
  }
}

}  // namespace elfgate::repo
