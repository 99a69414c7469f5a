#include "command/store_choice.hpp"

#include "command/secret_source.hpp"
#include "relay/memory_store.hpp"
#include "relay/redis_store.hpp"

namespace ringback::command {
namespace {

constexpr const char* kStoreKey = "RINGBACK_STORE_KEY";
constexpr const char* kStorePassword = "RINGBACK_STORE_PASSWORD";

Result<std::shared_ptr<relay::Store>> make_redis(const std::string& name, const relay::Log& log) {
  auto url = relay::parse_redis_url(name);
  if (!url) return url.error();
  auto key = find_secret(kStoreKey);
  if (!key) return key.error();
  if (!*key) {
    return Error{
        std::string{kStoreKey} + " isn't set, expected in the environment, or in a file that " + kStoreKey +
        "_FILE names, what encrypts the records in Redis: the same for all relays, such as \"openssl rand -hex "
        "32\" prints"};
  }
  auto sealing = relay::Sealing::make(**key);
  if (!sealing) return sealing.error();
  auto password = find_secret(kStorePassword);
  if (!password) return password.error();
  relay::RedisOptions options;
  options.url = *url;
  if (*password) options.password = **password;
  return std::shared_ptr<relay::Store>{std::make_shared<relay::RedisStore>(options, *sealing, log)};
}

}  // namespace

Result<std::shared_ptr<relay::Store>> make_store(const std::string& name, const relay::Log& log) {
  if (name == "memory") return std::shared_ptr<relay::Store>{std::make_shared<relay::MemoryStore>()};
  return make_redis(name, log);
}

}  // namespace ringback::command
