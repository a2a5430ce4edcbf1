// Which loader starts a program, and with which constants. The file behind PT_INTERP decides, not its name (R8.1); where it is
// not in the view, or says nothing, the layout of the tree does (R6.1, R3.11).
#include <algorithm>
#include <array>
#include <charconv>

#include "base/vpath.h"
#include "loader/loader.h"

namespace elfgate::loader {
namespace {

constexpr std::uint16_t k_em_ppc64 = 21, k_em_s390 = 22;
constexpr std::uint8_t k_class32 = 1;

// What distributions agree on for one machine.
struct Machine {
  std::uint16_t machine;
  std::uint8_t elf_class;
  const char* glibc_interp;
  const char* musl_interp;
  const char* triplet;
  const char* lib;  // of an upstream build: "lib64" or "lib"
};

constexpr std::array k_machines{
    Machine{model::k_em_x86_64, 2, "/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1", "x86_64-linux-gnu", "lib64"},
    Machine{model::k_em_aarch64, 2, "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1", "aarch64-linux-gnu", "lib64"},
    Machine{model::k_em_386, 1, "/lib/ld-linux.so.2", "/lib/ld-musl-i386.so.1", "i386-linux-gnu", "lib"},
    Machine{model::k_em_arm, 1, "/lib/ld-linux-armhf.so.3", "/lib/ld-musl-armhf.so.1", "arm-linux-gnueabihf", "lib"},
    Machine{model::k_em_riscv, 2, "/lib/ld-linux-riscv64-lp64d.so.1", "/lib/ld-musl-riscv64.so.1", "riscv64-linux-gnu",
            "lib64"},
    Machine{k_em_ppc64, 2, "/lib64/ld64.so.2", "/lib/ld-musl-powerpc64le.so.1", "powerpc64le-linux-gnu", "lib64"},
    Machine{k_em_s390, 2, "/lib/ld64.so.1", "/lib/ld-musl-s390x.so.1", "s390x-linux-gnu", "lib64"},
};

const Machine* machine_of(std::uint16_t machine, std::uint8_t elf_class) {
  for (const auto& known : k_machines)
    if (known.machine == machine && known.elf_class == elf_class) return &known;
  return nullptr;
}

// The three families of layouts in R6.1.
enum class Layout : std::uint8_t { multiarch, lib64, plain_lib };

bool has_file(PathWalk& walk, const std::string& path) {
  const auto walked = walk.resolve(path);
  return walked.error == WalkError::none && walked.entry.kind == EntryKind::regular;
}

bool has_directory(PathWalk& walk, const std::string& path) {
  return walk.directory(path).error == WalkError::none;
}

// Where libc.so.6 lies tells most; then where the interpreter lies; then which directories there are.
Layout layout_of(PathWalk& walk, const Machine& machine, std::string_view interp_real) {
  const std::string multiarch = std::string("/") + machine.triplet;
  for (const std::string prefix : {"/usr/lib", "/lib"})
    if (has_file(walk, prefix + multiarch + "/libc.so.6")) return Layout::multiarch;
  const std::string lib = machine.lib;
  if (lib == "lib64" && (has_file(walk, "/usr/lib64/libc.so.6") || has_file(walk, "/lib64/libc.so.6"))) {
    // Where lib64 is a link to lib, the distribution is one of plain /usr/lib.
    const auto walked = walk.resolve(has_file(walk, "/usr/lib64/libc.so.6") ? "/usr/lib64/libc.so.6" : "/lib64/libc.so.6");
    if (walked.real.find("/lib64/") != std::string::npos) return Layout::lib64;
    return Layout::plain_lib;
  }
  if (has_file(walk, "/usr/lib/libc.so.6") || has_file(walk, "/lib/libc.so.6")) return Layout::plain_lib;
  if (interp_real.find(multiarch + "/") != std::string_view::npos) return Layout::multiarch;
  if (interp_real.find("/lib64/") != std::string_view::npos) return Layout::lib64;
  if (has_directory(walk, "/usr/lib" + multiarch) || has_directory(walk, "/lib" + multiarch)) return Layout::multiarch;
  if (!interp_real.empty()) return Layout::plain_lib;
  return lib == "lib64" && has_directory(walk, "/usr/lib64") ? Layout::lib64 : Layout::plain_lib;
}

struct Defaults {
  std::vector<std::string> system_dirs;
  std::string lib_token;
  const char* name;
};

Defaults defaults_of(Layout layout, const Machine& machine) {
  const std::string triplet = machine.triplet;
  switch (layout) {
    case Layout::multiarch:
      return {
          {"/lib/" + triplet, "/usr/lib/" + triplet, "/lib", "/usr/lib"}, "lib/" + triplet, "Debian's multiarch directories"};
    case Layout::lib64: return {{"/lib64", "/usr/lib64"}, "lib64", "lib64 directories"};
    case Layout::plain_lib: break;
  }
  return {{"/usr/lib", "/usr/local/lib", "/usr/local/lib64", "/usr/lib", "/usr/lib64", "/lib", "/lib64"},
          "lib",
          "Wolfi's directories"};
}

// R5.6: ldconfig's own list follows from the same build, and is another one.
std::vector<std::string> ldconfig_dirs_of(const std::vector<std::string>& system_dirs, std::uint16_t machine) {
  const bool x86_64 = machine == model::k_em_x86_64;
  const auto& first = system_dirs.empty() ? std::string() : system_dirs.front();
  if (first == "/lib64")
    return x86_64 ? std::vector<std::string>{"/lib", "/lib64", "/libx32", "/usr/lib", "/usr/lib64", "/usr/libx32"}
                  : std::vector<std::string>{"/lib", "/lib64", "/usr/lib", "/usr/lib64"};
  if (first == "/usr/lib")
    return x86_64 ? std::vector<std::string>{"/usr/lib", "/usr/lib64", "/usr/libx32"}
                  : std::vector<std::string>{"/usr/lib", "/usr/lib64"};
  return system_dirs;
}

unsigned minor_of(std::string_view version) {
  unsigned minor = 0;
  if (!version.starts_with("2.")) return 0;
  std::from_chars(version.data() + 2, version.data() + version.size(), minor);
  return minor;
}

// The greatest GLIBC_2.x that libc.so.6 defines (Appendix A).
unsigned minor_of_libc(PathWalk& walk, const std::vector<std::string>& dirs) {
  for (const auto& dir : dirs) {
    const auto libc = walk.resolve(base::join(dir, "libc.so.6"));
    if (libc.error != WalkError::none || libc.entry.fact == nullptr) continue;
    unsigned best = 0;
    for (const auto& version : libc.entry.fact->elf.defined_versions) {
      const std::string_view name = version.name;
      if (name.starts_with("GLIBC_")) best = std::max(best, minor_of(name.substr(6)));
    }
    if (best != 0) return best;
  }
  return 0;
}

std::vector<std::string> platforms_of(std::uint16_t machine) {
  switch (machine) {
    case model::k_em_x86_64: return {"x86_64", "haswell", "xeon_phi"};
    case model::k_em_aarch64: return {"aarch64"};
    case model::k_em_386: return {"i686", "haswell", "xeon_phi"};
    case model::k_em_arm: return {"v7l"};
    default: return {};
  }
}

std::vector<std::string> without_slashes(const std::vector<std::string>& dirs) {
  std::vector<std::string> out;
  for (const auto& dir : dirs) out.push_back(dir.size() > 1 && dir.ends_with('/') ? dir.substr(0, dir.size() - 1) : dir);
  return out;
}

void settle_glibc(PathWalk& walk, const Machine* machine, std::string_view real, const model::LoaderConstants* constants,
                  Detected* out) {
  out->loader = &glibc_loader;
  auto& settings = out->settings;
  Defaults defaults{{"/lib", "/usr/lib"}, "lib", "the usual directories"};
  if (machine != nullptr) defaults = defaults_of(layout_of(walk, *machine, real), *machine);
  const bool stored = constants != nullptr && !constants->system_dirs.empty();
  settings.system_dirs = stored ? without_slashes(constants->system_dirs) : defaults.system_dirs;
  settings.lib_token = stored && !constants->lib_token.empty() ? constants->lib_token : defaults.lib_token;
  out->note += stored ? "glibc; default directories from the interpreter's file"
                      : std::string("glibc; default directories: ") + defaults.name;
  auto minor = constants != nullptr ? minor_of(constants->version) : 0;
  if (minor == 0) minor = minor_of_libc(walk, settings.system_dirs);
  if (minor != 0) settings.glibc_minor = minor;
  out->note += (minor != 0 ? "; version 2." : "; version unknown, taken as 2.") + std::to_string(settings.glibc_minor);
}

void settle_musl(const model::LoaderConstants* constants, Detected* out) {
  out->loader = &musl_loader;
  const bool stored = constants != nullptr && !constants->system_dirs.empty();
  out->settings.system_dirs =
      stored ? without_slashes(constants->system_dirs) : std::vector<std::string>{"/lib", "/usr/local/lib", "/usr/lib"};
  out->note += stored ? "musl; default directories from the interpreter's file" : "musl; the usual default directories";
}

}  // namespace

Detected detect_loader(PathWalk& walk, std::string_view interp, std::uint16_t machine, std::uint8_t elf_class) {
  Detected out;
  out.interp_path = interp;
  out.settings.platforms = platforms_of(machine);
  const auto walked = walk.resolve(interp);
  const auto* fact = walked.error == WalkError::none ? walked.entry.fact : nullptr;
  const auto* constants = fact != nullptr && fact->elf.loader ? &*fact->elf.loader : nullptr;
  const bool here = fact != nullptr && fact->content == model::FileContent::elf;
  if (walked.error != WalkError::none) out.note = "the interpreter is not in the view; ";
  if (here && (fact->elf.machine != machine || fact->elf.elf_class != elf_class))
    out.note = "the interpreter is of another machine; ";
  const auto name = base::basename(walked.error == WalkError::none ? walked.real : interp);
  const auto asked = base::basename(interp);
  const bool musl = constants != nullptr ? constants->family == model::LoaderConstants::Family::musl
                                         : asked.starts_with("ld-musl") || name.starts_with("ld-musl");
  const bool glibc = constants != nullptr ? !musl
                                          : asked.starts_with("ld-linux") || asked.starts_with("ld64.so") ||
                                                asked.starts_with("ld.so.") || name.starts_with("ld-linux");
  if (musl) {
    settle_musl(constants, &out);
  } else if (glibc) {
    settle_glibc(walk, machine_of(machine, elf_class), walked.error == WalkError::none ? walked.real : std::string(), constants,
                 &out);
    out.ldconfig_dirs = ldconfig_dirs_of(out.settings.system_dirs, machine);
  } else {
    out.note += "unknown dynamic linker";
  }
  return out;
}

bool is_debian(const std::vector<std::string>& system_dirs) {
  return !system_dirs.empty() && system_dirs.front().find("-linux-gnu") != std::string::npos;
}

std::string usual_interp(PathWalk& walk, std::uint16_t machine, std::uint8_t elf_class) {
  const auto* known = machine_of(machine, elf_class);
  if (known == nullptr) {
    if (machine == model::k_em_x86_64 && elf_class == k_class32 && has_file(walk, "/libx32/ld-linux-x32.so.2"))
      return "/libx32/ld-linux-x32.so.2";
    return {};
  }
  if (has_file(walk, known->glibc_interp)) return known->glibc_interp;
  if (has_file(walk, known->musl_interp)) return known->musl_interp;
  return {};
}

}  // namespace elfgate::loader
