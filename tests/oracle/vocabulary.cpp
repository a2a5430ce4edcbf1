#include "vocabulary.h"

namespace elfgate::oracle {

Vocabulary::Vocabulary(Dice& dice, const RealLoader& real) : dice_(dice), real_(real) {
  triplet_ = real_.aarch64() ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  fill_names();
  fill_directories();
}

void Vocabulary::fill_names() {
  names_ = {"liba.so", "libb.so", "libc1.so", "liba.so.1", "libb.so.2", "libd.so.1", "libe.so", "plugin.so", "libf-1.2.so"};
  if (dice_.chance(30)) names_.insert(names_.end(), {"liba.so.1.2", "liba.so.1.10", "libb.so.2.0", "libd.so"});
  if (real_.musl()) {
    names_.insert(names_.end(), {"libm.so.6", "libc.so.6", "libdl.so.2", "libm-1.so", "libutil.so"});
    if (dice_.chance(20))
      names_.insert(names_.end(), {"libpthread.so.0", "librt.so.1", "libxnet.so", "libcrypt.so.1", "libc", "libcc.so",
                                   real_.aarch64() ? "libc.musl-aarch64.so.1" : "libc.musl-x86_64.so.1"});
    return;
  }
  names_.insert(names_.end(), {"libn.so.1", "libn.so.10"});
  if (dice_.chance(20)) names_.insert(names_.end(), {"libn.so.01", "libn.so.001", "libn.so.4294967297", "libn-1.so"});
  if (dice_.chance(15))
    names_.insert(names_.end(), {"libx.so.conf.bak", "ld-x.so", "lib.so", "foo.so", "_liba.so", "libnoext", "ld.so.1",
                                 "libq.sox", "liba.so.dpkg-new", "libz.so.#prelink#", "ld64.so.2", "Libup.so"});
  if (dice_.chance(6)) names_.insert(names_.end(), {"tls", "libc.so.6"});
}

void Vocabulary::fill_directories() {
  dirs_ = {"/a", "/b", "/b", "/c", "/t/sub", "/t", "/lib", "/usr/lib", "/w", "/usr/local/lib"};
  if (dice_.chance(4))
    dirs_.push_back("/deep/" + std::string(200, 'x') + "/" + std::string(200, 'y') + "/" + std::string(94, 'z'));
  if (real_.musl()) return;
  dirs_.insert(dirs_.end(), {"/lib/" + triplet_, "/usr/lib/" + triplet_, "/lib64"});
  if (dice_.chance(35)) {
    hwcaps_ = {"/a/glibc-hwcaps/x86-64-v2", "/a/glibc-hwcaps/x86-64-v4",   "/b/glibc-hwcaps/x86-64-v3",
               "/b/glibc-hwcaps/power9",    "/lib/glibc-hwcaps/x86-64-v2", "/usr/lib/" + triplet_ + "/glibc-hwcaps/x86-64-v3"};
    dirs_.insert(dirs_.end(), hwcaps_.begin(), hwcaps_.end());
  }
  if (dice_.chance(20)) {
    Texts legacy{"/a/tls",     "/b/tls",           "/a/x86_64",    "/c/tls/x86_64",
                 "/b/haswell", "/b/sse2",          "/a/avx512_1",  "/c/xeon_phi",
                 "/c/tls/tls", "/a/x86_64/x86_64", "/usr/lib/tls", "/lib/" + triplet_ + "/tls/x86_64",
                 "/c/i686"};
    if (real_.aarch64())
      legacy = {"/a/tls", "/b/atomics", "/a/aarch64", "/c/tls/aarch64/atomics", "/b/aes", "/c/tls", "/usr/lib/atomics"};
    dirs_.insert(dirs_.end(), legacy.begin(), legacy.end());
  }
}

std::string Vocabulary::element() {
  if (dice_.chance(55)) return directory();
  static const Texts odd{"$ORIGIN",
                         "$ORIGIN/../b",
                         "${ORIGIN}/sub",
                         "$ORIGIN/../a",
                         "rel",
                         "",
                         "/missing",
                         "/a/",
                         "/d",
                         "/loop",
                         "/t/e",
                         "/a;/b",
                         "$FOO/a",
                         "/$LIB",
                         "$LIB",
                         "$PLATFORM",
                         "$ORIGINlib",
                         "/a/../b",
                         "//a//",
                         "/t/up",
                         "loop",
                         "/t/e/x",
                         "../a",
                         "${ORIGIN",
                         "/a$ORIGIN",
                         "$ORIGIN/.",
                         "/usr/lib/$LIB",
                         "/",
                         "/b:",
                         "\\$ORIGIN",
                         "$",
                         "/b/../a",
                         "/a\n/b",
                         "$ORIGIN/",
                         "$ORIGIN$ORIGIN",
                         "${LIB}",
                         "/a/tls/..",
                         " /a",
                         "/a ",
                         ".",
                         "..",
                         "/b/.",
                         "/k/dir",
                         "./rel",
                         "w",
                         "/d/../b",
                         "${PLATFORM}",
                         "$ORIGIN_x",
                         "${ORIGIN}x",
                         "/.//b",
                         "/far",
                         "/far/..",
                         "/usr/lib/../lib",
                         "$ORIGIN/$LIB",
                         "/a/glibc-hwcaps",
                         "::"};
  if (dice_.per_mille(8)) return "/" + std::string(256, 'n');
  if (dice_.per_mille(5)) return "/a" + std::string(4090, '/') + "b";
  if (dice_.per_mille(5)) {
    std::string deep;
    while (deep.size() < 4080) deep += "/b/..";
    return deep + "/b";
  }
  return dice_.pick(odd);
}

std::string Vocabulary::path_list(bool with_line_ends) {
  std::string list;
  const auto count = 1 + dice_.below(dice_.chance(10) ? 7 : 3);
  for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "" : ":") + element();
  if (!with_line_ends) {
    for (auto& c : list)
      if (c == '\n') c = 'n';
  }
  return list;
}

std::string Vocabulary::odd_needed() {
  const std::string soname = real_.aarch64() ? "ld-linux-aarch64.so.1" : "ld-linux-x86-64.so.2";
  const Texts odd{"$ORIGIN/" + name(),
                  "$ORIGIN/../a/" + name(),
                  "${ORIGIN}/sub/" + name(),
                  "a/" + name(),
                  "./" + name(),
                  "../a/" + name(),
                  "/d/../a//liba.so",
                  "//a/" + name(),
                  "/b/./" + name(),
                  "/far/" + name(),
                  real_.interp(),
                  soname,
                  "/" + real_.interp(),
                  "lib$LIB.so",
                  "lib$PLATFORM.so",
                  "$FOO",
                  "/usr/$LIB/" + name(),
                  "lib:x.so",
                  real_.emulated() ? name() : "linux-vdso.so.1",
                  "",
                  "libe.so.0000000001",
                  "/t/e",
                  "e",
                  "/k/40",
                  "/k/41",
                  std::string(255, 'l'),
                  std::string(256, 'l'),
                  "/a/" + std::string(256, 'l'),
                  "/a/" + std::string(4092, '/') + "b",
                  "/a/" + std::string(4093, '/') + "b",
                  "/a",
                  "/a/",
                  "/a/liba.so/",
                  ".",
                  "..",
                  "/"};
  return dice_.pick(odd);
}

std::string Vocabulary::needed() {
  const auto kind = dice_.below(100);
  if (kind < 86) return name();
  if (kind < 92) return directory() + "/" + name();
  return odd_needed();
}

std::string Vocabulary::preloaded() {
  const auto kind = dice_.below(100);
  if (kind < 45) return directory() + "/" + name();
  if (kind < 80) return name();
  if (real_.musl()) return dice_.chance(50) ? "./" + name() : "$ORIGIN/" + name();
  const Texts odd{"$ORIGIN/" + name(), "$ORIGIN/../b/" + name(), "lib$LIB.so",         "/usr/$LIB/" + name(), "./" + name(),
                  "/missing.so",       real_.interp(),           std::string(300, 'p')};
  return dice_.pick(odd);
}

}  // namespace elfgate::oracle
