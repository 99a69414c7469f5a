#include "relay/digest.hpp"

#include <openssl/evp.h>

#include <cstdlib>

namespace ringback::relay {

std::string sha256(std::string_view text) {
  std::string digest(32, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(digest.data());
  if (EVP_Digest(text.data(), text.size(), bytes, nullptr, EVP_sha256(), nullptr) != 1) std::abort();
  return digest;
}

}  // namespace ringback::relay
