#include "relay/sealing.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <memory>

namespace ringback::relay {
namespace {

constexpr std::size_t kNonceBytes = 12, kTagBytes = 16;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void require(int result) {
  // Only without memory or without the algorithms that the server needs for TLS too.
  if (result != 1) std::abort();
}

void derive(const Secret& secret, std::string purpose, unsigned char* key, std::size_t size) {
  const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf{EVP_KDF_fetch(nullptr, "HKDF", nullptr), EVP_KDF_free};
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context{EVP_KDF_CTX_new(kdf.get()), EVP_KDF_CTX_free};
  std::string from{secret.reveal()};
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, from.data(), from.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, purpose.data(), purpose.size()),
      OSSL_PARAM_construct_end()};
  require(context ? EVP_KDF_derive(context.get(), key, size, parameters) : 0);
}

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
Cipher new_cipher() { return {EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free}; }

}  // namespace

Result<Sealing> Sealing::make(const Secret& secret) {
  if (secret.reveal().size() < kShortestSecret) {
    return Error{"the store's key has " + std::to_string(secret.reveal().size()) + " characters, expected at least " +
                 std::to_string(kShortestSecret) + ", such as \"openssl rand -hex 32\" prints"};
  }
  Sealing sealing;
  derive(secret, "ringback store: values", sealing.values_.data(), sealing.values_.size());
  derive(secret, "ringback store: names", sealing.names_.data(), sealing.names_.size());
  return sealing;
}

std::string Sealing::name_of(std::string_view name) const {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  require(HMAC(EVP_sha256(), names_.data(), static_cast<int>(names_.size()), bytes_of(name), name.size(), digest,
               &size) != nullptr);
  std::string text(4 * ((size + 2) / 3) + 1, '\0');
  text.resize(static_cast<std::size_t>(EVP_EncodeBlock(bytes_of(text), digest, static_cast<int>(size))));
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string Sealing::seal(std::string_view name, std::string_view value) const {
  std::string sealed(kNonceBytes + value.size() + kTagBytes, '\0');
  unsigned char* out = bytes_of(sealed);
  require(RAND_bytes(out, kNonceBytes));
  const Cipher cipher = new_cipher();
  int written = 0;
  require(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, values_.data(), out));
  require(EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytes_of(name), static_cast<int>(name.size())));
  require(
      EVP_EncryptUpdate(cipher.get(), out + kNonceBytes, &written, bytes_of(value), static_cast<int>(value.size())));
  require(EVP_EncryptFinal_ex(cipher.get(), out + kNonceBytes + written, &written));
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, out + kNonceBytes + value.size()));
  return sealed;
}

std::optional<std::string> Sealing::open(std::string_view name, std::string_view sealed) const {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view inner = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag{sealed.substr(sealed.size() - kTagBytes)};
  std::string value(inner.size(), '\0');
  const Cipher cipher = new_cipher();
  int written = 0;
  require(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, values_.data(), bytes_of(sealed)));
  require(EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes_of(name), static_cast<int>(name.size())));
  require(EVP_DecryptUpdate(cipher.get(), bytes_of(value), &written, bytes_of(inner), static_cast<int>(inner.size())));
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()));
  unsigned char none[EVP_MAX_BLOCK_LENGTH];
  if (EVP_DecryptFinal_ex(cipher.get(), none, &written) != 1) return std::nullopt;
  return value;
}

}  // namespace ringback::relay
