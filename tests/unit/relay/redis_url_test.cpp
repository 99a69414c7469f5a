#include "relay/redis_url.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace ringback;
using namespace ringback::relay;

TEST_CASE("a Redis URL and its parts") {
  const auto whole = parse_redis_url("redis://relay@redis.internal:6380/3?replicas=2");
  REQUIRE(whole);
  CHECK(whole->host == "redis.internal");
  CHECK(whole->port == 6380);
  CHECK(whole->database == 3);
  CHECK(whole->user == "relay");
  CHECK(whole->replicas == 2);
  const auto least = parse_redis_url("redis://localhost");
  REQUIRE(least);
  CHECK(least->port == 6379);
  CHECK(least->database == 0);
  CHECK(least->replicas == 0);
  const auto v6 = parse_redis_url("redis://[::1]:7000");
  REQUIRE(v6);
  CHECK(v6->host == "::1");
  CHECK(v6->port == 7000);
}

TEST_CASE("what is no Redis URL is refused; a password without being shown") {
  for (const char* text :
       {"", "redis://", "localhost:6379", "http://localhost", "redis://localhost:port", "redis://localhost:0",
        "redis://localhost:70000", "redis://localhost/x", "redis://localhost?timeout=1"}) {
    INFO(text);
    CHECK(!parse_redis_url(text));
  }
  for (const char* text : {"redis://:hunter2@localhost", "redis://relay:hunter2@localhost"}) {
    const auto parsed = parse_redis_url(text);
    REQUIRE(!parsed);
    CHECK(parsed.error().message.find("RINGBACK_STORE_PASSWORD") != std::string::npos);
    CHECK(parsed.error().message.find("hunter2") == std::string::npos);
  }
  CHECK(parse_redis_url("rediss://localhost").error().message.find("TLS tunnel") != std::string::npos);
}
