// Small repositories in which everything hangs on everything: few names, so that packages offer, hide, forbid and miss each
// other's libraries all the time. For tests that hold two ways to one answer against each other.
#pragma once

#include <random>
#include <string>

namespace elfgate::engine {

/// A scenario, made of SEED alone.
class RandomScenario {
 public:
  explicit RandomScenario(unsigned seed) : engine_(seed) {}

  std::string text() {
    std::string text = "scenario \"random\"\nlibc wolfi\ngenerate melange\n";
    const auto packages = 5 + below(7);
    for (unsigned i = 0; i < packages; ++i) text += package(i);
    return text;
  }

 private:
  unsigned below(unsigned bound) { return static_cast<unsigned>(engine_() % bound); }
  bool once_in(unsigned bound) { return below(bound) == 0; }

  std::string soname() {
    return "lib" + std::string(1, static_cast<char>('a' + below(5))) + ".so." + std::to_string(1 + below(2));
  }
  std::string name() { return "p" + std::to_string(below(10)); }
  std::string directory() {
    static const char* const all[] = {"usr/lib", "usr/lib", "usr/lib", "opt/x", "opt/y", "usr/lib/z"};
    return all[below(6)];
  }

  std::string package(unsigned i) {
    std::string text = "package p" + std::to_string(i) + " " + std::to_string(1 + below(2)) + ".0-r0\n";
    if (once_in(12)) text += "  arch " + std::string(once_in(2) ? "x86_64" : "aarch64") + "\n";
    if (once_in(3)) text += "  origin o" + std::to_string(below(3)) + "\n";
    text += relations();
    for (unsigned n = below(3); n > 0; --n) text += once_in(2) ? program() : library();
    if (once_in(3)) text += extras();
    if (once_in(8)) text += "package p" + std::to_string(i) + " 3.0-r0\n" + (once_in(2) ? library() : program());
    return text;
  }

  std::string relations() {
    std::string text;
    if (once_in(3)) text += "  no-depends\n  depends so:libc.so.6 so:%ldso%\n";
    if (once_in(6)) text += "  no-provides\n";
    if (once_in(3)) text += "  depends " + name() + "\n";
    if (once_in(4)) text += "  depends so:" + soname() + "\n";
    if (once_in(10)) text += "  depends !" + name() + "\n";
    if (once_in(12)) text += "  depends nobody\n";
    if (once_in(6)) text += "  provides so:" + soname() + "=" + std::to_string(1 + below(3)) + "\n";
    if (once_in(8)) text += "  provides v" + std::to_string(below(2)) + "\n";
    if (once_in(8)) text += "  depends v" + std::to_string(below(2)) + "\n";
    if (once_in(10)) text += "  provider-priority " + std::to_string(1 + below(3)) + "\n";
    if (once_in(8)) text += "  install-if " + name() + "\n";
    if (once_in(10)) text += "  replaces " + name() + "\n";
    return text;
  }

  std::string needs() {
    std::string text;
    for (unsigned n = below(4); n > 0; --n) text += "    needed " + soname() + "\n";
    if (once_in(8)) text += "    needed lib" + std::string(1, static_cast<char>('a' + below(5))) + ".so\n";
    text += "    needed libc.so.6\n";
    if (once_in(3)) text += "    runpath /" + directory() + (once_in(2) ? ":/opt/none" : "") + "\n";
    if (once_in(8)) text += "    rpath /" + directory() + "\n";
    return text;
  }

  std::string library() {
    const auto name = soname();
    std::string text = "  library " + directory() + "/" + name + "\n" + needs();
    if (once_in(3)) text += "    defines V" + std::to_string(1 + below(2)) + "\n";
    if (once_in(8)) text += "    soname " + soname() + "\n";
    if (once_in(12)) text += "    machine arm\n    class 32\n";
    return text;
  }

  std::string program() {
    std::string text = "  program usr/bin/c" + std::to_string(below(40)) + "\n" + needs();
    if (once_in(5)) {
      const auto wanted = soname();
      text += "    needed " + wanted + "\n    wants " + wanted + " V" + std::to_string(1 + below(2)) + "\n";
    }
    if (once_in(8)) text += "    dlopen required " + soname() + "\n";
    if (once_in(12)) text += "    audit " + soname() + "\n";
    if (once_in(15)) text += "    interp /opt/x/" + soname() + "\n";
    return text;
  }

  std::string extras() {
    switch (below(5)) {
      case 0: return "  script usr/bin/s" + std::to_string(below(9)) + " /usr/bin/c" + std::to_string(below(40)) + "\n";
      case 1: return "  symlink usr/lib/" + soname() + " -> ../../opt/x/" + soname() + "\n";
      case 2: return "  file etc/ld.so.conf.d/f" + std::to_string(below(3)) + ".conf\n    | /" + directory() + "\n";
      case 3: return "  dir " + directory() + "\n";
      default: return "  symlink opt/none -> " + directory() + "\n";
    }
  }

  std::mt19937 engine_;
};

}  // namespace elfgate::engine
