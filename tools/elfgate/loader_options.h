// What ldd and explain have in common: the process that a loader would start in, and where its files are.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "elfgate/ldd.hpp"

namespace elfgate::command {

/// As the user typed them.
struct LoaderArguments {
  LoaderInputs inputs;  ///< without its cache and cwd
  std::string cwd;      ///< empty: not given
  std::string cache = "auto";
  bool no_cache = false;
};

/// Declares the group "The process".
void declare_loader_options(CLI::App& app, LoaderArguments& arguments);

LoaderInputs inputs_of(const LoaderArguments& arguments);

/// Whether PATH, of this system, is an ELF file: then it is no source.
bool is_elf_file(const std::string& path);

}  // namespace elfgate::command
