// redis://user@host:port/database?replicas=1, of the scheme that Redis' own tools take. Never with a password: command
// lines and configuration files are read by many.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ringback::relay {

struct RedisUrl {
  std::string host;
  std::uint16_t port = 6379;
  int database = 0;
  std::string user;  // empty: the default one
  int replicas = 0;  // how many must have each write before it counts
};

Result<RedisUrl> parse_redis_url(std::string_view text);

}  // namespace ringback::relay
