// The store port: records by key that end by themselves, changed by transactions. A rule is a pure function from the
// records to a change; the store sees to it that nobody changed them in between, or asks again. So each rule is written
// once, and is atomic in one process and over many relays alike.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "relay/records.hpp"

namespace ringback::relay {

struct Write {
  Record value;          // none removes the record
  Milliseconds life{0};  // > 0, from now on

  Write(Record made, Milliseconds for_ms) : value{std::move(made)}, life{for_ms} {}
  template <class T>
  Write(T made, Milliseconds for_ms) : Write{record_of(std::move(made)), for_ms} {}
};

// Goes up by one unless that would exceed `limit`; ends `life` after its first step. Or one back, which is never refused
// and ends at nothing. For what all requests share, where a record would be changed by everyone at once.
struct Count {
  std::string key;
  std::int64_t limit = 0;
  Milliseconds life{0};
  bool back = false;
};

struct Change {
  std::vector<std::optional<Write>> writes;  // one for each key, in their order, or none at all
  std::optional<Count> count;                // nothing is written when it is at its limit
};

// What is in braces is copied, these take it as it is.
template <class... Each>
std::vector<std::optional<Write>> writes_of(Each&&... each) {
  std::vector<std::optional<Write>> writes;
  writes.reserve(sizeof...(each));
  (writes.emplace_back(std::forward<Each>(each)), ...);
  return writes;
}

template <class... Each>
std::vector<std::string> keys_of(Each&&... each) {
  std::vector<std::string> keys;
  keys.reserve(sizeof...(each));
  (keys.emplace_back(std::forward<Each>(each)), ...);
  return keys;
}

enum class Committed {
  yes,
  at_limit,     // of the count; nothing was written
  unavailable,  // whether anything was written isn't known
};

class Store {
 public:
  virtual ~Store() = default;

  // The record of each key, none where there is none. They may be kept.
  using Records = std::vector<Record>;
  // Pure: it may run more than once, and only its last change counts.
  using Decide = std::function<Change(const Records&)>;
  using Done = std::function<void(Committed)>;

  // Calls `done` once, now or later, on any thread. An adapter to another process seals values and names, since they
  // hold codes and numbers.
  virtual void transact(std::vector<std::string> keys, Decide decide, Done done) = 0;

  // Whether the store answers. `done` as above.
  virtual void check(std::function<void(bool)> done) = 0;
};

}  // namespace ringback::relay
