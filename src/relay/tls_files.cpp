#include "relay/tls_files.hpp"

#include <openssl/ssl.h>

#include <memory>

#include "relay/files.hpp"

namespace ringback::relay {

Result<std::monostate> check_tls_files(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  for (const auto& file : {certificate, key}) {
    if (auto text = read_file(file); !text) return Error{file.string() + ": " + text.error().message};
  }
  const auto free_context = [](SSL_CTX* context) { SSL_CTX_free(context); };
  const std::unique_ptr<SSL_CTX, decltype(free_context)> context{SSL_CTX_new(TLS_server_method()), free_context};
  // No pass phrase is asked for on a terminal.
  SSL_CTX_set_default_passwd_cb(context.get(), [](char*, int, int, void*) { return 0; });
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1) {
    return Error{certificate.string() + " holds no certificate, expected PEM: first the server's, then its chain"};
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return Error{key.string() + " isn't the key of " + certificate.string() +
                 ", expected its private key as PEM without a pass phrase"};
  }
  return std::monostate{};
}

}  // namespace ringback::relay
