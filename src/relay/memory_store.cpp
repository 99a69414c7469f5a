#include "relay/memory_store.hpp"

namespace ringback::relay {

void MemoryStore::transact(std::vector<std::string> keys, Decide decide, Done done) {
  Committed committed = Committed::unavailable;
  {
    const std::lock_guard lock{mutex_};
    committed = commit(keys, decide);
  }
  done(committed);
}

Committed MemoryStore::commit(const std::vector<std::string>& keys, const Decide& decide) {
  const WallTime now = now_();
  sweep(now);
  if (entries_.size() + keys.size() + 1 > maximum_) return Committed::unavailable;
  static const Json kNothing;
  Records records;
  for (const std::string& key : keys) {
    const Entry* entry = find(key, now);
    records.push_back(entry ? &entry->value : &kNothing);
  }
  Change change = decide(records);
  if (change.count && !step(*change.count, now)) return Committed::at_limit;
  for (std::size_t i = 0; i < change.writes.size() && i < keys.size(); ++i) {
    std::optional<Write>& write = change.writes[i];
    if (!write) continue;
    if (write->value.is_null()) {
      entries_.erase(keys[i]);
    } else {
      put(keys[i], std::move(write->value), now + write->life);
    }
  }
  return Committed::yes;
}

const MemoryStore::Entry* MemoryStore::find(const std::string& key, WallTime now) const {
  const auto found = entries_.find(key);
  return found == entries_.end() || found->second.ends <= now ? nullptr : &found->second;
}

bool MemoryStore::step(const Count& count, WallTime now) {
  const Entry* entry = find(count.key, now);
  const std::int64_t so_far = entry ? entry->value.get<std::int64_t>() : 0;
  if (so_far >= count.limit) return false;
  put(count.key, so_far + 1, entry ? entry->ends : now + count.life);
  return true;
}

void MemoryStore::put(const std::string& key, Json value, WallTime ends) {
  const auto [entry, is_new] = entries_.insert_or_assign(key, Entry{std::move(value), ends});
  if (is_new) endings_.emplace(ends, key);
}

void MemoryStore::sweep(WallTime now) {
  while (!endings_.empty() && endings_.begin()->first <= now) {
    std::string key = std::move(endings_.begin()->second);
    endings_.erase(endings_.begin());
    const auto found = entries_.find(key);
    if (found == entries_.end()) continue;
    if (found->second.ends <= now) {
      entries_.erase(found);
    } else {
      endings_.emplace(found->second.ends, std::move(key));
    }
  }
}

std::size_t MemoryStore::size() const {
  const std::lock_guard lock{mutex_};
  return entries_.size();
}

}  // namespace ringback::relay
