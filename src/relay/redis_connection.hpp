// One connection to Redis. Each command has a deadline, after which the connection is of no more use.
#pragma once

#include <hiredis/hiredis.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relay/redis_store.hpp"

namespace ringback::relay {

class RedisConnection {
 public:
  using Reply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

  // `told`: of all connections of a store, whether it was said that this Redis may forget.
  RedisConnection(const RedisOptions& options, Log log, std::shared_ptr<std::atomic<bool>> told)
      : options_{options}, log_{std::move(log)}, told_{std::move(told)} {}

  // Whether there is a connection to a Redis that can be used; makes one if need be, and looks now and then whether it still
  // can be.
  bool connect();
  // Null when there is no answer; the connection is closed then. An error of Redis' own is an answer.
  Reply command(const std::vector<std::string_view>& parts);
  // For what changes nothing: again on a new connection when Redis has closed this one meanwhile.
  Reply ask(const std::vector<std::string_view>& parts);
  void close() { context_.reset(); }

 private:
  // Why it doesn't take this relay's password or database; none where it does.
  std::optional<std::string> refused_greeting();
  bool may_be_used();
  std::optional<std::string> setting(std::string_view name, std::string_view field);
  std::optional<std::string> info(std::string_view field);

  const RedisOptions& options_;
  Log log_;
  std::shared_ptr<std::atomic<bool>> told_;
  std::unique_ptr<redisContext, decltype(&redisFree)> context_{nullptr, redisFree};
  std::chrono::steady_clock::time_point looked_at_;  // at its settings
  bool closed_by_redis_ = false;
  bool was_connected_ = true;  // a failure is logged when it begins, not at every try
};

inline bool is_error(const RedisConnection::Reply& reply) { return !reply || reply->type == REDIS_REPLY_ERROR; }

}  // namespace ringback::relay
