#include "real_loader.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace elfgate::oracle {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_qemu = "/usr/bin/qemu-aarch64-static";

std::string value_of(const std::string& text, const std::string& key) {
  const auto at = text.find(key);
  if (at == std::string::npos) return {};
  const auto begin = at + key.size();
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::string first_existing(std::initializer_list<std::string> paths) {
  for (const auto& path : paths)
    if (access(path.c_str(), R_OK) == 0) return path;
  return {};
}

}  // namespace

std::optional<RealLoader> RealLoader::find(const std::string& name, std::string* problem) {
  RealLoader real;
  real.name_ = name;
  const char* arm = std::getenv("ELFGATE_ORACLE_ARM64");
  const std::string arm_root = arm == nullptr ? "" : arm;
  const bool aarch64 = name.ends_with("aarch64");
  real.machine_ = aarch64 ? model::k_em_aarch64 : model::k_em_x86_64;
  if (name == "glibc-x86_64") {
    real.interp_ = "/lib64/ld-linux-x86-64.so.2";
    real.loader_ = first_existing({real.interp_});
    real.ldconfig_ = first_existing({"/sbin/ldconfig"});
  } else if (name == "glibc-aarch64") {
    real.interp_ = "/lib/ld-linux-aarch64.so.1";
    real.loader_ = first_existing({arm_root + "/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1",
                                   arm_root + "/usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1", real.interp_});
    real.ldconfig_ = first_existing({arm_root + "/sbin/ldconfig", arm_root + "/usr/sbin/ldconfig"});
    if (arm_root.empty()) real.ldconfig_.clear();
  } else if (name == "musl-x86_64") {
    real.interp_ = "/lib/ld-musl-x86_64.so.1";
    real.loader_ = first_existing({real.interp_});
  } else if (name == "musl-aarch64") {
    real.interp_ = "/lib/ld-musl-aarch64.so.1";
    real.loader_ = first_existing({real.interp_, arm_root + "/lib/aarch64-linux-musl/libc.so"});
  }
  if (aarch64) real.qemu_ = first_existing({k_qemu});
  if (real.loader_.empty()) *problem = "no dynamic linker for " + name + " on this machine";
  if (aarch64 && real.qemu_.empty()) *problem = std::string("no ") + k_qemu;
  if (!problem->empty()) return std::nullopt;
  return real;
}

void RealLoader::stock(const std::string& store) {
  store_ = store;
  for (auto* file : {&loader_, &ldconfig_, &qemu_}) {
    if (file->empty()) continue;
    const auto copy = store + "/" + (file == &loader_ ? "ld.so" : file == &ldconfig_ ? "ldconfig" : "qemu");
    fs::copy_file(fs::canonical(*file), copy, fs::copy_options::overwrite_existing);
    chmod(copy.c_str(), 0755);
    *file = copy;
  }
  known_files_ = std::make_shared<DiskView>(store);
  if (musl()) return;
  Command command{.root = store, .arguments = {"/ld.so", "--list-diagnostics"}};
  if (emulated()) command.arguments.insert(command.arguments.begin(), "/qemu");
  const auto said = run(command).out;
  platform_ = value_of(said, "dl_platform=\"");
  platform_ = platform_.substr(0, platform_.find('"'));
  if (platform_.empty()) platform_ = emulated() ? "aarch64" : "x86_64";
  const auto active = std::strtoul(value_of(said, "dl_hwcaps_subdirs_active=").c_str(), nullptr, 16);
  const auto hwcap = std::strtoul(value_of(said, "dl_hwcap=").c_str(), nullptr, 16);
  constexpr unsigned long k_atomics = 0x100;
  if (machine_ == model::k_em_x86_64) {
    cpu_level_ = 1 + static_cast<unsigned>(__builtin_popcountl(active));
  } else {
    cpu_level_ = (hwcap & k_atomics) != 0 ? 2 : 1;
  }
}

void RealLoader::install(const std::string& root) const {
  std::error_code ignored;
  const auto put = [&](const std::string& from, const std::string& path) {
    if (from.empty()) return;
    fs::create_directories(fs::path(root + path).parent_path(), ignored);
    if (link(from.c_str(), (root + path).c_str()) != 0 && errno == EXDEV) fs::copy_file(from, root + path, ignored);
  };
  put(loader_, interp_);
  put(ldconfig_, std::string(k_tools) + "/ldconfig");
  put(qemu_, std::string(k_tools) + "/qemu");
}

Command RealLoader::trace_command(const Tree& tree, const std::string& root) const {
  Command command{.root = root, .cwd = tree.cwd};
  std::vector<std::string> variables;
  if (tree.mode == Mode::trace || (tree.mode == Mode::list && !musl())) variables.emplace_back("LD_TRACE_LOADED_OBJECTS=1");
  if (!tree.library_path.empty()) variables.push_back("LD_LIBRARY_PATH=" + tree.library_path);
  std::string preload;
  for (const auto& name : tree.preload) preload.append(preload.empty() ? "" : " ").append(name);
  if (!preload.empty()) variables.push_back("LD_PRELOAD=" + preload);
  if (emulated()) {
    command.arguments = {std::string(k_tools) + "/qemu"};
    for (const auto& variable : variables) command.arguments.insert(command.arguments.end(), {"-E", variable});
  } else {
    command.environment = variables;
  }
  // as ldd does: glibc's own --list stops at the first missing name
  if (tree.mode == Mode::list && musl()) command.arguments.insert(command.arguments.end(), {interp_, "--list"});
  if (tree.mode == Mode::list && !musl()) command.arguments.push_back(interp_);
  command.arguments.push_back(tree.program);
  return command;
}

Command RealLoader::ldconfig_command(const std::string& root) const {
  Command command{.root = root, .arguments = {std::string(k_tools) + "/ldconfig"}, .as_root = true};
  if (emulated()) command.arguments.insert(command.arguments.begin(), std::string(k_tools) + "/qemu");
  return command;
}

void RealLoader::set_cpu(loader::LoaderSettings* settings) const {
  settings->cpu_level = cpu_level_;
  if (!platform_.empty()) settings->platforms = {platform_};
}

}  // namespace elfgate::oracle
