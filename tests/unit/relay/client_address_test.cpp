#include "relay/client_address.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace ringback;
using namespace ringback::relay;

namespace {

Network network(const char* text) {
  auto parsed = Network::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

Request from(std::string peer, std::string forwarded = "") {
  Request request;
  request.peer = std::move(peer);
  if (!forwarded.empty()) request.headers.push_back({"X-Forwarded-For", std::move(forwarded)});
  return request;
}

}  // namespace

TEST_CASE("a network in CIDR form holds its addresses") {
  CHECK(network("10.0.0.0/8").contains("10.255.1.2"));
  CHECK(!network("10.0.0.0/8").contains("11.0.0.1"));
  CHECK(network("192.0.2.128/25").contains("192.0.2.200"));
  CHECK(!network("192.0.2.128/25").contains("192.0.2.100"));
  CHECK(network("192.0.2.7").contains("192.0.2.7"));
  CHECK(network("192.0.2.7").contains("::ffff:192.0.2.7"));
  CHECK(!network("192.0.2.7").contains("192.0.2.8"));
  CHECK(network("fd00::/8").contains("fdff::1"));
  CHECK(!network("fd00::/8").contains("fe80::1"));
  CHECK(network("0.0.0.0/0").contains("203.0.113.5"));
  CHECK(!network("0.0.0.0/0").contains("2001:db8::1"));
  CHECK(!network("10.0.0.0/8").contains("nonsense"));
}

TEST_CASE("what is no network is refused with what was found") {
  for (const char* text : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "fd00::/129", "localhost", "10.0.0/8"}) {
    INFO(text);
    const auto parsed = Network::parse(text);
    REQUIRE(!parsed);
    CHECK(parsed.error().message.find("\"" + std::string{text} + "\"") != std::string::npos);
  }
}

TEST_CASE("X-Forwarded-For is believed of proxies only, and only as far as they wrote it") {
  const std::vector<Network> proxies{network("10.0.0.0/8")};
  CHECK(client_address(from("203.0.113.5", "198.51.100.1"), proxies) == "203.0.113.5");
  CHECK(client_address(from("203.0.113.5", "198.51.100.1"), {}) == "203.0.113.5");
  CHECK(client_address(from("10.0.0.2", "198.51.100.1"), proxies) == "198.51.100.1");
  // The client wrote the first one itself.
  CHECK(client_address(from("10.0.0.2", "1.2.3.4, 198.51.100.1"), proxies) == "198.51.100.1");
  CHECK(client_address(from("10.0.0.2", "1.2.3.4, 198.51.100.1, 10.0.0.3"), proxies) == "198.51.100.1");
  CHECK(client_address(from("10.0.0.2"), proxies) == "10.0.0.2");
}

TEST_CASE("a port behind an address in X-Forwarded-For is none of it") {
  const std::vector<Network> proxies{network("10.0.0.0/8")};
  CHECK(client_address(from("10.0.0.2", "198.51.100.1:4711"), proxies) == "198.51.100.1");
  CHECK(client_address(from("10.0.0.2", "198.51.100.1:4711, 10.0.0.3:80"), proxies) == "198.51.100.1");
  CHECK(client_address(from("10.0.0.2", "[2001:db8::1]:443"), proxies) == "2001:db8::1");
  CHECK(client_address(from("10.0.0.2", "[2001:db8::1]"), proxies) == "2001:db8::1");
  CHECK(client_address(from("10.0.0.2", "2001:db8::1"), proxies) == "2001:db8::1");
  CHECK(client_address(from("10.0.0.2", "[2001:db8::1"), proxies) == "10.0.0.2");
  CHECK(client_address(from("10.0.0.2", "unknown"), proxies) == "10.0.0.2");
}

TEST_CASE("what comes from inside is told by its address, and not where an unknown proxy passed it on") {
  const std::vector<Network> inside = private_networks();
  for (const char* peer :
       {"127.0.0.1", "::1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "fd12::1", "::ffff:127.0.0.1"}) {
    INFO(peer);
    CHECK(comes_from(inside, from(peer), {}));
    CHECK(!comes_from(inside, from(peer, "127.0.0.1"), {}));
  }
  for (const char* peer : {"203.0.113.5", "172.32.0.1", "100.64.0.1", "2001:db8::1", "fe80::1", ""}) {
    INFO(peer);
    CHECK(!comes_from(inside, from(peer), {}));
  }
  const std::vector<Network> proxies{network("10.0.0.0/8")};
  CHECK(!comes_from(inside, from("10.0.0.2", "203.0.113.5"), proxies));
  CHECK(!comes_from(inside, from("10.0.0.2", "127.0.0.1, 203.0.113.5"), proxies));
  CHECK(comes_from(inside, from("10.0.0.2", "192.168.1.9"), proxies));
  Request forwarded = from("127.0.0.1");
  forwarded.headers.push_back({"Forwarded", "for=203.0.113.5"});
  CHECK(!comes_from(inside, forwarded, {}));
  CHECK(!comes_from(inside, forwarded, {network("127.0.0.1")}));
}

TEST_CASE("who has one address of IPv6 has its /64") {
  CHECK(address_prefix("192.0.2.7") == "192.0.2.7");
  CHECK(address_prefix("::ffff:192.0.2.7") == "192.0.2.7");
  CHECK(address_prefix("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  CHECK(address_prefix("2001:db8:1:2::") == address_prefix("2001:db8:1:2:ffff::1"));
  CHECK(address_prefix("2001:db8:1:3::") != address_prefix("2001:db8:1:2::"));
}
