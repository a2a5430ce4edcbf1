#include "fetch/mirror.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/byte_source.h"
#include "base/digest.h"
#include "fetch/download.h"
#include "fetch/url.h"

namespace elfgate::fetch {

using base::ErrorCode;
using base::Result;
namespace fs = std::filesystem;
namespace limits = base::limits;

namespace {

constexpr const char* k_apk_index = "APKINDEX.tar.gz";
constexpr std::array k_deb_indexes = {"Packages.xz", "Packages.gz", "Packages.zst", "Packages"};
/// What apk repositories call their architectures. A server cannot be asked for a list.
constexpr std::array k_arches = {"x86_64", "aarch64", "armhf", "armv7", "loongarch64", "ppc64le", "riscv64", "s390x", "x86"};

bool is_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

Result<std::string> digest_of(const std::string& path) {
  ELFGATE_TRY_ASSIGN(auto source, base::FileSource::open(path));
  base::Hasher hasher(base::DigestKind::sha256);
  std::array<std::uint8_t, 65536> buffer;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const std::size_t got, source.read(buffer));
    if (got == 0) return base::to_hex(hasher.finish());
    hasher.update(std::span(buffer).first(got));
  }
}

/// A new file beside PATH that takes its place when it is complete.
class Successor {
 public:
  explicit Successor(const std::string& path) : path_(path), temporary_(path + ".XXXXXX") {
    fd_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
    if (fd_ < 0) failure_ = errno;
  }
  Successor(const Successor&) = delete;
  Successor& operator=(const Successor&) = delete;
  ~Successor() {
    if (fd_ < 0) return;
    ::close(fd_);
    if (!taken_) ::unlink(temporary_.c_str());
  }
  int fd() const { return fd_; }

  Result<void> check() const {
    if (fd_ >= 0) return {};
    return base::fail(ErrorCode::io, path_, std::string("cannot be written: ") + std::strerror(failure_));
  }
  Result<void> write(const std::string& text) {
    ELFGATE_TRY(check());
    if (::write(fd_, text.data(), text.size()) == static_cast<ssize_t>(text.size())) return {};
    return base::fail(ErrorCode::io, path_, std::string("cannot be written: ") + std::strerror(errno));
  }
  Result<void> take_place() {
    taken_ = ::fchmod(fd_, 0644) == 0 && ::rename(temporary_.c_str(), path_.c_str()) == 0;
    if (taken_) return {};
    return base::fail(ErrorCode::io, path_, std::string("cannot be written: ") + std::strerror(errno));
  }

 private:
  std::string path_, temporary_;
  int fd_ = -1;
  int failure_ = 0;
  bool taken_ = false;
};

class Mirroring {
 public:
  Mirroring(const MirrorRequest& request, const Network& network) : request_(request), network_(network), client_(network) {}

  Result<Mirror> run() {
    ELFGATE_TRY_ASSIGN(url_, normal_url(request_.url));
    const auto name = last_part(url_);
    if (name == k_apk_index) url_ = parent_url(url_);
    if (std::find(k_deb_indexes.begin(), k_deb_indexes.end(), name) != k_deb_indexes.end()) return packages_file();
    const auto last = last_part(url_);
    if (std::find(k_arches.begin(), k_arches.end(), last) != k_arches.end()) {
      url_ = parent_url(url_);
      return repository({last});
    }
    if (!request_.arches.empty()) return repository(request_.arches);
    return repository({k_arches.begin(), k_arches.end()});
  }

 private:
  Result<Mirror> settle() {
    // one folder for each URL: its name need not be read by anybody
    const auto name = base::to_hex(base::digest(base::DigestKind::sha256, base::as_bytes(url_))).substr(0, 24);
    Mirror mirror{url_, request_.folder + "/" + name, ""};
    mirror.source = mirror.dir;
    std::error_code failure;
    if (!request_.offline) fs::create_directories(mirror.dir, failure);
    if (failure) return base::fail(ErrorCode::io, mirror.dir, "cannot be made: " + failure.message());
    return mirror;
  }

  /// Brings DIR/RELATIVE up to date. False when the server has none.
  Result<bool> bring(const Mirror& mirror, const std::string& relative) {
    const std::string path = mirror.dir + "/" + relative, note = path + ".etag";
    if (request_.offline) return is_file(path);
    std::error_code failure;
    fs::create_directories(fs::path(path).parent_path(), failure);
    if (failure) return base::fail(ErrorCode::io, path, "its folder cannot be made: " + failure.message());
    Successor successor(path);
    ELFGATE_TRY(successor.check());
    const auto got = download(
        client_, network_, {child_url(mirror.url, relative), successor.fd(), 0, limits::k_index_bytes, known_etag(path, note)});
    if (!got && got.error().code == ErrorCode::not_found) {
      if (::access(path.c_str(), F_OK) == 0 && ::unlink(path.c_str()) != 0)
        return base::fail(ErrorCode::io, path, std::string("cannot be removed: ") + std::strerror(errno));
      return false;
    }
    if (!got) return base::Failure(got.error());
    if (got->unchanged) return true;
    ELFGATE_TRY(successor.take_place());
    if (!got->etag.empty()) ELFGATE_TRY(keep_etag(path, note, got->etag));
    return true;
  }

  /// The server's name for the index that PATH holds; empty when PATH is not what the name was given to.
  static std::string known_etag(const std::string& path, const std::string& note) {
    if (!is_file(path) || !is_file(note)) return {};
    auto source = base::FileSource::open(note);
    if (!source) return {};
    const auto text = base::read_all(*source, limits::k_etag_bytes + 80, "k_etag_bytes");
    const auto digest = digest_of(path);
    if (!text || !digest || text->size() <= digest->size() + 1 || !text->starts_with(*digest + "\n")) return {};
    return text->substr(digest->size() + 1);
  }

  static Result<void> keep_etag(const std::string& path, const std::string& note, const std::string& etag) {
    ELFGATE_TRY_ASSIGN(const auto digest, digest_of(path));
    Successor successor(note);
    ELFGATE_TRY(successor.write(digest + "\n" + etag));
    return successor.take_place();
  }

  Result<Mirror> packages_file() {
    const auto file = url_;
    const auto dists = url_.rfind("/dists/");
    url_ = dists == std::string::npos ? parent_url(url_) : url_.substr(0, dists);
    const auto relative = file.substr(url_.size() + 1);
    ELFGATE_TRY_ASSIGN(auto mirror, settle());
    ELFGATE_TRY_ASSIGN(const bool there, bring(mirror, relative));
    if (!there) return none(file, "");
    mirror.source = mirror.dir + "/" + relative;
    return mirror;
  }

  Result<Mirror> repository(const std::vector<std::string>& arches) {
    ELFGATE_TRY_ASSIGN(auto mirror, settle());
    bool any = false;
    std::string tried;
    for (const auto& arch : arches) {
      if (arch.empty() || arch.find('/') != std::string::npos || arch.starts_with('.')) continue;
      ELFGATE_TRY_ASSIGN(const bool there, bring(mirror, arch + "/" + k_apk_index));
      any |= there;
      tried += (tried.empty() ? "" : ", ") + arch;
    }
    if (any) return mirror;
    ELFGATE_TRY_ASSIGN(const bool own, bring(mirror, k_apk_index));
    if (own) return mirror;
    for (const char* name : k_deb_indexes) {
      ELFGATE_TRY_ASSIGN(const bool there, bring(mirror, name));
      if (there) return mirror;
    }
    return none(url_, tried);
  }

  base::Failure none(const std::string& url, const std::string& tried) const {
    if (request_.offline)
      return base::fail(ErrorCode::not_found, url,
                        "no index of it is kept in " + request_.folder + "; run once without --offline");
    return base::fail(ErrorCode::not_found, url,
                      tried.empty() ? "the server has no such index"
                                    : "the server has no ARCH/APKINDEX.tar.gz (tried " + tried +
                                          ") and no Packages there; of a Debian archive name the index itself: "
                                          ".../dists/SUITE/main/binary-amd64/Packages.xz");
  }

  const MirrorRequest& request_;
  const Network& network_;
  Client client_;
  std::string url_;
};

}  // namespace

Result<Mirror> mirror_indexes(const MirrorRequest& request, const Network& network) {
  return Mirroring(request, network).run();
}

}  // namespace elfgate::fetch
