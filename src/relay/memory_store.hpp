// The store in this process: gone when it ends, and for one relay only. Its lock is held for looking and for writing, not
// while a rule decides.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

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
  // When to look at a record: it may have been written again since.
  struct Entry;
  using Endings = std::multimap<WallTime, std::pair<const std::string, Entry>*>;
  struct Entry {
    Record value;
    WallTime ends{};
    Endings::iterator ending;
  };
  struct Prepared;
  std::optional<Committed> commit(const std::vector<std::string>& keys, const Records& seen, Prepared& prepared);
  Records look(const std::vector<std::string>& keys);
  static const Record& value_of(const Entry* entry, WallTime now);
  void put(const std::string& key, Record value, WallTime ends);
  void sweep(WallTime now);

  std::function<WallTime()> now_;
  std::size_t maximum_;
  mutable std::mutex mutex_;
  struct Counted {
    std::int64_t so_far = 0;
    WallTime ends{};
  };
  bool step(const Count& count, WallTime now);

  std::unordered_map<std::string, Entry> entries_;
  std::map<std::string, Counted> counts_;  // few: one a day
  Endings endings_;                        // one for each of entries_, which stay where they are
};

}  // namespace ringback::relay
