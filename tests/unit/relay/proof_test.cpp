#include "relay/proof.hpp"

#include <catch2/catch_test_macros.hpp>

#include "support/wall_now.hpp"

using namespace ringback;
using namespace ringback::relay;

namespace {

using testing::kNow;

std::shared_ptr<const ProofSigner> signer_of(const std::vector<Secret>& keys) {
  auto made = ProofSigner::make(keys);
  REQUIRE(made);
  return *made;
}

std::string sign(const ProofSigner& signer, WallTime now = kNow) {
  const auto token =
      signer.sign(*E164::parse("+14155552671"), "https://relay.example", "https://shop.example", now, "id-1");
  REQUIRE(token);
  return *token;
}

bool names(const Result<Json>& checked, std::string_view what) {
  return !checked && checked.error().message.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("a proof passes with the published keys until it ends") {
  const auto signer = signer_of({new_signing_key()});
  const std::string token = sign(*signer);
  const auto claims = check_proof(token, signer->key_set(), kNow);
  REQUIRE(claims);
  CHECK(*claims == Json{{"iss", "https://relay.example"},
                        {"aud", "https://shop.example"},
                        {"sub", "+14155552671"},
                        {"phone_number", "+14155552671"},
                        {"phone_number_verified", true},
                        {"iat", 1'764'000'000},
                        {"exp", 1'764'000'600},
                        {"jti", "id-1"}});
  CHECK(check_proof(token, signer->key_set(), kNow + Milliseconds{599'999}));
  CHECK(names(check_proof(token, signer->key_set(), kNow + Milliseconds{600'000}), "it ended at 2025-11-24T16:10:00Z"));
}

TEST_CASE("keys rotate by kid: older proofs pass while their key is published") {
  const Secret first = new_signing_key(), second = new_signing_key();
  const auto before = signer_of({first}), between = signer_of({second, first}), after = signer_of({second});
  const std::string old_proof = sign(*before), new_proof = sign(*between);
  CHECK(between->key_set().at("keys").size() == 2);
  CHECK(check_proof(old_proof, between->key_set(), kNow));
  CHECK(check_proof(new_proof, between->key_set(), kNow));
  CHECK(check_proof(new_proof, after->key_set(), kNow));
  CHECK(names(check_proof(old_proof, after->key_set(), kNow), "no key"));
}

TEST_CASE("the published keys hold no private part") {
  const auto signer = signer_of({new_signing_key()});
  for (const auto& [name, value] : signer->key_set().at("keys").at(0).items()) {
    INFO(name);
    CHECK(std::string_view{"kty crv x y kid alg use"}.find(name) != std::string_view::npos);
  }
}

TEST_CASE("a token that was tampered with, or is none, is refused with the reason") {
  const auto signer = signer_of({new_signing_key()}), liar = signer_of({new_signing_key()});
  const std::string token = sign(*signer);
  const auto checked = [&](const std::string& text) { return check_proof(text, signer->key_set(), kNow); };

  CHECK(names(checked(""), "no JWT"));
  CHECK(names(checked("a.b.c"), "no JWT"));
  CHECK(names(checked(sign(*liar)), "no key"));
  const std::size_t dot = token.find('.'), last = token.rfind('.');
  std::string payload = token;
  payload[dot + 10] = payload[dot + 10] == 'A' ? 'B' : 'A';
  CHECK(names(checked(payload), "signature"));
  CHECK(names(checked(token.substr(0, last + 1)), "signature"));
  // {"alg":"none","typ":"JWT"} and {"alg":"HS256","typ":"JWT"}: the classic ways around a signature.
  CHECK(names(checked("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0" + token.substr(dot, last - dot) + "."), "\"none\""));
  CHECK(names(checked("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9" + token.substr(dot)), "\"HS256\""));
}

TEST_CASE("a key that isn't one of P-256 in PEM is refused, without a word of it") {
  for (const char* text :
       {"", "no key",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END "
        "PRIVATE KEY-----\n"}) {
    const auto made = ProofSigner::make({new_signing_key(), Secret{text}});
    REQUIRE(!made);
    CHECK(made.error().message.find("signing key 2 isn't a P-256 private key") != std::string::npos);
    CHECK(made.error().message.find("MC4C") == std::string::npos);
  }
  CHECK(!ProofSigner::make({}));
}
