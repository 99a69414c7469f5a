#include "relay/digest.hpp"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace ringback::relay {
namespace {

struct Algorithm {
  void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
};
struct Context {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

std::string sha256(std::string_view text) {
  // OpenSSL looks an algorithm up at each use, under a lock, unless it was fetched.
  static const std::unique_ptr<EVP_MD, Algorithm> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  thread_local const std::unique_ptr<EVP_MD_CTX, Context> context{EVP_MD_CTX_new()};
  std::string digest(32, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(digest.data());
  if (EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), text.data(), text.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), bytes, nullptr) != 1) {
    std::abort();
  }
  return digest;
}

}  // namespace ringback::relay
