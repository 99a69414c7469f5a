// The limits as a visitor meets them, and what is counted for the owner. The rules alone: rules_test.cpp.
#include <catch2/catch_test_macros.hpp>

#include "support/relay_player.hpp"

using namespace ringback;
using namespace ringback::relay;
using ringback::testing::Provider;
using ringback::testing::RelayPlayer;
using ringback::testing::shipped_flow;
using ringback::testing::Told;

TEST_CASE("limits: numbers, addresses, countries, the day") {
  SECTION("5 sends an hour to a number") {
    Limits limits;
    limits.resend_after = Milliseconds{0};
    RelayPlayer relay{shipped_flow("verify-phone"), limits};
    for (int i = 0; i < 5; ++i) {
      CHECK(relay.send(relay.open(), RelayPlayer::kNumber, "", "192.0.2." + std::to_string(i)).status() == 200);
      relay.run(Milliseconds{60'000});
    }
    const Told sixth = relay.send(relay.open());
    CHECK(sixth.problem() == "rate-limited");
    // The first was 5 minutes ago, and its answer took a moment.
    CHECK(std::stoi(sixth.retry_after()) > 3'290);
    CHECK(std::stoi(sixth.retry_after()) <= 3'300);
    relay.run(Milliseconds{3'300'000});
    CHECK(relay.send(relay.open()).status() == 200);
  }
  SECTION("10 an hour for an address prefix, whichever sessions and numbers") {
    RelayPlayer relay;
    for (int i = 0; i < 10; ++i) {
      CHECK(relay.send(relay.open(), "+1415555010" + std::to_string(i)).status() == 200);
    }
    CHECK(relay.send(relay.open(), "+14155550110").problem() == "rate-limited");
    CHECK(relay.send(relay.open("192.0.2.2"), "+14155550110", "", "192.0.2.2").status() == 200);
  }
  SECTION("20 an hour to a range of numbers, but for those that a right code followed") {
    RelayPlayer relay;
    const auto ask = [&](int i) {
      const std::string peer = "192.0.2." + std::to_string(i);
      const std::string session = relay.open(peer);
      return std::pair{session, relay.send(session, "+14155550" + std::to_string(100 + i), "", peer)};
    };
    const auto [verified, sent] = ask(0);
    REQUIRE(sent.status() == 200);
    for (int i = 1; i < 20; ++i) CHECK(ask(i).second.status() == 200);
    const Told refused = ask(20).second;
    CHECK(refused.problem() == "rate-limited");
    CHECK(std::stoi(refused.retry_after()) > 3'500);
    CHECK(relay.provider->asked_for("send").size() == 20);
    REQUIRE(relay.verify(verified, relay.provider->codes.front()).status() == 200);
    CHECK(ask(20).second.status() == 200);
    CHECK(ask(21).second.problem() == "rate-limited");
    CHECK(relay.send(relay.open(), "+14155560100").status() == 200);  // of another
  }
  SECTION("the cap on a day") {
    Limits limits;
    limits.sends_per_day = 2;
    RelayPlayer relay{shipped_flow("verify-phone"), limits};
    CHECK(relay.send(relay.open(), "+14155550101").status() == 200);
    CHECK(relay.send(relay.open(), "+14155550102").status() == 200);
    const Told third = relay.send(relay.open(), "+14155550103");
    CHECK(third.status() == 429);
    CHECK(third.problem() == "rate-limited");
    const std::int64_t day = 24 * 3'600'000;
    const std::int64_t left = day - ms_of(relay.wall_now()) % day;
    CHECK(third.retry_after() == std::to_string((left + 999) / 1'000));
    relay.run(Milliseconds{left - 1'000});
    CHECK(relay.send(relay.open(), "+14155550103").problem() == "rate-limited");
    relay.run(Milliseconds{1'000});
    CHECK(relay.send(relay.open(), "+14155550103").status() == 200);
  }
  SECTION("the cap on a day counts no message that surely wasn't sent") {
    Limits limits;
    limits.sends_per_day = 1;
    RelayPlayer relay{shipped_flow("verify-phone"), limits};
    bool refuses = true;
    relay.provider->answer = [&, usual = relay.provider->answer](const Provider::Asked& asked) {
      return refuses ? Provider::with(401, "{}") : usual(asked);
    };
    CHECK(relay.send(relay.open(), "+14155550101").problem() == "upstream-misconfigured");
    CHECK(relay.send(relay.open(), "+14155550102").problem() == "upstream-misconfigured");
    refuses = false;
    CHECK(relay.send(relay.open(), "+14155550103").status() == 200);
    CHECK(relay.send(relay.open(), "+14155550104").problem() == "rate-limited");
  }
  SECTION("the countries") {
    Limits limits;
    limits.countries = {"DE", "AT"};
    RelayPlayer relay{shipped_flow("verify-phone"), limits};
    const Told told = relay.send(relay.open());
    CHECK(told.status() == 403);
    CHECK(told.problem() == "country-not-allowed");
    CHECK(relay.provider->asked.empty());
  }
  SECTION("numbers that take no SMS") {
    RelayPlayer relay;
    relay.takes_sms = false;
    CHECK(relay.send(relay.open()).problem() == "invalid-number");
    CHECK(relay.provider->asked.empty());
  }
  SECTION("sessions") {
    Limits limits;
    limits.sessions_per_prefix_per_hour = 3;
    RelayPlayer relay{shipped_flow("verify-phone"), limits};
    for (int i = 0; i < 3; ++i) CHECK(!relay.open().empty());
    CHECK(relay.post("/v1/sessions", {{"flow", "signup"}})->problem() == "rate-limited");
    CHECK(!relay.open("192.0.2.2").empty());
  }
}

TEST_CASE("messages and verified numbers are counted by country") {
  RelayPlayer relay;
  const std::string session = relay.open();
  const auto counts = [&](const std::string& line) {
    return ("\n" + relay.ports.metrics->text()).find("\n" + line + "\n") != std::string::npos;
  };
  REQUIRE(relay.send(session).status() == 200);
  CHECK(relay.verify(session, "000000").body().at("outcome") == "failure");
  CHECK(counts("ringback_messages_total{country=\"US\"} 1"));
  CHECK(!counts("ringback_verified_total{country=\"US\"} 1"));
  REQUIRE(relay.verify(session, relay.provider->codes.front()).body().contains("proof"));
  CHECK(counts("ringback_verified_total{country=\"US\"} 1"));

  relay.ports.numbering.region = [](const E164&) { return ""; };
  relay.restart();
  relay.provider->answer = [](const Provider::Asked&) { return std::nullopt; };  // it may have left
  CHECK(relay.send(session, "+14155550102").problem() == "send-unknown");
  CHECK(counts("ringback_messages_total{country=\"other\"} 1"));
  relay.provider->answer = [](const Provider::Asked&) { return Provider::with(400, "{}"); };  // it didn't
  relay.send(session, "+14155550103");
  CHECK(counts("ringback_messages_total{country=\"other\"} 1"));
  CHECK(counts("ringback_messages_total{country=\"US\"} 1"));
}
