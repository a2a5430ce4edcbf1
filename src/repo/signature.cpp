#include "repo/signature.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "base/byte_source.h"
#include "base/limits.h"
#include "repo/names.h"

namespace elfgate::repo {

using base::ErrorCode;
using base::fail;

namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

const EVP_MD* digest_of(std::string_view algorithm) {
  if (algorithm == "RSA") return EVP_sha1();
  if (algorithm == "RSA256") return EVP_sha256();
  if (algorithm == "RSA512") return EVP_sha512();
  return nullptr;
}

base::Result<Key> read_key(const std::string& path) {
  ELFGATE_TRY_ASSIGN(const std::string pem, base::read_file(path, base::limits::k_signature_bytes, "k_signature_bytes"));
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
    return fail(ErrorCode::malformed, path, "not a public RSA key in PEM form");
  return key;
}

}  // namespace

base::Result<SignatureName> parse_signature_name(std::string_view entry) {
  constexpr std::string_view k_prefix = ".SIGN.";
  const auto rest = entry.starts_with(k_prefix) ? entry.substr(k_prefix.size()) : std::string_view();
  const auto dot = rest.find('.');
  if (dot == std::string_view::npos || !is_file_name_part(rest.substr(dot + 1)))
    return fail(ErrorCode::malformed, std::string(entry), "C29: not the name of a signature");
  SignatureName name{std::string(rest.substr(0, dot)), std::string(rest.substr(dot + 1))};
  if (digest_of(name.algorithm) == nullptr)
    return fail(ErrorCode::unsupported, std::string(entry), "C29: signature algorithm " + name.algorithm);
  return name;
}

base::Result<void> verify_signature(const std::string& algorithm, const std::string& key_file, std::string_view signature,
                                    base::Bytes signed_bytes) {
  ELFGATE_TRY_ASSIGN(const Key key, read_key(key_file));
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const auto raw = base::as_bytes(signature);
  const bool good = EVP_DigestVerifyInit(context.get(), nullptr, digest_of(algorithm), nullptr, key.get()) == 1 &&
                    EVP_DigestVerify(context.get(), raw.data(), raw.size(), signed_bytes.data(), signed_bytes.size()) == 1;
  if (!good) return fail(ErrorCode::bad_signature, key_file, "the signature does not verify with this key");
  return {};
}

}  // namespace elfgate::repo
