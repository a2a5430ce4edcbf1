#include "audit/profile.h"

namespace elfgate::audit {

namespace {

// The NVIDIA driver's libraries are mounted into the container by its runtime (M6).
const std::vector<std::string>& nvidia_driver() {
  static const std::vector<std::string> sonames = {
      "libcuda.so.1",       "libcudadebugger.so.1", "libnvidia-*.so.*",         "libnvcuvid.so.1",
      "libnvoptix.so.1",    "libEGL_nvidia.so.*",   "libGLESv1_CM_nvidia.so.*", "libGLESv2_nvidia.so.*",
      "libGLX_nvidia.so.*", "libvdpau_nvidia.so.*", "libGLX_indirect.so.0"};
  return sonames;
}

// Who loads what never starts by itself.
std::vector<HostProcess> host_table() {
  return {
      {"*/python3*/*.so", {"/usr/bin/python3*"}, "CPython extension module"},
      {"*/jvm/*/lib/*.so", {"*/jvm/*/bin/java"}, "library of a Java virtual machine", {"../lib/server/libjvm.so"}},
      {"*/R/*/libs/*.so", {"*/R/bin/exec/R"}, "R package"},
      {"*/php/*/*.so", {"/usr/bin/php*", "/usr/sbin/php-fpm*"}, "PHP extension"},
      {"*/php*/modules/*.so", {"/usr/bin/php*", "/usr/sbin/php-fpm*"}, "PHP extension"},
      {"*/perl*/auto/*.so", {"/usr/bin/perl*"}, "Perl extension"},
      {"*/ruby/*.so", {"/usr/bin/ruby*"}, "Ruby extension"},
      {"*/nginx/modules/*.so", {"/usr/sbin/nginx"}, "nginx module"},
      {"*/postgresql*/*.so", {"*/postgresql*/bin/postgres", "/usr/bin/postgres"}, "PostgreSQL extension"},
      {"*/apache2/modules/*.so", {"/usr/sbin/apache2", "/usr/sbin/httpd"}, "Apache module"},
      {"*/samba/*.so*", {"/usr/sbin/smbd", "/usr/sbin/samba"}, "private library of Samba"},
      {"*/xtables/*.so", {"/usr/sbin/xtables*"}, "iptables extension"},
  };
}

}  // namespace

Profile profile_named(const std::string& name) {
  Profile profile;
  profile.name = name;
  profile.host_provided = nvidia_driver();
  profile.host_processes = host_table();
  if (name == "wolfi") {
    profile.base = {"wolfi-baselayout"};
  } else if (name == "alpine") {
    profile.base = {"alpine-base"};
    profile.ldconfig_runs = false;
    profile.musl = true;
  } else if (name == "debian") {
    profile.base = {"libc-bin"};  // Essential; ships /etc/ld.so.conf
    // Debian 12: the package usr-is-merged asserts these links, the installer makes them
    for (const char* dir : {"bin", "sbin", "lib", "lib32", "lib64", "libo32", "libx32"})
      profile.links.emplace_back("/" + std::string(dir), "usr/" + std::string(dir));
    // programs of Essential packages, which nothing has to depend on (Debian policy 3.8)
    for (const char* program : {"sh", "dash", "bash", "rbash", "sed", "grep", "mawk", "awk"})
      for (const char* dir : {"/bin/", "/usr/bin/"}) profile.interpreters.push_back(std::string(dir) + program);
    for (const char* path : {"/usr/bin/perl", "/usr/bin/env"}) profile.interpreters.emplace_back(path);
  } else {
    profile.name = "none";
  }
  return profile;
}

std::vector<std::string> profile_names() {
  return {"alpine", "debian", "none", "wolfi"};
}

}  // namespace elfgate::audit
