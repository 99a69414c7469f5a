// The configuration file of `ringback serve` (assets/schema/config.schema.json): checked like a flow, every fault at
// once, with where it is, what was found and what was expected. It holds no secret, only where one is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flow/flow_file.hpp"
#include "relay/client_address.hpp"
#include "relay/limits.hpp"

namespace ringback::command {

struct Tls {
  std::filesystem::path certificate, key;  // PEM
};

struct Config {
  std::vector<std::filesystem::path> flows;
  std::optional<std::string> listen;
  std::optional<std::uint16_t> port;
  std::string public_url;
  std::vector<std::string> allow_origins;
  std::optional<Tls> tls;
  std::vector<relay::Network> proxies;
  std::vector<relay::Network> metrics_from = relay::private_networks();
  std::string store;  // "memory" or a redis:// URL without its password; empty: memory
  std::vector<std::filesystem::path> signing_keys;
  relay::Limits limits;
};

struct ConfigFile {
  std::optional<Config> config;  // none when there is an error
  std::vector<flow::Diagnostic> diagnostics;
};

// Paths in it are relative to `folder`.
ConfigFile parse_config(std::string_view json_text, const std::filesystem::path& folder);

// "https://shop.example": scheme, host and port, in small letters, nothing behind it.
bool is_origin(std::string_view text);

}  // namespace ringback::command
