#include "system.h"

#include "repo/scenario/elf_writer.h"

namespace elfgate::rules {
namespace {

using model::k_em_aarch64;
using model::k_em_x86_64;

constexpr const char* k_x86_64_interp = "/lib64/ld-linux-x86-64.so.2";
constexpr const char* k_aarch64_interp = "/lib/ld-linux-aarch64.so.1";

std::vector<std::string> multiarch(const std::string& triplet) {
  return {"/lib/" + triplet + "/", "/usr/lib/" + triplet + "/", "/lib/", "/usr/lib/"};
}

}  // namespace

System debian() {
  return {"glibc-x86_64",        k_em_x86_64, k_x86_64_interp, "ld-linux-x86-64.so.2", multiarch("x86_64-linux-gnu"),
          "lib/x86_64-linux-gnu"};
}

System debian_arm64() {
  return {"glibc-aarch64",        k_em_aarch64, k_aarch64_interp, "ld-linux-aarch64.so.1", multiarch("aarch64-linux-gnu"),
          "lib/aarch64-linux-gnu"};
}

System upstream() {
  return {"", k_em_x86_64, k_x86_64_interp, "ld-linux-x86-64.so.2", {"/lib64/", "/usr/lib64/"}, "lib64"};
}

System upstream_arm64() {
  return {"", k_em_aarch64, k_aarch64_interp, "ld-linux-aarch64.so.1", {"/lib64/", "/usr/lib64/"}, "lib64"};
}

System wolfi() {
  return {"",
          k_em_x86_64,
          k_x86_64_interp,
          "ld-linux-x86-64.so.2",
          {"/usr/lib/", "/usr/local/lib/", "/usr/local/lib64/", "/usr/lib/", "/usr/lib64/", "/lib/", "/lib64/"},
          "lib"};
}

System alpine() {
  return {"musl-x86_64", k_em_x86_64, "/lib/ld-musl-x86_64.so.1", "", {"/lib", "/usr/local/lib", "/usr/lib"}, ""};
}

System alpine_arm64() {
  return {"musl-aarch64", k_em_aarch64, "/lib/ld-musl-aarch64.so.1", "", {"/lib", "/usr/local/lib", "/usr/lib"}, ""};
}

model::ElfFacts loader_of(const System& system, unsigned glibc_minor) {
  auto facts = repo::scenario::library_facts(system.machine, system.soname);
  auto& constants = facts.loader.emplace();
  constants.family = system.musl() ? model::LoaderConstants::Family::musl : model::LoaderConstants::Family::glibc;
  constants.system_dirs = system.default_dirs;
  constants.lib_token = system.lib_token;
  constants.version = system.musl() ? "1.2.5" : "2." + std::to_string(glibc_minor);
  constants.cache_path = system.musl() ? "" : "/etc/ld.so.cache";
  constants.confirmed = true;
  return facts;
}

}  // namespace elfgate::rules
