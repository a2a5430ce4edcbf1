// The real dynamic linkers of this machine, ready to be put into a root directory.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "disk_view.h"
#include "loader/loader.h"
#include "sandbox.h"
#include "tree.h"

namespace elfgate::oracle {

/// Where install() puts what is no part of the tree.
inline constexpr const char* k_tools = "/.oracle";

class RealLoader {
 public:
  /// NAME: glibc-x86_64, glibc-aarch64, musl-x86_64, musl-aarch64. Nothing when it is not here; PROBLEM says why. aarch64 runs
  /// under qemu-aarch64-static, and its ldconfig, which no other machine can install, comes from an unpacked libc-bin in the
  /// directory that ELFGATE_ORACLE_ARM64 names; without it no tree has a cache.
  static std::optional<RealLoader> find(const std::string& name, std::string* problem);

  /// Puts copies of everything into STORE, on the file system of the roots.
  void stock(const std::string& store);
  /// Puts the loader and its tools into ROOT.
  void install(const std::string& root) const;

  Command trace_command(const Tree& tree, const std::string& root) const;
  Command ldconfig_command(const std::string& root) const;

  /// What the simulation has to know of this machine: CPU level, $PLATFORM.
  void set_cpu(loader::LoaderSettings* settings) const;

  bool musl() const { return name_.starts_with("musl"); }
  unsigned cpu_level() const { return cpu_level_; }
  bool emulated() const { return !qemu_.empty(); }
  bool aarch64() const { return machine_ == model::k_em_aarch64; }
  bool has_ldconfig() const { return !ldconfig_.empty(); }
  std::uint16_t machine() const { return machine_; }
  const std::string& interp() const { return interp_; }
  /// What was read of the loader and its tools.
  const DiskView* known_files() const { return known_files_.get(); }

 private:
  std::string name_;
  std::uint16_t machine_ = 0;
  std::string interp_;  // PT_INTERP
  std::string loader_;  // host files
  std::string ldconfig_;
  std::string qemu_;
  std::string store_;
  std::shared_ptr<const DiskView> known_files_;
  std::string platform_;
  unsigned cpu_level_ = 1;
};

}  // namespace elfgate::oracle
