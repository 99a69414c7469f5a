#include "relay/redis_store.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "relay/random.hpp"
#include "relay/record_json.hpp"
#include "relay/redis_connection.hpp"

namespace ringback::relay {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// KEYS: the records, then the count if there is one. ARGV: how many records; for each what was read (empty: nothing),
// what to do (keep, drop, write), the value, its life in ms; then of the count its limit, its life and whether it goes back.
constexpr std::string_view kCommit = R"lua(
local n = tonumber(ARGV[1])
for i = 1, n do
  if (redis.call('GET', KEYS[i]) or '') ~= ARGV[4 * i - 2] then return 'changed' end
end
if KEYS[n + 1] then
  local limit, life = tonumber(ARGV[4 * n + 2]), ARGV[4 * n + 3]
  local count = tonumber(redis.call('GET', KEYS[n + 1]) or '0')
  if ARGV[4 * n + 4] == 'back' then
    if count > 0 then redis.call('DECR', KEYS[n + 1]) end
  elseif count >= limit then
    return 'full'
  elseif redis.call('INCR', KEYS[n + 1]) == 1 then
    redis.call('PEXPIRE', KEYS[n + 1], life)
  end
end
for i = 1, n do
  local action = ARGV[4 * i - 1]
  if action == 'drop' then redis.call('DEL', KEYS[i]) end
  if action == 'write' then redis.call('SET', KEYS[i], ARGV[4 * i], 'PX', ARGV[4 * i + 1]) end
end
return 'done'
)lua";

// Others came first so often that something is wrong.
constexpr int kMaximumTries = 200;
constexpr std::string_view kPrefix = "ringback:";

}  // namespace

// A connection with its thread and its queue. A session's transactions all come to the same one, so that of a thousand
// guesses at once hardly two meet.
class RedisStore::Worker {
 public:
  Worker(const RedisOptions& options, Sealing sealing, Log log, std::shared_ptr<std::atomic<bool>> told)
      : options_{options},
        sealing_{std::move(sealing)},
        log_{log},
        connection_{options_, std::move(log), std::move(told)},
        thread_{[this] { run(); }} {}

  ~Worker() {
    {
      const std::lock_guard lock{mutex_};
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  struct Job {
    std::vector<std::string> keys;
    Decide decide;  // none: only whether Redis answers
    Done done;
    SteadyTime asked = std::chrono::steady_clock::now();
  };

  void add(Job job) {
    {
      const std::lock_guard lock{mutex_};
      jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
  }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      const bool ending = ending_;
      lock.unlock();
      const bool late = std::chrono::steady_clock::now() - job.asked > options_.deadline;
      job.done(ending || late || !connection_.connect() ? Committed::unavailable : carry_out(job));
    }
  }

  Committed carry_out(const Job& job) {
    if (!job.decide) return can_write() ? Committed::yes : Committed::unavailable;
    std::vector<std::string> names;
    for (const std::string& key : job.keys) names.push_back(name_of(key));
    for (int tries = 0; tries < kMaximumTries; ++tries) {
      const auto committed = attempt(job, names);
      if (committed) return *committed;
      std::this_thread::sleep_for(std::chrono::microseconds{random_below(1'000)});
    }
    return Committed::unavailable;
  }

  // None when somebody else wrote in between.
  std::optional<Committed> attempt(const Job& job, const std::vector<std::string>& names) {
    std::vector<std::string_view> parts{"MGET"};
    parts.insert(parts.end(), names.begin(), names.end());
    const RedisConnection::Reply read = connection_.ask(parts);
    if (is_error(read) || read->type != REDIS_REPLY_ARRAY || read->elements != names.size())
      return Committed::unavailable;
    std::vector<std::string> seen;
    Records records;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const redisReply& each = *read->element[i];
      seen.emplace_back(each.str ? std::string{each.str, each.len} : std::string{});
      records.push_back(value_of(job.keys[i], seen.back()));
    }
    const Change change = job.decide(records);
    if (change.writes.empty() && !change.count) return Committed::yes;
    return commit(job, names, seen, change);
  }

  std::optional<Committed> commit(const Job& job, const std::vector<std::string>& names,
                                  const std::vector<std::string>& seen, const Change& change) {
    const std::string count_name = change.count ? name_of(change.count->key) : "";
    std::vector<std::string> arguments{std::to_string(names.size())};
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool given = i < change.writes.size() && change.writes[i];
      const bool drops = given && is_none(change.writes[i]->value);
      arguments.push_back(seen[i]);
      arguments.push_back(!given ? "keep" : drops ? "drop" : "write");
      arguments.push_back(given && !drops ? sealing_.seal(job.keys[i], dump_json(json_of(change.writes[i]->value)))
                                          : "");
      arguments.push_back(given && !drops ? std::to_string(change.writes[i]->life.count()) : "");
    }
    if (change.count) {
      arguments.push_back(std::to_string(change.count->limit));
      arguments.push_back(std::to_string(change.count->life.count()));
      arguments.push_back(change.count->back ? "back" : "");
    }
    const std::string key_count = std::to_string(names.size() + (change.count ? 1 : 0));
    const auto ask = [&](std::string_view command, std::string_view script) {
      std::vector<std::string_view> parts{command, script, key_count};
      parts.insert(parts.end(), names.begin(), names.end());
      if (change.count) parts.push_back(count_name);
      parts.insert(parts.end(), arguments.begin(), arguments.end());
      return connection_.command(parts);
    };
    RedisConnection::Reply reply{nullptr, freeReplyObject};
    if (!script_.empty()) reply = ask("EVALSHA", script_);
    // It forgets scripts when it restarts.
    const bool unknown = script_.empty() || (reply && reply->type == REDIS_REPLY_ERROR &&
                                             std::string_view{reply->str, reply->len}.starts_with("NOSCRIPT"));
    if (unknown) {
      const RedisConnection::Reply loaded = connection_.command({"SCRIPT", "LOAD", kCommit});
      script_ = is_error(loaded) || !loaded->str ? "" : std::string{loaded->str, loaded->len};
      reply = ask("EVAL", kCommit);
    }
    if (is_error(reply) || !reply->str) return refused(reply);
    refusal_.clear();
    const std::string_view said{reply->str, reply->len};
    if (said == "changed") return std::nullopt;
    if (said == "full") return Committed::at_limit;
    return said == "done" && has_replicas() ? Committed::yes : Committed::unavailable;
  }

  // Which a replica, a Redis without enough replicas or one without memory doesn't, though it answers.
  bool can_write() {
    const std::string name = std::string{kPrefix} + "health";
    const RedisConnection::Reply reply = connection_.ask({"SET", name, "1", "PX", "1000"});
    if (is_error(reply)) refused(reply);
    return !is_error(reply);
  }

  // One that refuses to write may be the primary no more: the next connection asks anew which one is. Why, its own words
  // say: READONLY, OOM, MISCONF. Logged when it begins.
  Committed refused(const RedisConnection::Reply& reply) {
    const std::string why = reply && reply->str ? std::string{reply->str, reply->len} : std::string{};
    if (!why.empty() && why != refusal_) log_("store", {{"problem", "refuses"}, {"detail", why}});
    if (!why.empty()) refusal_ = why;
    connection_.close();
    return Committed::unavailable;
  }

  // Whether enough replicas have what was written last.
  bool has_replicas() {
    if (options_.url.replicas == 0) return true;
    const std::string wanted = std::to_string(options_.url.replicas);
    const std::string wait = std::to_string(options_.deadline.count() / 2);
    const RedisConnection::Reply reply = connection_.command({"WAIT", wanted, wait});
    return !is_error(reply) && reply->type == REDIS_REPLY_INTEGER && reply->integer >= options_.url.replicas;
  }

  std::string name_of(const std::string& key) const { return std::string{kPrefix} + sealing_.name_of(key); }

  // What can't be opened was there all the same.
  Record value_of(const std::string& key, const std::string& sealed) const {
    if (sealed.empty()) return {};
    const auto text = sealing_.open(key, sealed);
    const auto parsed = text ? parse_json(*text) : std::variant<Json, JsonSyntaxError>{JsonSyntaxError{}};
    const Json* value = std::get_if<Json>(&parsed);
    return value ? record_from(*value) : Record{Damaged{}};
  }

  RedisOptions options_;
  Sealing sealing_;
  Log log_;
  RedisConnection connection_;
  std::string refusal_;  // as logged, until it writes again
  std::string script_;   // its SHA-1, once Redis has it
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool ending_ = false;
  std::thread thread_;
};

RedisStore::RedisStore(RedisOptions options, Sealing sealing, Log log) {
  const auto told = std::make_shared<std::atomic<bool>>(false);
  for (unsigned i = 0; i < options.connections; ++i) {
    workers_.push_back(std::make_unique<Worker>(options, sealing, log, told));
  }
}

RedisStore::~RedisStore() = default;

void RedisStore::transact(std::vector<std::string> keys, Decide decide, Done done) {
  const std::size_t which = std::hash<std::string>{}(keys.at(0)) % workers_.size();
  workers_[which]->add({std::move(keys), std::move(decide), std::move(done)});
}

void RedisStore::check(std::function<void(bool)> done) {
  workers_[0]->add({{}, {}, [done = std::move(done)](Committed committed) { done(committed == Committed::yes); }});
}

}  // namespace ringback::relay
