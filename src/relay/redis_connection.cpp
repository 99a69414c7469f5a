#include "relay/redis_connection.hpp"

#include <cerrno>

#include "base/ascii.hpp"

namespace ringback::relay {

bool RedisConnection::connect() {
  if (context_) {
    if (std::chrono::steady_clock::now() - looked_at_ < options_.look_again) return true;
    if (may_be_used() && context_) return true;
    close();
    return false;
  }
  const timeval deadline{options_.deadline.count() / 1'000, (options_.deadline.count() % 1'000) * 1'000};
  context_.reset(redisConnectWithTimeout(options_.url.host.c_str(), options_.url.port, deadline));
  std::string fault;
  if (!context_ || context_->err != 0) {
    fault = context_ ? context_->errstr : "no memory";
  } else if (redisSetTimeout(context_.get(), deadline) != REDIS_OK ||
             redisEnableKeepAlive(context_.get()) != REDIS_OK) {
    fault = "no deadline can be set";
  } else if (const auto refusal = refused_greeting()) {
    fault = *refusal;
  } else if (!may_be_used()) {
    close();
    return false;
  }
  if (fault.empty()) return was_connected_ = true;
  close();
  if (was_connected_) log_("store", {{"problem", "unreachable"}, {"detail", fault}});
  return was_connected_ = false;
}

std::optional<std::string> RedisConnection::refused_greeting() {
  const auto refusal = [](const Reply& reply, const char* mend) -> std::optional<std::string> {
    if (!reply) return "it closed the connection without a word";
    if (!is_error(reply)) return std::nullopt;
    return "it refuses this relay (" + std::string{mend} + "): " + std::string{reply->str, reply->len};
  };
  if (!options_.password.empty()) {
    std::vector<std::string_view> parts{"AUTH"};
    if (!options_.url.user.empty()) parts.push_back(options_.url.user);
    parts.push_back(options_.password.reveal());
    if (auto refused = refusal(command(parts), "RINGBACK_STORE_PASSWORD, or the user")) return refused;
  }
  const std::string database = std::to_string(options_.url.database);
  return refusal(command({"SELECT", database}), "RINGBACK_STORE_PASSWORD, or the database");
}

// One that throws records away would give attempts back. One that may lose the last ones is told of: whether replicas
// make up for it, its operator knows.
bool RedisConnection::may_be_used() {
  looked_at_ = std::chrono::steady_clock::now();
  const auto policy = setting("maxmemory-policy", "maxmemory_policy"), maximum = setting("maxmemory", "maxmemory");
  if (policy && maximum && *maximum != "0" && *policy != "noeviction") {
    if (was_connected_) {
      log_("store", {{"problem", "unsafe"},
                     {"detail", "maxmemory-policy is " + *policy +
                                    ", expected noeviction: a record that is evicted gives "
                                    "attempts back"}});
    }
    return was_connected_ = false;
  }
  if (!policy && context_ && !told_->exchange(true)) {
    log_("store", {{"problem", "unknown-policy"},
                   {"detail",
                    "Redis answers neither CONFIG nor INFO, so whether it evicts isn't known; expected "
                    "maxmemory-policy noeviction, or no maxmemory"}});
  }
  const auto file = setting("appendonly", "aof_enabled"), sync = setting("appendfsync", "");
  const bool has_file = file && (*file == "yes" || *file == "1");
  const bool may_forget = options_.url.replicas == 0 && file && (!has_file || (sync && *sync != "always"));
  if (may_forget && !told_->exchange(true)) {
    log_("store", {{"problem", "may-forget"},
                   {"detail",
                    "appendonly yes with appendfsync always, or ?replicas=N, keeps attempts over a crash of "
                    "Redis; it has neither"}});
  }
  return true;
}

// By its name in CONFIG, or where that is forbidden, as at hosted ones, by the field of INFO.
std::optional<std::string> RedisConnection::setting(std::string_view name, std::string_view field) {
  const Reply reply = command({"CONFIG", "GET", name});
  if (!is_error(reply) && reply->type == REDIS_REPLY_ARRAY && reply->elements == 2) {
    return std::string{reply->element[1]->str, reply->element[1]->len};
  }
  return field.empty() ? std::nullopt : info(field);
}

std::optional<std::string> RedisConnection::info(std::string_view field) {
  const Reply reply = command({"INFO"});
  if (is_error(reply) || reply->str == nullptr) return std::nullopt;
  const std::string_view lines{reply->str, reply->len};
  const std::string start = "\n" + std::string{field} + ":";
  const std::size_t at = lines.find(start);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = lines.substr(at + start.size());
  return std::string{trimmed(rest.substr(0, rest.find('\n')))};
}

RedisConnection::Reply RedisConnection::command(const std::vector<std::string_view>& parts) {
  Reply reply{nullptr, freeReplyObject};
  if (!context_) return reply;
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string_view part : parts) {
    texts.push_back(part.data());
    sizes.push_back(part.size());
  }
  reply.reset(static_cast<redisReply*>(
      redisCommandArgv(context_.get(), static_cast<int>(parts.size()), texts.data(), sizes.data())));
  if (!reply) {
    closed_by_redis_ = context_->err == REDIS_ERR_EOF || (context_->err == REDIS_ERR_IO && errno != EAGAIN);
    close();
  }
  return reply;
}

RedisConnection::Reply RedisConnection::ask(const std::vector<std::string_view>& parts) {
  Reply reply = command(parts);
  return reply || !closed_by_redis_ || !connect() ? std::move(reply) : command(parts);
}

}  // namespace ringback::relay
