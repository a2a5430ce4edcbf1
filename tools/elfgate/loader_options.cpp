#include "loader_options.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <string_view>

namespace elfgate::command {

namespace {

// "3" of "x86-64-v3".
std::string level_number(std::string level) {
  constexpr std::string_view name = "x86-64-v";
  return level.starts_with(name) ? level.substr(name.size()) : level;
}

}  // namespace

void declare_loader_options(CLI::App& app, LoaderArguments& arguments) {
  const char* group = "The process";
  auto& inputs = arguments.inputs;
  app.add_option("--library-path", inputs.library_path, "LD_LIBRARY_PATH")->type_name("DIRS")->group(group);
  app.add_option("--preload", inputs.preload, "An entry of LD_PRELOAD. May be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option(
         "--cache", arguments.cache,
         "ld.so.cache: auto (file where there is one, ldconfig\notherwise), ldconfig (as it would make it), image (as an\n"
         "image builder makes it), file, none. Default: auto")
      ->type_name("WHICH")
      ->check(CLI::IsMember({"auto", "ldconfig", "image", "file", "none"}))
      ->group(group);
  app.add_flag("--no-cache", arguments.no_cache, "The same as --cache none")->group(group);
  app.add_option("--cpu-level", inputs.cpu_level, "x86-64-v1 to v4, for glibc-hwcaps. Default: 1")
      ->type_name("1-4")
      ->transform(level_number)
      ->check(CLI::Range(1U, 4U))
      ->group(group);
  app.add_flag("--secure", inputs.secure, "Start every program as if it were setuid")->group(group);
  app.add_option("--cwd", arguments.cwd,
                 "Working directory, inside the root. Default: /, or for\nfiles of this system the current one")
      ->type_name("DIR")
      ->group(group);
}

LoaderInputs inputs_of(const LoaderArguments& arguments) {
  static const std::map<std::string, CacheMode> modes{{"auto", CacheMode::automatic},
                                                      {"ldconfig", CacheMode::ldconfig},
                                                      {"image", CacheMode::image},
                                                      {"none", CacheMode::none},
                                                      {"file", CacheMode::file}};
  auto inputs = arguments.inputs;
  if (!arguments.cwd.empty()) inputs.cwd = arguments.cwd;
  inputs.cache = arguments.no_cache ? CacheMode::none : modes.at(arguments.cache);
  return inputs;
}

bool is_elf_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  std::array<char, 4> magic{};
  std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
  return magic == std::array<char, 4>{'\x7f', 'E', 'L', 'F'};
}

}  // namespace elfgate::command
