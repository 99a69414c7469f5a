// What `ringback serve` was told, by flags, the configuration file and the environment, put together and judged.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "command/config.hpp"
#include "relay/server.hpp"
#include "relay/site.hpp"

namespace ringback::command {

// As given; empty or none: not given.
struct ServeFlags {
  std::vector<std::filesystem::path> flows;
  std::filesystem::path config, dist;
  std::optional<std::string> listen;
  std::optional<std::uint16_t> port;
  std::string public_url, store, certificate, key;
  std::vector<std::string> allow_origins;
  bool sandbox = false;
};

struct Settings {
  relay::SiteOptions site;  // without its ports
  relay::ServerOptions server;
  std::string store;
  std::vector<Secret> signing_keys;
  std::vector<std::string> warnings;
};

// A flag counts more than the file. The error is everything that is wrong, a line each.
Result<Settings> make_settings(const ServeFlags& flags);

}  // namespace ringback::command
