// What every store promises, of the one in memory and of a real Redis alike.
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <future>
#include <memory>
#include <thread>

#include "relay/memory_store.hpp"
#include "relay/redis_connection.hpp"
#include "relay/redis_store.hpp"
#include "support/redis_server.hpp"

using namespace ringback;
using namespace ringback::relay;
using ringback::testing::RedisServer;

namespace {

constexpr Milliseconds kLife{60'000};
const Secret kSecret{"a secret of thirty-two characters"};

Committed transact(Store& store, std::vector<std::string> keys, Store::Decide decide) {
  std::promise<Committed> promise;
  store.transact(std::move(keys), std::move(decide), [&](Committed committed) { promise.set_value(committed); });
  return promise.get_future().get();
}

// Any record will do: a key's body holds the text.
Record holding(std::string text) {
  KeyRecord record;
  record.body = std::move(text);
  return record_of(std::move(record));
}
std::string text_in(const Record& record) {
  const auto held = held_as<KeyRecord>(record);
  return held ? held->body : is_none(record) ? "nothing" : "damaged";
}

Committed put(Store& store, const std::string& key, const std::string& text, Milliseconds life = kLife) {
  return transact(store, {key}, [&](const Store::Records&) { return Change{{Write{holding(text), life}}, {}}; });
}

std::string get(Store& store, const std::string& key) {
  std::string read = "unread";
  transact(store, {key}, [&](const Store::Records& records) {
    read = text_in(records[0]);
    return Change{};
  });
  return read;
}

std::shared_ptr<RedisStore> redis_store(
    const std::string& url, Log log = [](std::string_view, LogFields) {}, const Secret& secret = kSecret) {
  RedisOptions options;
  options.url = *parse_redis_url(url);
  return std::make_shared<RedisStore>(options, *Sealing::make(secret), std::move(log));
}

// As several relays over one Redis; in memory there is one.
struct Stores {
  std::unique_ptr<RedisServer> server;
  std::vector<std::shared_ptr<Store>> of_relays;

  Store& first() { return *of_relays.front(); }
  Store& last() { return *of_relays.back(); }
};

Stores stores(bool redis) {
  Stores made;
  if (redis) {
    made.server = std::make_unique<RedisServer>();
    for (int i = 0; i < 2; ++i) made.of_relays.push_back(redis_store(made.server->url()));
  } else {
    made.of_relays.push_back(std::make_shared<MemoryStore>());
  }
  return made;
}

RedisConnection::Reply ask(const RedisServer& server, const std::vector<std::string_view>& command) {
  static RedisOptions options;
  options.url = *parse_redis_url(server.url());
  RedisConnection connection{options, [](std::string_view, LogFields) {}, std::make_shared<std::atomic<bool>>(true)};
  if (!connection.connect()) FAIL("no connection");
  return connection.command(command);
}

}  // namespace

TEST_CASE("a store keeps, changes and removes records, and its transactions are whole") {
  const bool redis = GENERATE(false, true);
  if (redis && !RedisServer::installed()) SKIP("no redis-server here");
  INFO((redis ? "Redis" : "memory"));
  Stores all = stores(redis);

  SECTION("what one relay wrote the other reads") {
    CHECK(get(all.first(), "a") == "nothing");
    CHECK(put(all.first(), "a", "ü\n\"\\") == Committed::yes);
    CHECK(get(all.last(), "a") == "ü\n\"\\");
    transact(all.last(), {"a"}, [](const Store::Records&) { return Change{{Write{{}, kLife}}, {}}; });
    CHECK(get(all.first(), "a") == "nothing");
  }
  SECTION("several records at once, and only those that are written") {
    put(all.first(), "kept", "1");
    transact(all.first(), {"kept", "new", "gone"}, [](const Store::Records&) {
      return Change{{std::nullopt, Write{holding("2"), kLife}, Write{{}, kLife}}, {}};
    });
    CHECK(get(all.last(), "kept") == "1");
    CHECK(get(all.last(), "new") == "2");
  }
  SECTION("a record ends by itself") {
    put(all.first(), "short", "1", Milliseconds{60});
    put(all.first(), "long", "1", kLife);
    while (get(all.last(), "short") != "nothing") std::this_thread::yield();
    CHECK(get(all.last(), "long") == "1");
  }
  SECTION("a count stops at its limit, and then nothing is written") {
    const auto step = [&](Store& store, const std::string& key) {
      return transact(store, {key}, [](const Store::Records&) {
        return Change{{Write{holding("1"), kLife}}, Count{"count", 2, kLife}};
      });
    };
    CHECK(step(all.first(), "x") == Committed::yes);
    CHECK(step(all.last(), "y") == Committed::yes);
    CHECK(step(all.first(), "z") == Committed::at_limit);
    CHECK(get(all.last(), "z") == "nothing");
    // One back makes room for one, and where none was counted it counts nothing.
    const auto back = [&](Store& store, const std::string& count) {
      return transact(store, {"x"}, [count](const Store::Records&) {
        return Change{{Write{holding("2"), kLife}}, Count{count, 0, kLife, true}};
      });
    };
    CHECK(back(all.last(), "count") == Committed::yes);
    CHECK(get(all.first(), "x") == "2");
    CHECK(step(all.first(), "z") == Committed::yes);
    CHECK(step(all.last(), "w") == Committed::at_limit);
    CHECK(back(all.first(), "never") == Committed::yes);
  }
  SECTION("a thousand at once that each take one of five: five get it") {
    std::atomic<int> taken = 0, answered = 0;
    std::promise<void> all_answered;
    std::vector<std::shared_ptr<bool>> mine;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 250; ++i) {
          const auto got = std::make_shared<bool>(false);
          Store& store = *all.of_relays[static_cast<std::size_t>(t) % all.of_relays.size()];
          store.transact(
              {"session", "number"},
              [got](const Store::Records& records) {
                const auto held = copy_of<KeyRecord>(records[0]);
                const int so_far = held ? held->status : 0;
                *got = so_far < 5;
                if (!*got) return Change{};
                KeyRecord next;
                next.status = so_far + 1;
                next.body = std::to_string(so_far + 1);
                return Change{{Write{next, kLife}, Write{next, kLife}}, {}};
              },
              [&, got](Committed committed) {
                taken += committed == Committed::yes && *got;
                if (++answered == 1'000) all_answered.set_value();
              });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    all_answered.get_future().wait();
    CHECK(taken == 5);
    CHECK(get(all.first(), "session") == "5");
    CHECK(get(all.last(), "number") == "5");
  }
  SECTION("it says that it answers") {
    std::promise<bool> promise;
    all.first().check([&](bool good) { promise.set_value(good); });
    CHECK(promise.get_future().get());
  }
}

TEST_CASE("a full store in memory is unavailable, rather than forgetting what it counted") {
  WallTime now = wall_time_from_ms(1'000'000);
  MemoryStore store{[&] { return now; }, 10'000};
  const std::string half(4'000, 'x');
  CHECK(put(store, "a", half, Milliseconds{10'000}) == Committed::yes);
  CHECK(put(store, "b", half) == Committed::yes);
  CHECK(put(store, "c", half) == Committed::unavailable);
  CHECK(put(store, "a", half + half, Milliseconds{10'000}) == Committed::unavailable);
  CHECK(get(store, "a") == half);
  CHECK(put(store, "a", "1", Milliseconds{10'000}) == Committed::yes);
  CHECK(put(store, "c", half) == Committed::yes);
  CHECK(put(store, "d", half) == Committed::unavailable);
  CHECK(get(store, "b") == half);
  put(store, "b", "1", Milliseconds{1});
  now += Milliseconds{20'000};
  CHECK(put(store, "d", half) == Committed::yes);
}

TEST_CASE("a record weighs about what it takes") {
  const auto weight = [](std::size_t more) {
    PageRecord page;
    page.chat.assign(more, 'x');
    page.answer.assign(more, 'x');
    return weight_of(record_of(page));
  };
  CHECK(weight(0) >= sizeof(PageRecord));
  CHECK(weight(50'000) - weight(0) >= 100'000);
  CHECK(weight(50'000) - weight(0) <= 100'200);
  CHECK(weight_of(Record{}) == 0);
}

TEST_CASE("a store in memory lets go of what has ended, some of it with each request") {
  WallTime now = wall_time_from_ms(1'000'000);
  MemoryStore store{[&] { return now; }};
  for (int i = 0; i < 100; ++i) put(store, "short" + std::to_string(i), "1", Milliseconds{10'000});
  put(store, "renewed", "1", Milliseconds{10'000});
  put(store, "removed", "1", Milliseconds{10'000});
  put(store, "long", "1", Milliseconds{90'000});
  transact(store, {"removed"}, [](const Store::Records&) { return Change{{Write{{}, kLife}}, {}}; });
  CHECK(get(store, "removed") == "nothing");
  now += Milliseconds{5'000};
  put(store, "renewed", "2", Milliseconds{10'000});
  put(store, "removed", "2", Milliseconds{20'000});
  CHECK(store.size() == 103);

  now += Milliseconds{6'000};
  CHECK(get(store, "short0") == "nothing");
  CHECK(store.size() > 3);
  for (int i = 0; i < 10; ++i) CHECK(get(store, "renewed") == "2");
  CHECK(get(store, "removed") == "2");
  CHECK(store.size() == 3);

  now += Milliseconds{20'000};
  CHECK(get(store, "long") == "1");
  CHECK(store.size() == 1);
}

TEST_CASE("Redis: what it holds tells nothing, and what was tampered with is damaged, not new") {
  if (!RedisServer::installed()) SKIP("no redis-server here");
  RedisServer server;
  const auto store = redis_store(server.url());
  put(*store, "number:+14155552671", "code 123456");
  const auto names = ask(server, {"KEYS", "*"});
  REQUIRE(names->elements == 1);
  const std::string name{names->element[0]->str, names->element[0]->len};
  const auto held = ask(server, {"GET", name});
  for (const std::string& text : {name, std::string{held->str, held->len}}) {
    CHECK(text.find("4155552671") == std::string::npos);
    CHECK(text.find("123456") == std::string::npos);
    CHECK(text.find("code") == std::string::npos);
  }
  const auto is_damaged = [&] { return get(*store, "number:+14155552671") == "damaged"; };
  std::string changed{held->str, held->len};
  changed[changed.size() / 2] ^= 1;
  ask(server, {"SET", name, changed});
  CHECK(is_damaged());
  ask(server, {"SET", name, "short"});
  CHECK(is_damaged());
  SECTION("nor can a value be moved to another record") {
    put(*store, "other", "no attempts");
    const auto all = ask(server, {"KEYS", "*"});
    for (std::size_t i = 0; i < all->elements; ++i) {
      const std::string each{all->element[i]->str, all->element[i]->len};
      if (each == name) continue;
      const auto value = ask(server, {"GET", each});
      ask(server, {"SET", name, std::string_view{value->str, value->len}});
    }
    CHECK(is_damaged());
  }
  SECTION("a relay with another key finds nothing") {
    CHECK(get(*redis_store(
                  server.url(), [](std::string_view, LogFields) {}, Secret{std::string(32, 'x')}),
              "number:+14155552671") == "nothing");
  }
}

TEST_CASE("Redis: while it is away nothing is allowed; when it is back everything is as it was") {
  if (!RedisServer::installed()) SKIP("no redis-server here");
  RedisServer server;
  std::atomic<int> failures = 0;
  const auto store = redis_store(server.url(), [&](std::string_view event, LogFields fields) {
    failures += log_line(event, fields, {}).find("\"unreachable\"") != std::string::npos;
  });
  for (int i = 0; i < 20; ++i) REQUIRE(put(*store, "a" + std::to_string(i), std::to_string(i)) == Committed::yes);
  server.stop();
  for (int i = 0; i < 20; ++i) {
    CHECK(put(*store, "a" + std::to_string(i), "other") == Committed::unavailable);
    CHECK(put(*store, "a" + std::to_string(i), "other") == Committed::unavailable);
  }
  std::promise<bool> promise;
  store->check([&](bool good) { promise.set_value(good); });
  CHECK(!promise.get_future().get());
  // Each connection says so once.
  CHECK(failures >= 1);
  CHECK(failures <= 8);
  server.start();
  SECTION("also for a connection that didn't notice") {
    server.stop();
    server.start();
  }
  for (int i = 0; i < 20; ++i) CHECK(get(*store, "a" + std::to_string(i)) == std::to_string(i));
  // It has lost its scripts too.
  CHECK(put(*store, "a0", "new") == Committed::yes);
}

TEST_CASE("Redis: one that would throw records away isn't used, one that may forget is told of") {
  if (!RedisServer::installed()) SKIP("no redis-server here");
  std::string said;
  const Log log = [&](std::string_view event, LogFields fields) { said += log_line(event, fields, {}); };
  SECTION("evicting") {
    RedisServer server{{"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"}};
    CHECK(put(*redis_store(server.url(), log), "a", "1") == Committed::unavailable);
    CHECK(said.find("noeviction") != std::string::npos);
  }
  SECTION("evicting, where it doesn't tell its configuration") {
    RedisServer server{
        {"--maxmemory", "100mb", "--maxmemory-policy", "volatile-lru", "--rename-command", "CONFIG", ""}};
    CHECK(put(*redis_store(server.url(), log), "a", "1") == Committed::unavailable);
    CHECK(said.find("volatile-lru") != std::string::npos);
  }
  SECTION("of which nothing is known") {
    RedisServer server{{"--rename-command", "CONFIG", "", "--rename-command", "INFO", ""}};
    CHECK(put(*redis_store(server.url(), log), "a", "1") == Committed::yes);
    CHECK(said.find("unknown-policy") != std::string::npos);
  }
  SECTION("evicting from now on") {
    RedisServer server;
    RedisOptions options;
    options.url = *parse_redis_url(server.url());
    options.look_again = Milliseconds{0};
    RedisStore store{options, *Sealing::make(kSecret), log};
    REQUIRE(put(store, "a", "1") == Committed::yes);
    server.say("CONFIG SET maxmemory-policy allkeys-lru");
    server.say("CONFIG SET maxmemory 100mb");
    CHECK(put(store, "a", "2") == Committed::unavailable);
    CHECK(said.find("allkeys-lru") != std::string::npos);
  }
  SECTION("without a file") {
    RedisServer server{{"--appendonly", "no"}};
    CHECK(put(*redis_store(server.url(), log), "a", "1") == Committed::yes);
    CHECK(said.find("may-forget") != std::string::npos);
  }
  SECTION("without the replicas that were asked for") {
    RedisServer server;
    CHECK(put(*redis_store(server.url() + "?replicas=1", log), "a", "1") == Committed::unavailable);
  }
  SECTION("with a password that this relay doesn't have") {
    RedisServer server{{"--requirepass", "hunter2"}};
    CHECK(put(*redis_store(server.url(), log), "a", "1") == Committed::unavailable);
    CHECK(said.find("RINGBACK_STORE_PASSWORD") != std::string::npos);
    RedisOptions options;
    options.url = *parse_redis_url(server.url());
    options.password = Secret{"hunter2"};
    RedisStore store{options, *Sealing::make(kSecret), log};
    CHECK(put(store, "a", "1") == Committed::yes);
  }
}
