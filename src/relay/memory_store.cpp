#include "relay/memory_store.hpp"

#include <algorithm>

namespace ringback::relay {
namespace {

// An entry in its table and among the endings, beside its key's text and its value.
constexpr std::size_t kEntryBytes = 160;

// What a change adds to its records, by record.
std::vector<std::size_t> weights_of(const Change& change) {
  std::vector<std::size_t> weights;
  weights.reserve(change.writes.size());
  for (const auto& write : change.writes) weights.push_back(write ? weight_of(write->value) : 0);
  return weights;
}

}  // namespace

void MemoryStore::transact(std::vector<std::string> keys, Decide decide, Done done) {
  for (;;) {
    Seen seen = look(keys);
    Change change = decide(seen.records);
    // Somebody wrote in between: somebody came through, so this ends.
    const auto committed = commit(keys, seen, change);
    if (committed) return done(*committed);
  }
}

MemoryStore::Seen MemoryStore::look(const std::vector<std::string>& keys) {
  const WallTime now = now_();
  Seen seen;
  seen.records.reserve(keys.size());
  seen.entries.reserve(keys.size());
  const std::lock_guard lock{mutex_};
  sweep(now);
  for (const std::string& key : keys) {
    seen.entries.push_back(find(key));
    seen.records.push_back(value_of(seen.entries.back(), now));
  }
  seen.shape = shape_;
  return seen;
}

std::optional<Committed> MemoryStore::commit(std::vector<std::string>& keys, Seen& seen, Change& change) {
  if (change.writes.empty() && !change.count) return Committed::yes;
  const WallTime now = now_();
  const std::vector<std::size_t> weights = weights_of(change);
  const std::lock_guard lock{mutex_};
  const bool moved = seen.shape != shape_;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    Entry*& entry = seen.entries[i];
    if (moved) entry = find(keys[i]);
    if (value_of(entry, now) != seen.records[i]) return std::nullopt;
  }
  std::size_t more = 0;
  for (std::size_t i = 0; i < change.writes.size(); ++i) {
    const Entry* const entry = seen.entries[i];
    more += weights[i] - std::min(weights[i], entry ? entry->weight : 0) + (entry ? 0 : kEntryBytes + keys[i].size());
  }
  if (bytes_ + more > maximum_) return Committed::unavailable;
  if (change.count && !step(*change.count, now)) return Committed::at_limit;
  for (std::size_t i = 0; i < change.writes.size(); ++i) {
    std::optional<Write>& write = change.writes[i];
    if (!write) continue;
    const bool goes = is_none(write->value);
    const WallTime ends = goes ? now : now + write->life;
    if (Entry* const entry = seen.entries[i]) {
      std::swap(entry->value, write->value);
      entry->ends = ends;
      bytes_ += weights[i] - entry->weight;
      entry->weight = weights[i];
    } else if (!goes) {
      put(std::move(keys[i]), {std::move(write->value), ends, weights[i]});
    }
  }
  return Committed::yes;
}

bool MemoryStore::step(const Count& count, WallTime now) {
  std::erase_if(counts_, [&](const auto& each) { return each.second.ends <= now; });
  if (count.back) {
    const auto counted = counts_.find(count.key);
    if (counted != counts_.end() && counted->second.so_far > 0) --counted->second.so_far;
    return true;
  }
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

MemoryStore::Entries& MemoryStore::table_of(const std::string& key) {
  return tables_[std::hash<std::string>{}(key) % tables_.size()];
}

MemoryStore::Entry* MemoryStore::find(const std::string& key) {
  Entries& table = table_of(key);
  const auto found = table.find(key);
  return found == table.end() ? nullptr : &found->second;
}

void MemoryStore::put(std::string key, Entry value) {
  Entries& table = table_of(key);
  const auto [entry, is_new] = table.try_emplace(std::move(key), std::move(value));
  if (!is_new) return;
  ++size_;
  bytes_ += kEntryBytes + entry->first.size() + entry->second.weight;
  ++shape_;
  look_again_at_its_end(*entry);
}

void MemoryStore::look_again_at_its_end(Entries::value_type& entry) {
  endings_[seconds_of(entry.second.ends) + 1].push_back(&entry);
}

void MemoryStore::sweep(WallTime now) {
  // More than a transaction adds, and few: nobody waits for what many left behind.
  constexpr int kMostAtOnce = 32;
  for (int left = kMostAtOnce; left > 0 && !endings_.empty() && endings_.begin()->first <= seconds_of(now); --left) {
    auto& due = endings_.begin()->second;
    Entries::value_type& entry = *due.back();
    due.pop_back();
    if (due.empty()) endings_.erase(endings_.begin());
    if (entry.second.ends > now) {
      look_again_at_its_end(entry);
    } else {
      Entries& table = table_of(entry.first);
      bytes_ -= kEntryBytes + entry.first.size() + entry.second.weight;
      table.erase(table.find(entry.first));
      --size_;
      ++shape_;
    }
  }
}

std::size_t MemoryStore::size() const {
  const std::lock_guard lock{mutex_};
  return size_;
}

}  // namespace ringback::relay
