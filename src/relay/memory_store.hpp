// The store in this process: gone when it ends, and for one relay only.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include "relay/store.hpp"
#include "relay/wall_time.hpp"

namespace ringback::relay {

class MemoryStore final : public Store {
 public:
  // With `maximum` records a transaction that needs another one is unavailable: none that counts anything may be lost.
  explicit MemoryStore(std::function<WallTime()> now = system_wall_time, std::size_t maximum = 2'000'000)
      : now_{std::move(now)}, maximum_{maximum} {}

  // `done` is called before it returns.
  void transact(std::vector<std::string> keys, Decide decide, Done done) override;
  void check(std::function<void(bool)> done) override { done(true); }

  std::size_t size() const;

 private:
  struct Entry {
    Json value;
    WallTime ends{};
  };
  Committed commit(const std::vector<std::string>& keys, const Decide& decide);
  const Entry* find(const std::string& key, WallTime now) const;
  bool step(const Count& count, WallTime now);
  void put(const std::string& key, Json value, WallTime ends);
  void sweep(WallTime now);

  std::function<WallTime()> now_;
  std::size_t maximum_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
  std::multimap<WallTime, std::string> endings_;  // when to look at a record: it may have been written again since
};

}  // namespace ringback::relay
