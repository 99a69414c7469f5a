// The store in this process: gone when it ends, and for one relay only. Its lock is held for looking and for writing, not
// while a rule decides.
#pragma once

#include <array>
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
  // About the bytes that all records may take. Half of what docs/ringback.service gives the process.
  static constexpr std::size_t kMaximumBytes = std::size_t{512} << 20;

  // Where a transaction would need more than `maximum` bytes it is unavailable: no record that counts anything may be lost,
  // and a process that has no memory left loses all.
  explicit MemoryStore(std::function<WallTime()> now = system_wall_time, std::size_t maximum = kMaximumBytes)
      : now_{std::move(now)}, maximum_{maximum} {}

  // `done` is called before it returns.
  void transact(std::vector<std::string> keys, Decide decide, Done done) override;
  void check(std::function<void(bool)> done) override { done(true); }

  std::size_t size() const;

 private:
  struct Entry {
    Record value;
    WallTime ends{};
    std::size_t weight = 0;  // of its value
  };
  using Entries = std::unordered_map<std::string, Entry>;
  // What a transaction found. Its pointers hold while `shape_` is what it was then.
  struct Seen {
    Records records;
    std::vector<Entry*> entries;  // null where there is none
    std::uint64_t shape = 0;
  };
  Seen look(const std::vector<std::string>& keys);
  // None when a record isn't any more what was seen. In the change's place there is then what it replaced, which is
  // destroyed without the lock.
  std::optional<Committed> commit(std::vector<std::string>& keys, Seen& seen, Change& change);
  Entries& table_of(const std::string& key);
  Entry* find(const std::string& key);
  void put(std::string key, Entry entry);
  void sweep(WallTime now);
  void look_again_at_its_end(Entries::value_type& entry);
  static const Record& value_of(const Entry* entry, WallTime now);

  std::function<WallTime()> now_;
  std::size_t maximum_;
  mutable std::mutex mutex_;
  struct Counted {
    std::int64_t so_far = 0;
    WallTime ends{};
  };
  bool step(const Count& count, WallTime now);

  // Entries stay where they are. A table looks at all that it holds when it grows, while everybody waits: so there are many.
  std::array<Entries, 16> tables_;
  std::size_t size_ = 0;                   // of all tables
  std::size_t bytes_ = 0;                  // about what all entries take
  std::uint64_t shape_ = 0;                // another one whenever an entry comes or goes
  std::map<std::string, Counted> counts_;  // few: one a day
  // By the second in which they end, each entry once: when to look at it. It may have been written again since.
  std::map<std::int64_t, std::vector<Entries::value_type*>> endings_;
};

}  // namespace ringback::relay
