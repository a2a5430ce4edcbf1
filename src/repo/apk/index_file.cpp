#include "repo/apk/index_file.h"

#include <optional>

#include "archive/gzip_members.h"
#include "archive/tar_reader.h"
#include "base/limits.h"
#include "repo/host_files.h"
#include "repo/signature.h"

namespace elfgate::repo {

using base::ErrorCode;
using base::fail;
namespace limits = base::limits;

namespace {

constexpr std::uint64_t k_description_bytes = 160;  ///< apk ignores a longer one (I3)

struct Signature {
  std::string name;
  std::string value;
};

class IndexReader {
 public:
  IndexReader(base::Bytes compressed, const std::string& keys_dir) : compressed_(compressed), keys_dir_(&keys_dir) {}

  base::Result<ApkIndexFile> read() {
    base::MemorySource source(compressed_);
    archive::GzipMembers members(source, {limits::k_index_bytes, "k_index_bytes"});
    ELFGATE_TRY(read_signature_member(members));
    // Either the first member was the signature and the next one follows, or it is the index itself, read again from its start.
    base::MemorySource rest_source(compressed_.subspan(signed_from_));
    archive::GzipMembers rest(rest_source, {limits::k_index_bytes, "k_index_bytes"});
    archive::GzipSource inflated(rest);
    archive::TarReader tar(inflated, archive::TarDialect::apk);
    archive::TarEntry entry;
    for (;;) {
      ELFGATE_TRY_ASSIGN(const bool more, tar.next(entry));
      if (!more) break;
      ELFGATE_TRY(read_entry(entry, tar));
    }
    if (!text_) return fail(ErrorCode::malformed, "", "I1: no entry APKINDEX");
    ELFGATE_TRY_ASSIGN(file_.text, parse_apk_index(*text_));
    file_.text.problems.insert(file_.text.problems.begin(), notes_.begin(), notes_.end());
    if (!keys_dir_->empty()) ELFGATE_TRY(verify());
    return std::move(file_);
  }

 private:
  /// Reads a leading member that holds nothing but signatures, and where the bytes begin that they cover.
  base::Result<void> read_signature_member(archive::GzipMembers& members) {
    ELFGATE_TRY_ASSIGN(const bool any, members.next());
    if (!any) return fail(ErrorCode::truncated, "", "I1: the index is empty");
    MemberSource member(members);
    archive::TarReader tar(member, archive::TarDialect::apk, 8192);
    archive::TarEntry entry;
    std::vector<Signature> found;
    for (;;) {
      ELFGATE_TRY_ASSIGN(const bool more, tar.next(entry));
      if (!more) break;
      if (!entry.name.starts_with(".SIGN.")) return {};
      ELFGATE_TRY(read_signature(entry, tar, found));
    }
    ELFGATE_TRY(member.finish());
    signatures_ = std::move(found);
    signed_from_ = members.offset();
    return {};
  }

  base::Result<void> read_entry(const archive::TarEntry& entry, archive::TarReader& tar) {
    if (entry.name == "APKINDEX") {
      if (text_) return fail(ErrorCode::malformed, entry.name, "I1: several entries APKINDEX");
      ELFGATE_TRY_ASSIGN(text_, base::read_all(tar, limits::k_index_bytes, "k_index_bytes"));
    } else if (entry.name == "DESCRIPTION") {
      if (entry.size > k_description_bytes) return {};
      ELFGATE_TRY_ASSIGN(file_.description, base::read_all(tar, k_description_bytes, "DESCRIPTION"));
    } else if (!entry.name.starts_with(".SIGN.")) {
      if (entry.name.starts_with('.'))
        return fail(ErrorCode::malformed, entry.name, "I1: an entry that apk refuses in an index");
      notes_.push_back(
          {"index-mismatch", "", "", "",
           base::Error{ErrorCode::malformed, entry.name, std::nullopt, "I1: an entry that apko refuses in an index"}, true});
    }
    return {};
  }

  static base::Result<void> read_signature(const archive::TarEntry& entry, archive::TarReader& tar,
                                           std::vector<Signature>& found) {
    if (entry.size > limits::k_signature_bytes) return {};
    ELFGATE_TRY_ASSIGN(std::string value, base::read_all(tar, limits::k_signature_bytes, "k_signature_bytes"));
    found.push_back({entry.name, std::move(value)});
    return {};
  }

  base::Result<void> verify() {
    for (const auto& signature : signatures_) {
      const auto name = parse_signature_name(signature.name);
      if (!name) continue;
      const std::string key_file = host_join(*keys_dir_, name->key);
      if (kind_of(key_file) != HostKind::file) continue;
      ELFGATE_TRY(verify_signature(name->algorithm, key_file, signature.value, compressed_.subspan(signed_from_)));
      file_.verified_by = name->algorithm + " " + name->key;
      return {};
    }
    return fail(ErrorCode::bad_signature, "",
                signatures_.empty() ? "I2: the index is not signed" : "I2: no signature is by a key of " + *keys_dir_);
  }

  /// The current member as a stream of its own.
  class MemberSource final : public base::ByteSource {
   public:
    explicit MemberSource(archive::GzipMembers& members) : members_(&members) {}
    base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override { return members_->read(buffer); }
    base::Result<void> finish() {
      std::vector<std::uint8_t> sink(8192);
      for (;;) {
        ELFGATE_TRY_ASSIGN(const std::size_t got, members_->read(sink));
        if (got == 0) return {};
      }
    }

   private:
    archive::GzipMembers* members_;
  };

  base::Bytes compressed_;
  const std::string* keys_dir_;
  std::uint64_t signed_from_ = 0;
  std::vector<Signature> signatures_;
  std::optional<std::string> text_;
  std::vector<SourceProblem> notes_;
  ApkIndexFile file_;
};

}  // namespace

base::Result<ApkIndexFile> read_apk_index_bytes(base::Bytes compressed, const std::string& keys_dir) {
  return IndexReader(compressed, keys_dir).read();
}

base::Result<ApkIndexFile> read_apk_index(const std::string& path, const std::string& keys_dir) {
  ELFGATE_TRY_ASSIGN(const std::string bytes, base::read_file(path, limits::k_index_bytes, "k_index_bytes"));
  return read_apk_index_bytes(base::as_bytes(bytes), keys_dir).map_error([&](base::Error error) {
    if (!error.subject.empty() && error.subject != path) error.detail = error.subject + ": " + error.detail;
    error.subject = path;
    return error;
  });
}

}  // namespace elfgate::repo
