// The proof that a number was verified: a JWT (RFC 7519) signed with ES256 (RFC 7518 section 3.4), with the claim names
// of OpenID Connect Core 1.0 section 5.1; and the keys with which a back end checks it (RFC 7517).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/e164.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "relay/wall_time.hpp"

namespace ringback::relay {

inline constexpr Milliseconds kProofLife{10 * 60'000};

// A new P-256 key as PEM (PKCS #8). Ends the process when there is no randomness.
Secret new_signing_key();

class ProofSigner {
 public:
  // The first key signs; the public halves of all are published, so that proofs signed with an older one still pass.
  // PEM texts with P-256 private keys. The error says which isn't one.
  static Result<std::shared_ptr<const ProofSigner>> make(const std::vector<Secret>& keys);

  // `issuer` is the relay's URL, `audience` the page's origin.
  Result<std::string> sign(const E164& number, std::string_view issuer, std::string_view audience, WallTime now,
                           std::string_view token_id) const;

  // { "keys": […] }; a key's "kid" is its thumbprint (RFC 7638).
  const Json& key_set() const { return key_set_; }

 private:
  ProofSigner() = default;
  Secret key_;
  std::string key_id_;
  Json key_set_;
};

// The claims of `token` when a key of `key_set` signed it with ES256 and it is valid at `now`. The error says what is
// wrong with it. Issuer and audience are the caller's to compare.
Result<Json> check_proof(std::string_view token, const Json& key_set, WallTime now);

}  // namespace ringback::relay
