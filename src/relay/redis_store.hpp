// The store that many relays share: one Redis (its primary), by hiredis. A transaction reads its records, decides, and
// has one script write them if they still are as they were read; else it begins anew. So every rule is atomic over all
// relays, and the rules themselves stay in one place. What Redis needs for that is in docs/stores.md.
#pragma once

#include <memory>
#include <vector>

#include "base/secret.hpp"
#include "relay/ports.hpp"
#include "relay/redis_url.hpp"
#include "relay/sealing.hpp"
#include "relay/store.hpp"

namespace ringback::relay {

struct RedisOptions {
  RedisUrl url;
  Secret password;                  // empty: none
  unsigned connections = 8;         // each with a thread of its own
  Milliseconds deadline{2'000};     // of a connection, of a command, and of waiting for its turn
  Milliseconds look_again{60'000};  // whether what Redis is set to still does
};

class RedisStore final : public Store {
 public:
  // Connects when it is first asked, and again after each failure. `log` hears of failures once a while, and of a Redis
  // that may forget.
  RedisStore(RedisOptions options, Sealing sealing, Log log);
  // What waits is answered as unavailable.
  ~RedisStore() override;
  RedisStore(const RedisStore&) = delete;
  RedisStore& operator=(const RedisStore&) = delete;

  void transact(std::vector<std::string> keys, Decide decide, Done done) override;
  void check(std::function<void(bool)> done) override;

 private:
  class Worker;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace ringback::relay
