#include "relay/memory_store.hpp"

namespace ringback::relay {

// A change, ready to be made while the lock is held shortly; afterwards what it replaced, to be destroyed without the lock.
struct MemoryStore::Prepared {
  struct New {
    std::size_t key;
    Record value;
    Milliseconds life;
  };
  std::vector<New> writes;
  std::optional<Count> count;

  explicit Prepared(Change change) : count{std::move(change.count)} {
    writes.reserve(change.writes.size());
    for (std::size_t i = 0; i < change.writes.size(); ++i) {
      std::optional<Write>& write = change.writes[i];
      if (!write) continue;
      writes.push_back({i, std::move(write->value), write->life});
    }
  }
};

void MemoryStore::transact(std::vector<std::string> keys, Decide decide, Done done) {
  for (;;) {
    const Records seen = look(keys);
    Prepared prepared{decide(seen)};
    // Somebody wrote in between: somebody came through, so this ends.
    const auto committed = commit(keys, seen, prepared);
    if (committed) return done(*committed);
  }
}

Store::Records MemoryStore::look(const std::vector<std::string>& keys) {
  const WallTime now = now_();
  Records seen;
  seen.reserve(keys.size());
  const std::lock_guard lock{mutex_};
  sweep(now);
  for (const std::string& key : keys) {
    const auto found = entries_.find(key);
    seen.push_back(value_of(found == entries_.end() ? nullptr : &found->second, now));
  }
  return seen;
}

std::optional<Committed> MemoryStore::commit(const std::vector<std::string>& keys, const Records& seen,
                                             Prepared& prepared) {
  if (prepared.writes.empty() && !prepared.count) return Committed::yes;
  const WallTime now = now_();
  std::vector<Entry*> entries;  // that are there; a map's entries stay where they are
  entries.reserve(keys.size());
  const std::lock_guard lock{mutex_};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto found = entries_.find(keys[i]);
    entries.push_back(found == entries_.end() ? nullptr : &found->second);
    if (value_of(entries.back(), now) != seen[i]) return std::nullopt;
  }
  if (entries_.size() + prepared.writes.size() + 1 > maximum_) return Committed::unavailable;
  if (prepared.count && !step(*prepared.count, now)) return Committed::at_limit;
  for (Prepared::New& write : prepared.writes) {
    const std::string& key = keys.at(write.key);
    Entry* const entry = entries[write.key];
    if (!entry) {
      if (!is_none(write.value)) put(key, std::move(write.value), now + write.life);
      continue;
    }
    std::swap(entry->value, write.value);
    entry->ends = now + write.life;
    if (!is_none(entry->value)) continue;
    endings_.erase(entry->ending);
    entries_.erase(key);
  }
  return Committed::yes;
}

bool MemoryStore::step(const Count& count, WallTime now) {
  std::erase_if(counts_, [&](const auto& each) { return each.second.ends <= now; });
  const auto [counted, is_new] = counts_.try_emplace(count.key);
  if (is_new) counted->second.ends = now + count.life;
  if (counted->second.so_far >= count.limit) return false;
  ++counted->second.so_far;
  return true;
}

const Record& MemoryStore::value_of(const Entry* entry, WallTime now) {
  static const Record kNothing;
  return !entry || entry->ends <= now ? kNothing : entry->value;
}

void MemoryStore::put(const std::string& key, Record value, WallTime ends) {
  const auto [entry, is_new] = entries_.try_emplace(key, Entry{std::move(value), ends, endings_.end()});
  if (is_new) entry->second.ending = endings_.emplace(ends, &*entry);
}

void MemoryStore::sweep(WallTime now) {
  while (!endings_.empty() && endings_.begin()->first <= now) {
    auto* const entry = endings_.begin()->second;
    endings_.erase(endings_.begin());
    if (entry->second.ends <= now) {
      entries_.erase(entries_.find(entry->first));
    } else {
      entry->second.ending = endings_.emplace(entry->second.ends, entry);
    }
  }
}

std::size_t MemoryStore::size() const {
  const std::lock_guard lock{mutex_};
  return entries_.size();
}

}  // namespace ringback::relay
