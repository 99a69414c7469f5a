// What an honest browser is told, and what the API is asked.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "relay/proof.hpp"
#include "support/relay_player.hpp"

using namespace ringback;
using namespace ringback::relay;
using ringback::testing::Provider;
using ringback::testing::RelayPlayer;
using ringback::testing::shipped_flow;
using ringback::testing::Told;

TEST_CASE("the whole path: a session, a send, a wrong code, the right one, a proof") {
  RelayPlayer relay;
  const std::string session = relay.open();
  REQUIRE(!session.empty());

  const Told sent = relay.send(session);
  CHECK(sent.status() == 200);
  CHECK(sent.body() == Json{{"outcome", "success"}, {"attributes", Json::object()}, {"resend_after", 30}});
  REQUIRE(relay.provider->asked.size() == 1);
  CHECK(relay.provider->asked[0].body == Json{{"accountSID", "canary-TWILIO_ACCOUNT_SID"},
                                              {"authToken", "canary-TWILIO_AUTH_TOKEN"},
                                              {"fromNumber", "canary-TWILIO_FROM_NUMBER"},
                                              {"toNumber", RelayPlayer::kNumber}});
  CHECK(api::find_header(relay.provider->asked[0].request.headers, "authorization") == "canary-CONVERTALK_KEY");

  const Told wrong = relay.verify(session, "000000");
  CHECK(wrong.status() == 200);
  CHECK(wrong.body() == Json{{"outcome", "failure"}, {"attributes", {{"otp_status", "failed"}}}, {"attempts_left", 4}});

  const Told right = relay.verify(session, relay.provider->codes[0]);
  CHECK(right.status() == 200);
  CHECK(right.body().at("outcome") == "success");
  CHECK(right.body().at("attributes") == Json{{"otp_status", "verified"}});
  const auto claims = check_proof(text_of(right.body().at("proof")), relay.ports.signer->key_set(), relay.wall_now());
  REQUIRE(claims);
  CHECK(claims->at("iss") == "https://relay.example");
  CHECK(claims->at("aud") == "https://shop.example");
  CHECK(claims->at("sub") == RelayPlayer::kNumber);
  CHECK(claims->at("phone_number") == RelayPlayer::kNumber);
  CHECK(claims->at("phone_number_verified") == true);
  CHECK(claims->at("exp").get<std::int64_t>() - claims->at("iat").get<std::int64_t>() == 600);
}

TEST_CASE("a verify waits for 5 s after the send's answer, the next for 2 s after the answer before it") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.provider->answer = [&, usual = relay.provider->answer](const Provider::Asked& asked) {
    auto answer = usual(asked);
    answer->after = Milliseconds{700};
    return answer;
  };
  relay.send(session);
  const Instant sent = relay.clock.now();
  relay.verify(session, "000000");
  relay.verify(session, "111111");
  const auto checks = relay.provider->asked_for("verify");
  REQUIRE(checks.size() == 2);
  CHECK(checks[0].at - sent == Milliseconds{5'000});
  CHECK(checks[1].at - (checks[0].at + Milliseconds{700}) == Milliseconds{2'000});

  SECTION("and not at all when that time is over") {
    relay.run(Milliseconds{2'000});
    const Instant asked = relay.clock.now();
    relay.verify(session, "222222");
    CHECK(relay.provider->asked_for("verify").back().at == asked);
  }
}

TEST_CASE("verifies that are asked for at once go one after the other, each with its pause") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  std::vector<std::shared_ptr<Told>> told;
  for (int i = 0; i < 3; ++i)
    told.push_back(relay.ask(session, "verify_otp", {{"user_otp", "00000" + std::to_string(i)}}));
  relay.run(Milliseconds{20'000});
  const auto checks = relay.provider->asked_for("verify");
  REQUIRE(checks.size() == 3);
  CHECK(checks[1].at - checks[0].at >= Milliseconds{2'100});
  CHECK(checks[2].at - checks[1].at >= Milliseconds{2'100});
  for (const auto& each : told) CHECK(each->times == 1);
}

TEST_CASE("a code before the last one still works, one before that doesn't") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  relay.run(Milliseconds{30'000});
  relay.send(session);
  SECTION("the code before") { CHECK(relay.verify(session, relay.provider->codes[0]).body().contains("proof")); }
  SECTION("the last") { CHECK(relay.verify(session, relay.provider->codes[1]).body().contains("proof")); }
  SECTION("of three the first") {
    relay.run(Milliseconds{60'000});
    REQUIRE(relay.send(session).status() == 200);
    CHECK(relay.verify(session, relay.provider->codes[0]).body().at("outcome") == "failure");
  }
}

TEST_CASE("a code ends after ten minutes, and the answer says so") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  relay.run(Milliseconds{10 * 60'000});
  const Told late = relay.verify(session, relay.provider->codes[0]);
  CHECK(late.status() == 410);
  CHECK(late.problem() == "expired");
  CHECK(relay.provider->asked_for("verify").empty());
}

TEST_CASE("the resend's pause doubles, is said in Retry-After, and is of the number in all sessions") {
  RelayPlayer relay;
  const std::string session = relay.open();
  CHECK(relay.send(session).body().at("resend_after") == 30);
  const Told early = relay.send(relay.open());
  CHECK(early.status() == 429);
  CHECK(early.problem() == "rate-limited");
  CHECK(early.retry_after() == "30");
  relay.run(Milliseconds{30'000});
  CHECK(relay.send(session).body().at("resend_after") == 60);
  relay.run(Milliseconds{59'000});
  CHECK(relay.send(session).retry_after() == "1");
  relay.run(Milliseconds{1'000});
  CHECK(relay.send(session).body().at("resend_after") == 120);
  CHECK(relay.provider->asked.size() == 3);
}

TEST_CASE("a repeat under the same Idempotency-Key gets the same answer and sends nothing") {
  RelayPlayer relay;
  const std::string session = relay.open();
  SECTION("after the answer") {
    const Told first = relay.send(session, RelayPlayer::kNumber, "key");
    const Told again = relay.send(session, RelayPlayer::kNumber, "key");
    CHECK(again.status() == 200);
    CHECK(again.response->body == first.response->body);
  }
  SECTION("while the first is under way") {
    const auto first = relay.ask(session, "send_otp", {{"phone", RelayPlayer::kNumber}}, "key");
    const auto again = relay.ask(session, "send_otp", {{"phone", RelayPlayer::kNumber}}, "key");
    relay.run(Milliseconds{1'000});
    REQUIRE(first->times == 1);
    REQUIRE(again->times == 1);
    CHECK(again->response->body == first->response->body);
  }
  SECTION("the key with another number is refused") {
    relay.send(session, RelayPlayer::kNumber, "key");
    const Told other = relay.send(session, "+14155550199", "key");
    CHECK(other.status() == 400);
    CHECK(other.problem() == "bad-request");
  }
  CHECK(relay.provider->asked_for("send").size() == 1);
}

TEST_CASE("the provider gets a key for each send, which tells nothing of the browser's, and none for a check") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session, RelayPlayer::kNumber, "key");
  relay.run(Milliseconds{30'000});
  relay.send(session, RelayPlayer::kNumber, "key of the resend");
  relay.send(relay.open(), "+14155550199", "key");
  relay.verify(session, relay.provider->codes[1]);
  const auto key_of = [](const auto& asked) { return api::find_header(asked.request.headers, "Idempotency-Key"); };
  std::set<std::string> keys;
  for (const auto& asked : relay.provider->asked_for("send")) {
    const auto key = key_of(asked);
    REQUIRE(key.has_value());
    CHECK(key->find("key") == std::string_view::npos);
    CHECK(key->find(session) == std::string_view::npos);
    keys.emplace(*key);
  }
  CHECK(keys.size() == 3);
  REQUIRE(relay.provider->asked_for("verify").size() == 1);
  CHECK(!key_of(relay.provider->asked_for("verify")[0]));
}

TEST_CASE("a verify that is repeated under its key takes one attempt and gives the same proof") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  const Told first = relay.verify(session, relay.provider->codes[0], "check");
  const Told again = relay.verify(session, relay.provider->codes[0], "check");
  CHECK(first.body().contains("proof"));
  CHECK(again.response->body == first.response->body);
  CHECK(relay.provider->asked_for("verify").size() == 1);
}

TEST_CASE("a relay that dies while the provider sends: the repeat says that an SMS may have left, and sends none") {
  RelayPlayer relay;
  const std::string session = relay.open();
  const auto lost = relay.ask(session, "send_otp", {{"phone", RelayPlayer::kNumber}}, "key");
  REQUIRE(relay.provider->asked.size() == 1);
  relay.restart();
  const Told again = relay.send(session, RelayPlayer::kNumber, "key");
  CHECK(lost->times == 0);
  CHECK(again.status() == 502);
  CHECK(again.problem() == "send-unknown");
  CHECK(relay.provider->asked.size() == 1);

  SECTION("under another key the visitor may ask again, when the pause is over") {
    relay.run(Milliseconds{30'000});
    REQUIRE(relay.send(session, RelayPlayer::kNumber, "other").status() == 200);
    CHECK(relay.verify(session, relay.provider->codes.back()).body().contains("proof"));
  }
}

TEST_CASE("a relay that dies during a check has taken the attempt; the repeat takes another") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  relay.ask(session, "verify_otp", {{"user_otp", "000000"}}, "check");
  relay.run(Milliseconds{5'050});
  REQUIRE(relay.provider->asked_for("verify").size() == 1);
  relay.restart();
  const Told again = relay.verify(session, "000000", "check");
  CHECK(again.body().at("outcome") == "failure");
  CHECK(again.body().at("attempts_left") == 3);
}

TEST_CASE("each trouble of the provider has its problem, within the API's deadline") {
  struct Case {
    const char* name;
    std::optional<Provider::Answer> answer;
    int status;
    const char* problem;
    bool counts;  // for the pause until the next send
  };
  const Provider::Answer lost{api::TransportError::unreachable, Milliseconds{10}};
  const Provider::Answer not_sent{api::TransportError::not_sent, Milliseconds{10}};
  const Provider::Answer huge{api::TransportError::too_large, Milliseconds{10}};
  const Case cases[] = {
      {"timeout", std::nullopt, 502, "send-unknown", true},
      {"a connection that was lost", lost, 502, "send-unknown", true},
      {"no connection", not_sent, 502, "upstream-unreachable", false},
      {"500", Provider::with(500, "{}"), 502, "upstream", false},
      {"429", Provider::with(429, "{}"), 503, "upstream-rate-limited", false},
      {"401", Provider::with(401, "{}"), 502, "upstream-misconfigured", false},
      {"not JSON", Provider::with(200, "<html>"), 502, "upstream-not-json", true},
      {"no otp in it", Provider::ok({{"status", "sent"}}), 502, "upstream-unexpected", true},
      {"an otp of another type", Provider::ok({{"status", "sent"}, {"otp", {{"value", 1}}}}), 502,
       "upstream-unexpected", true},
      {"too large", huge, 502, "upstream-too-large", true},
  };
  for (const Case& each : cases) {
    DYNAMIC_SECTION(each.name) {
      RelayPlayer relay;
      relay.provider->answer = [&](const Provider::Asked&) { return each.answer; };
      const std::string session = relay.open();
      const Instant asked = relay.clock.now();
      const Told told = relay.send(session);
      CHECK(told.status() == each.status);
      CHECK(told.problem() == each.problem);
      CHECK(relay.clock.now() - asked <= Milliseconds{10'000});
      CHECK((relay.send(session, RelayPlayer::kNumber, "next").problem() == "rate-limited") == each.counts);
    }
  }
}

// verify-phone, whose APIs say more than yes and no.
std::string flow_with_problems() {
  Json flow = std::get<Json>(parse_json(shipped_flow("verify-phone")));
  const auto rule = [](int code, const char* problem) {
    return Json{{"from", "/code"}, {"equals", code}, {"problem", problem}};
  };
  flow["apis"]["send_otp"]["problems"] =
      Json::array_t{rule(1, "invalid_number"), rule(2, "country_not_allowed"), rule(3, "rate_limited")};
  flow["apis"]["verify_otp"]["problems"] = Json::array_t{rule(4, "expired"), rule(5, "locked")};
  return dump_json(flow);
}

TEST_CASE("what the provider says of a number is told as the relay's own word, and nothing was sent") {
  struct Case {
    int code, status;
    const char* problem;
  };
  for (const Case& each :
       {Case{1, 422, "invalid-number"}, Case{2, 403, "country-not-allowed"}, Case{3, 503, "upstream-rate-limited"}}) {
    INFO(each.problem);
    RelayPlayer relay{flow_with_problems()};
    relay.provider->answer = [&](const Provider::Asked&) {
      return Provider::with(403, R"({"code":)" + std::to_string(each.code) + R"(,"message":"canary"})");
    };
    const std::string session = relay.open();
    const Told told = relay.send(session);
    CHECK(told.status() == each.status);
    CHECK(told.problem() == each.problem);
    CHECK(relay.left.find("canary") == std::string::npos);
    CHECK(relay.send(session, RelayPlayer::kNumber, "next").problem() == each.problem);  // no pause before it
    CHECK(relay.verify(session, "123456").problem() == "expired");
  }
}

TEST_CASE("what the provider says of a code is told as the relay's own word, and takes no attempt") {
  struct Case {
    int code, status;
    const char* problem;
  };
  for (const Case& each : {Case{4, 410, "expired"}, Case{5, 423, "locked"}}) {
    INFO(each.problem);
    RelayPlayer relay{flow_with_problems()};
    const auto usual = relay.provider->answer;
    const std::string session = relay.open();
    relay.send(session);
    relay.provider->answer = [&](const Provider::Asked&) {
      return Provider::with(404, R"({"code":)" + std::to_string(each.code) + R"(,"message":"canary"})");
    };
    const Told told = relay.verify(session, "000000");
    CHECK(told.status() == each.status);
    CHECK(told.problem() == each.problem);
    CHECK(relay.left.find("canary") == std::string::npos);
    relay.provider->answer = usual;
    CHECK(relay.verify(session, "000000").body().at("attempts_left") == 4);
  }
}

TEST_CASE("the provider's Retry-After is passed on") {
  RelayPlayer relay;
  relay.provider->answer = [](const Provider::Asked&) {
    return Provider::Answer{api::HttpResponse{429, {{"Retry-After", "17"}}, "{}"}};
  };
  CHECK(relay.send(relay.open()).retry_after() == "17");
}

TEST_CASE("a check that the API never answered gives its attempt back, as often as there are attempts") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  relay.provider->answer = [](const Provider::Asked&) { return Provider::with(500, "{}"); };
  for (int i = 0; i < 10; ++i) {
    INFO(i);
    CHECK(relay.verify(session, "000000").problem() == "upstream");
  }
  CHECK(relay.verify(session, "000000").problem() == "locked");
  CHECK(relay.provider->asked_for("verify").size() == 10);
}

namespace {

// A store whose process goes away.
class LostStore final : public Store {
 public:
  explicit LostStore(std::shared_ptr<Store> kept) : kept_{std::move(kept)} {}
  void transact(std::vector<std::string> keys, Decide decide, Done done) override {
    if (lost) return done(Committed::unavailable);
    kept_->transact(std::move(keys), std::move(decide), std::move(done));
  }
  void check(std::function<void(bool)> done) override { done(!lost); }

  bool lost = false;

 private:
  std::shared_ptr<Store> kept_;
};

}  // namespace

TEST_CASE("a store that is lost while a message is sent: the visitor hears that it may have left") {
  RelayPlayer relay;
  const auto store = std::make_shared<LostStore>(relay.store);
  relay.ports.store = store;
  relay.restart();
  const std::string session = relay.open();
  const auto told = relay.ask(session, "send_otp", {{"phone", RelayPlayer::kNumber}});
  store->lost = true;
  CHECK(relay.settled(told).problem() == "send-unknown");
  CHECK(relay.ports.metrics->text().find("ringback_messages_total{country=\"US\"} 1") != std::string::npos);
  const Told before = relay.send(session, "+14155550199");
  CHECK(before.problem() == "store-unavailable");
  CHECK(relay.provider->asked_for("send").size() == 1);
}

TEST_CASE("a verify without a code is refused before it costs an attempt or a request") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  const std::size_t asked = relay.provider->asked.size();
  for (const Json& attributes : {Json::object(), Json{{"user_otp", ""}}, Json{{"user_otp", nullptr}}}) {
    const auto told = relay.ask(session, "verify_otp", attributes);
    relay.run(Milliseconds{10'000});
    CHECK(told->status() == 400);
    CHECK(told->problem() == "bad-request");
  }
  CHECK(relay.provider->asked.size() == asked);
  for (int left = 4; left >= 0; --left) {
    CHECK(relay.verify(session, "000000").body().at("attempts_left") == Json(left));
  }
}

TEST_CASE("the scheme of the authorization is the same in any case") {
  RelayPlayer relay;
  const std::string session = relay.open();
  const auto told = relay.post("/v1/apis/send_otp", {{"attributes", {{"phone", RelayPlayer::kNumber}}}},
                               {{"Authorization", "bearer " + session}});
  relay.run(Milliseconds{1'000});
  CHECK(told->status() == 200);
}

TEST_CASE("a session ends after an hour") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.run(Milliseconds{60 * 60'000});
  const Told late = relay.send(session);
  CHECK(late.status() == 401);
  CHECK(late.problem() == "session-unknown");
}
