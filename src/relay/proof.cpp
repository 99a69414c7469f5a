#include "relay/proof.hpp"

#include <jwt.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <cstdlib>
#include <optional>

namespace ringback::relay {
namespace {

constexpr std::size_t kCoordinateBytes = 32;  // of P-256

template <auto free_function>
struct Freed {
  template <class T>
  void operator()(T* held) const {
    free_function(held);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Token = std::unique_ptr<jwt_t, Freed<jwt_free>>;

// What libjwt hands over to its caller, from malloc.
std::string taken(char* text) {
  std::string copy{text ? text : ""};
  std::free(text);
  return copy;
}

std::string base64url(const unsigned char* bytes, std::size_t size) {
  std::string text(4 * ((size + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
  text.resize(static_cast<std::size_t>(length));
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

std::optional<std::string> from_base64url(std::string text) {
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string bytes(text.size() / 4 * 3 + 1, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (length < static_cast<int>(padding)) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

Key read_key(const Secret& pem) {
  const Bio bio{BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.reveal().size()))};
  // No pass phrase is asked for on a terminal.
  const auto no_phrase = [](char*, int, int, void*) { return 0; };
  Key key{PEM_read_bio_PrivateKey(bio.get(), nullptr, no_phrase, nullptr)};
  char group[64];
  if (!key || EVP_PKEY_get_group_name(key.get(), group, sizeof group, nullptr) != 1) return nullptr;
  return std::string_view{group} == "prime256v1" ? std::move(key) : nullptr;
}

std::optional<std::string> coordinate(const Key& key, const char* name) {
  BIGNUM* read = nullptr;
  if (EVP_PKEY_get_bn_param(key.get(), name, &read) != 1) return std::nullopt;
  const Number number{read};
  unsigned char bytes[kCoordinateBytes];
  if (BN_bn2binpad(number.get(), bytes, sizeof bytes) != static_cast<int>(sizeof bytes)) return std::nullopt;
  return base64url(bytes, sizeof bytes);
}

// RFC 7638: SHA-256 of the required members, in order, without blanks.
std::string thumbprint(const std::string& x, const std::string& y) {
  const std::string members = R"({"crv":"P-256","kty":"EC","x":")" + x + R"(","y":")" + y + "\"}";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(members.data(), members.size(), digest, &size, EVP_sha256(), nullptr) != 1) std::abort();
  return base64url(digest, size);
}

// The public key of a JWK as PEM, which libjwt takes; empty when it isn't one of P-256.
std::string pem_of(const Json& jwk) {
  const auto text = [&](const char* name) { return jwk.contains(name) ? text_of(jwk.at(name)) : std::string{}; };
  if (!jwk.is_object() || text("kty") != "EC" || text("crv") != "P-256") return {};
  const auto x = from_base64url(text("x")), y = from_base64url(text("y"));
  if (!x || !y || x->size() != kCoordinateBytes || y->size() != kCoordinateBytes) return {};
  std::string point = "\x04" + *x + *y;
  char group[] = "prime256v1";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context{
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM*>(parameters)) != 1) {
    return {};
  }
  const Key key{made};
  const Bio bio{BIO_new(BIO_s_mem())};
  if (PEM_write_bio_PUBKEY(bio.get(), key.get()) != 1) return {};
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

// The header of a token, null if it has none that can be read.
Json header_of(std::string_view token) {
  const auto bytes = from_base64url(std::string{token.substr(0, token.find('.'))});
  if (!bytes) return {};
  auto parsed = parse_json(*bytes);
  const Json* header = std::get_if<Json>(&parsed);
  return header && header->is_object() ? *header : Json{};
}

}  // namespace

Secret new_signing_key() {
  const Key key{EVP_EC_gen("prime256v1")};
  const Bio bio{BIO_new(BIO_s_mem())};
  if (!key || PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) std::abort();
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return Secret{std::string{bytes, static_cast<std::size_t>(size)}};
}

Result<std::shared_ptr<const ProofSigner>> ProofSigner::make(const std::vector<Secret>& keys) {
  if (keys.empty()) return Error{"no signing key; \"ringback keys new\" makes one"};
  std::shared_ptr<ProofSigner> signer{new ProofSigner};
  Json published = Json::array();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Key key = read_key(keys[i]);
    const auto x = key ? coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X) : std::nullopt;
    const auto y = key ? coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y) : std::nullopt;
    if (!x || !y) {
      return Error{"signing key " + std::to_string(i + 1) +
                   " isn't a P-256 private key in PEM without a pass phrase; \"ringback keys new\" makes one"};
    }
    const std::string id = thumbprint(*x, *y);
    published.push_back(
        {{"kty", "EC"}, {"crv", "P-256"}, {"x", *x}, {"y", *y}, {"kid", id}, {"alg", "ES256"}, {"use", "sig"}});
    if (i == 0) signer->key_id_ = id;
  }
  signer->key_ = keys.front();
  signer->key_set_ = {{"keys", std::move(published)}};
  return std::shared_ptr<const ProofSigner>{std::move(signer)};
}

Result<std::string> ProofSigner::sign(const E164& number, std::string_view issuer, std::string_view audience,
                                      WallTime now, std::string_view token_id) const {
  jwt_t* made = nullptr;
  if (jwt_new(&made) != 0) return Error{"no memory for a proof"};
  const Token token{made};
  const Json claims{{"iss", issuer},
                    {"aud", audience},
                    {"sub", number.text()},
                    {"phone_number", number.text()},
                    {"phone_number_verified", true},
                    {"iat", seconds_of(now)},
                    {"exp", seconds_of(now + kProofLife)},
                    {"jti", token_id}};
  const auto* pem = reinterpret_cast<const unsigned char*>(key_.reveal().data());
  const bool filled = jwt_add_grants_json(made, dump_json(claims).c_str()) == 0 &&
                      jwt_add_header(made, "kid", key_id_.c_str()) == 0 &&
                      jwt_set_alg(made, JWT_ALG_ES256, pem, static_cast<int>(key_.reveal().size())) == 0;
  std::string signed_token = filled ? taken(jwt_encode_str(made)) : std::string{};
  if (signed_token.empty()) return Error{"the signing key didn't sign"};
  return signed_token;
}

Result<Json> check_proof(std::string_view token, const Json& key_set, WallTime now) {
  const Json header = header_of(token);
  if (!header.is_object()) return Error{"this is no JWT: expected three parts of base64url with dots between them"};
  if (!header.contains("alg") || header.at("alg") != "ES256") {
    return Error{"signed with " + (header.contains("alg") ? dump_json(header.at("alg")) : std::string{"nothing"}) +
                 ", expected \"ES256\""};
  }
  const Json* keys = key_set.is_object() && key_set.contains("keys") ? &key_set.at("keys") : nullptr;
  if (!keys || !keys->is_array()) return Error{"the key set has no \"keys\", expected a JSON Web Key Set"};
  const Json key_id = header.contains("kid") ? header.at("kid") : Json{};
  for (const Json& jwk : *keys) {
    if (!jwk.is_object() || !jwk.contains("kid") || jwk.at("kid") != key_id) continue;
    const std::string pem = pem_of(jwk);
    if (pem.empty()) return Error{"the key " + dump_json(key_id) + " isn't one of P-256"};
    jwt_t* decoded = nullptr;
    if (jwt_decode(&decoded, std::string{token}.c_str(), reinterpret_cast<const unsigned char*>(pem.data()),
                   static_cast<int>(pem.size())) != 0) {
      return Error{"the signature isn't of this key"};
    }
    const Token held{decoded};
    auto claims = parse_json(taken(jwt_get_grants_json(decoded, nullptr)));
    const Json* read = std::get_if<Json>(&claims);
    const Json* ends = read ? find_by_pointer(*read, "/exp") : nullptr;
    if (!ends || !ends->is_number_integer()) return Error{"it has no \"exp\""};
    if (ends->get<std::int64_t>() <= seconds_of(now)) {
      return Error{"it ended at " + rfc3339(wall_time_from_ms(ends->get<std::int64_t>() * 1'000))};
    }
    return *read;
  }
  return Error{"no key " + dump_json(key_id) + " in the key set"};
}

}  // namespace ringback::relay
