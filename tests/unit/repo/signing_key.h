// A key pair made for one test, and signatures by it.
#pragma once

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <string_view>

namespace elfgate::repo {

class SigningKey {
 public:
  SigningKey() : key_(EVP_RSA_gen(2048), EVP_PKEY_free) { EXPECT_NE(key_, nullptr); }

  /// The public half in PEM form.
  std::string pem() const {
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(bio.get(), key_.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }

  /// PKCS#1 v1.5 over the digest that ALGORITHM of a signature entry names.
  std::string sign(std::string_view algorithm, std::string_view bytes) const {
    const EVP_MD* digest = algorithm == "RSA" ? EVP_sha1() : algorithm == "RSA256" ? EVP_sha256() : EVP_sha512();
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t size = 0;
    EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get());
    EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data, bytes.size());
    signature.resize(size);
    return signature;
  }

 private:
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

}  // namespace elfgate::repo
