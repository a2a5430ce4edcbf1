// The tree that a file is judged in, owned in one piece: a root directory, or what an installation of one package brings in.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/ldd_scene.h"
#include "engine/repository.h"
#include "engine/root_view.h"

namespace elfgate::engine {

/// Immovable: the scene points into it.
struct Place {
  std::string package;  ///< "name-version"; empty for a root
  LoaderInputs inputs;
  std::unique_ptr<const loader::FileView> view;
  std::unique_ptr<const Scene> scene;
  const RootView* root = nullptr;     ///< the view, when it is a root
  std::vector<base::Error> problems;  ///< why results may be wrong: members that cannot be read, a closure that fails
};

/// Errors: not_found, io; usage when inputs.cwd is no directory of it.
base::Result<std::unique_ptr<Place>> open_root_place(const std::string& root, LoaderInputs inputs);

/// The closure of PACKAGE, which is in ARCH. Errors: usage as above.
base::Result<std::unique_ptr<Place>> make_package_place(const ArchRepository& arch, model::PackageId package,
                                                        LoaderInputs inputs);

/// Programs and libraries that PACKAGE ships, in path order, as it spells them.
std::vector<std::string> elf_files_of(const ArchRepository& arch, model::PackageId package);

/// The best version of NAME; nothing when ARCH has none.
std::optional<model::PackageId> package_named(const ArchRepository& arch, const std::string& name);

/// The best versions of all packages that ship FILE, under /usr or not.
std::vector<model::PackageId> packages_with_file(const ArchRepository& arch, const std::string& file);

/// The best version of every package.
std::vector<model::PackageId> all_packages(const ArchRepository& arch);

/// Complains that no architecture has NAME, with the nearest name. REQUIRES: that is so.
base::Failure no_such_package(const Repository& repository, const std::string& name);

/// What was wrong with the sources themselves.
std::vector<base::Error> source_problems(const Repository& repository);

}  // namespace elfgate::engine
