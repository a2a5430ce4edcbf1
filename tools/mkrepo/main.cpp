// mkrepo: turns a scenario into a real apk repository, or into a root directory in which its programs really start.
#include <CLI/CLI.hpp>
#include <iostream>

#include "repo/scenario/scenario.h"
#include "write_tree.h"

namespace {

using namespace elfgate;

constexpr const char* k_examples = R"(
Examples:
  mkrepo testdata/moved-library.eg out
      out/x86_64/APKINDEX.tar.gz, out/x86_64/*.apk and the same for aarch64
  mkrepo --after testdata/soname-change.eg out
      the repository after the change that the scenario describes
  mkrepo --root --arch x86_64 --libc-from /lib/x86_64-linux-gnu testdata/moved-library.eg root
      the files themselves, with this machine's C library; then:
      LD_TRACE_LOADED_OBJECTS=1 chroot root /usr/bin/psql
)";

struct Options {
  std::string file, out, libc_from;
  bool root = false;
  bool after = false;
  mkrepo::Selection selection;
};

base::Result<void> run(const Options& options) {
  ELFGATE_TRY_ASSIGN(auto scenario, repo::scenario::load_scenario(options.file));
  if (options.after && !scenario.after)
    return base::fail(base::ErrorCode::usage, options.file, "this scenario has no `after` part");
  auto& state = options.after ? *scenario.after : scenario.before;
  for (const auto& arch : options.selection.arches)
    if (std::find(scenario.arches.begin(), scenario.arches.end(), arch) == scenario.arches.end())
      return base::fail(base::ErrorCode::usage, arch, "is not an architecture of this scenario");
  if (!options.libc_from.empty()) ELFGATE_TRY(mkrepo::use_libc_from(state, options.libc_from));
  ELFGATE_TRY_ASSIGN(const auto out, mkrepo::Output::open(options.out));
  return options.root ? mkrepo::write_root(scenario, state, options.selection, out)
                      : mkrepo::write_repository(scenario, state, options.selection, out);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Makes a real apk repository out of a scenario (docs/formats/scenario.md)."};
  app.footer(k_examples);
  Options options;
  app.add_option("scenario", options.file, "the scenario, a file *.eg")->required()->check(CLI::ExistingFile);
  app.add_option("out", options.out, "where to write: a directory that is new or empty; nothing else is touched")->required();
  app.add_flag("--root", options.root, "unpack the packages of one architecture into the directory instead");
  app.add_flag("--after", options.after, "the state behind the scenario's `after`");
  app.add_option("--arch", options.selection.arches, "only these architectures");
  app.add_option("--package", options.selection.packages, "with --root: only these packages, and the C library");
  app.add_option("--libc-from", options.libc_from, "take the files of the C library from DIR/ARCH or DIR, by name")
      ->type_name("DIR");
  CLI11_PARSE(app, argc, argv);
  const auto result = run(options);
  if (result) return 0;
  std::cerr << "mkrepo: " << base::to_text(result.error()) << "\n";
  return 2;
}
