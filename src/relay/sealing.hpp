// Records for a store that is another process: their values are encrypted and their names hidden, since they hold codes
// and numbers. AES-256-GCM (NIST SP 800-38D) with a random nonce each, the name as additional data, so that a value
// can't be moved to another record; names by HMAC-SHA-256. Both keys come from one secret by HKDF (RFC 5869).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace ringback::relay {

class Sealing {
 public:
  static constexpr std::size_t kShortestSecret = 32;  // characters

  // The error says what is wrong with the secret, not what it is.
  static Result<Sealing> make(const Secret& secret);

  // What the record is called in the store: 43 characters that tell nothing.
  std::string name_of(std::string_view name) const;

  // `name` is the record's own, not what name_of made of it.
  std::string seal(std::string_view name, std::string_view value) const;
  // None when it was sealed with another secret, under another name, or was changed since.
  std::optional<std::string> open(std::string_view name, std::string_view sealed) const;

 private:
  using Key = std::array<unsigned char, 32>;
  Sealing() = default;
  Key values_{}, names_{};
};

}  // namespace ringback::relay
