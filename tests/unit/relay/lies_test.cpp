// A browser that lies gets nothing: what the relay alone decides (SPEC section 7).
#include <catch2/catch_test_macros.hpp>

#include "relay/proof.hpp"
#include "support/relay_player.hpp"

using namespace ringback;
using namespace ringback::relay;
using ringback::testing::Provider;
using ringback::testing::RelayPlayer;
using ringback::testing::Told;

namespace {

constexpr const char* kOther = "+14155550123";

std::string proven_number(const RelayPlayer& relay, const Told& told) {
  const Json body = told.body();
  if (!body.contains("proof")) return {};
  const auto claims = check_proof(text_of(body.at("proof")), relay.ports.signer->key_set(), relay.wall_now());
  return claims ? text_of(claims->at("phone_number")) : std::string{};
}

}  // namespace

TEST_CASE("another number on verify: the proof names the one that the code went to") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  const Told told = relay.verify(session, relay.provider->codes[0], "", {{"phone", kOther}});
  CHECK(proven_number(relay, told) == RelayPlayer::kNumber);
}

TEST_CASE("a number that is changed after the send: its own code is needed") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  REQUIRE(relay.send(session, kOther).status() == 200);
  const Told first_code = relay.verify(session, relay.provider->codes[0]);
  CHECK(first_code.body().at("outcome") == "failure");
  CHECK(proven_number(relay, relay.verify(session, relay.provider->codes[1])) == kOther);
}

TEST_CASE("a send that is asked for during a check doesn't move the check to another number") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session, kOther);  // the liar's own phone
  const auto check = relay.ask(session, "verify_otp", {{"user_otp", relay.provider->codes[0]}});
  const auto send = relay.ask(session, "send_otp", {{"phone", RelayPlayer::kNumber}});
  relay.run(Milliseconds{30'000});
  REQUIRE(check->times == 1);
  REQUIRE(send->times == 1);
  CHECK(proven_number(relay, *check) != RelayPlayer::kNumber);
}

TEST_CASE("a verify without a send") {
  RelayPlayer relay;
  const Told told = relay.verify(relay.open(), "000000");
  CHECK(told.status() == 410);
  CHECK(told.problem() == "expired");
  CHECK(relay.provider->asked.empty());
}

TEST_CASE("a code is used once") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  REQUIRE(relay.verify(session, relay.provider->codes[0]).body().contains("proof"));
  SECTION("in its session") {
    const Told again = relay.verify(session, relay.provider->codes[0]);
    CHECK(again.problem() == "expired");
    CHECK(!again.body().contains("proof"));
  }
  SECTION("in another session") { CHECK(relay.verify(relay.open(), relay.provider->codes[0]).problem() == "expired"); }
  CHECK(relay.provider->asked_for("verify").size() == 1);
}

TEST_CASE("the right code a hundred times at once gives one proof") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  std::vector<std::shared_ptr<Told>> told;
  for (int i = 0; i < 100; ++i) {
    told.push_back(relay.ask(session, "verify_otp", {{"user_otp", relay.provider->codes[0]}}, std::to_string(i)));
  }
  relay.run(Milliseconds{60'000});
  int proofs = 0;
  for (const auto& each : told) {
    REQUIRE(each->times == 1);
    proofs += each->body().contains("proof");
  }
  CHECK(proofs == 1);
  CHECK(relay.provider->asked_for("verify").size() == 1);
}

TEST_CASE("a thousand guesses at once get exactly the five attempts") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  std::vector<std::shared_ptr<Told>> told;
  for (int i = 0; i < 1'000; ++i) {
    const std::string guess = std::to_string(200'000 + i);
    told.push_back(relay.ask(session, "verify_otp", {{"user_otp", guess}}, guess));
  }
  relay.run(Milliseconds{60'000});
  CHECK(relay.provider->asked_for("verify").size() == 5);
  int locked = 0;
  for (const auto& each : told) {
    REQUIRE(each->times == 1);
    locked += each->problem() == "locked";
  }
  CHECK(locked == 995);

  SECTION("and the right code comes too late") {
    CHECK(relay.verify(session, relay.provider->codes[0]).problem() == "locked");
  }
  SECTION("nor does a resend bring new ones") {
    relay.run(Milliseconds{60'000});
    CHECK(relay.send(session).problem() == "locked");
  }
}

TEST_CASE("a resend shares its attempts with the code before") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  for (int i = 0; i < 3; ++i) relay.verify(session, "000000");
  relay.run(Milliseconds{30'000});
  REQUIRE(relay.send(session).status() == 200);
  CHECK(relay.verify(session, "000000").body().at("attempts_left") == 1);
  CHECK(relay.verify(session, "000000").body().at("attempts_left") == 0);
  CHECK(relay.verify(session, relay.provider->codes[1]).problem() == "locked");
}

TEST_CASE("a number that is left and taken again keeps its count") {
  RelayPlayer relay;
  const std::string session = relay.open();
  relay.send(session);
  for (int i = 0; i < 4; ++i) relay.verify(session, "000000");
  relay.send(session, kOther);
  relay.run(Milliseconds{60'000});
  REQUIRE(relay.send(session).status() == 200);
  CHECK(relay.verify(session, "000000").body().at("attempts_left") == 0);
  CHECK(relay.verify(session, "000000").problem() == "locked");
}

TEST_CASE("new sessions don't make more than a hundred guesses a day at one number") {
  Limits limits;
  limits.resend_after = Milliseconds{0};
  limits.sends_per_number_per_hour = limits.sends_per_prefix_per_hour = limits.unverified_sends_per_range_per_hour =
      1'000;
  RelayPlayer relay{testing::shipped_flow("verify-phone"), limits};
  int guesses = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string session = relay.open();
    if (relay.send(session).status() != 200) break;
    for (int j = 0; j < 5; ++j) guesses += relay.verify(session, "000000").status() == 200;
  }
  CHECK(guesses == 100);
  const Told told = relay.send(relay.open());
  CHECK(told.status() == 423);
  CHECK(told.problem() == "locked");
  CHECK(std::stoi(told.retry_after()) > 80'000);
  SECTION("another number isn't held up") { CHECK(relay.send(relay.open(), kOther).status() == 200); }
  SECTION("after that day it goes on") {
    relay.run(Milliseconds{24 * 3'600'000});
    CHECK(relay.send(relay.open()).status() == 200);
  }
}

TEST_CASE("a session of nobody, of another flow's API, or with a forged name") {
  RelayPlayer relay;
  const std::string session = relay.open();
  SECTION("no session") {
    const auto told = relay.post("/v1/apis/send_otp", {{"attributes", {{"phone", RelayPlayer::kNumber}}}});
    CHECK(told->status() == 401);
  }
  SECTION("an invented one") { CHECK(relay.send("token-99").problem() == "session-unknown"); }
  SECTION("an API that the flow doesn't have") {
    CHECK(relay.ask(session, "delete_all", Json::object())->problem() == "not-found");
  }
  SECTION("a private attribute") {
    relay.send(session);
    const Told told = relay.verify(session, "424242", "", {{"system_otp", "424242"}});
    CHECK(told.status() == 400);
    CHECK(told.problem() == "bad-request");
    CHECK(relay.provider->asked_for("verify").empty());
  }
  SECTION("an undeclared attribute") {
    CHECK(relay.settled(relay.ask(session, "send_otp", {{"phone", RelayPlayer::kNumber}, {"toNumber", kOther}}))
              .problem() == "bad-request");
  }
  SECTION("a placeholder as a value stays text") {
    relay.send(session);
    relay.verify(session, "{{system_otp}}");
    CHECK(relay.provider->asked_for("verify")[0].body.at("userOtp") == "{{system_otp}}");
  }
  SECTION("a secret's placeholder as a value stays text") {
    relay.send(session);
    relay.verify(session, "{{secret.CONVERTALK_KEY}}");
    CHECK(relay.provider->asked_for("verify")[0].body.at("userOtp") == "{{secret.CONVERTALK_KEY}}");
  }
  SECTION("a value of another type") {
    CHECK(relay.settled(relay.ask(session, "send_otp", {{"phone", {{"$ne", ""}}}})).problem() == "invalid-number");
  }
  SECTION("a value that is too large") {
    relay.send(session);
    CHECK(relay.verify(session, std::string(10'000, '1')).problem() == "bad-request");
  }
  CHECK(relay.provider->asked_for("send").size() <= 1);
}

TEST_CASE("what an API saved isn't taken from the browser") {
  // A public value that one API gave goes into another: the relay's own copy is used, whatever the browser claims.
  const char* flow = R"({"version":1,"title":"T",
    "attributes":{"phone":{"type":"phone"},"user_otp":{"type":"text","transient":true},"plan":{"type":"text"}},
    "apis":{
      "find_plan":{"name":"P","method":"GET","url":"https://p.example/plan","save":[{"from":"/plan","to":"plan"}]},
      "send_otp":{"name":"S","role":"send","method":"POST","url":"https://p.example/send","body":{"to":"{{phone}}"}},
      "verify_otp":{"name":"V","role":"verify","method":"POST","url":"https://p.example/verify",
        "body":{"plan":"{{plan}}","code":"{{user_otp}}"},"success":{"pointer":"/ok","equals":true}}},
    "start":"f","nodes":{
      "f":{"type":"api","api":"find_plan","success":"p","failure":"p","error":"p"},
      "p":{"type":"input","kind":"phone","to":"phone","text":"?","next":"s"},
      "s":{"type":"api","api":"send_otp","success":"c","failure":"p","error":"p"},
      "c":{"type":"input","kind":"otp","length":6,"to":"user_otp","text":"?","resend":{"node":"s","after_ms":30000},"next":"v"},
      "v":{"type":"api","api":"verify_otp","success":"e","failure":"c","error":"c"},
      "e":{"type":"end","outcome":"verified"}}})";
  RelayPlayer relay{flow, {}, {}};
  relay.provider->answer = [](const Provider::Asked& asked) {
    const bool plan = asked.request.url.ends_with("/plan");
    return plan ? Provider::ok({{"plan", "free"}}) : Provider::ok({{"ok", true}});
  };
  const std::string session = relay.open();
  REQUIRE(relay.settled(relay.ask(session, "find_plan", Json::object())).body().at("attributes").at("plan") == "free");
  relay.send(session);
  relay.verify(session, "000000", "", {{"plan", "unlimited"}});
  CHECK(relay.provider->asked_for("verify")[0].body.at("plan") == "free");
}

TEST_CASE("twenty numbers are enough for a session") {
  Limits limits;
  limits.sends_per_prefix_per_hour = limits.unverified_sends_per_range_per_hour = 1'000;
  RelayPlayer relay{testing::shipped_flow("verify-phone"), limits};
  const std::string session = relay.open();
  for (int i = 0; i < 20; ++i) {
    CHECK(relay.send(session, "+141555501" + std::to_string(10 + i)).status() == 200);
  }
  CHECK(relay.send(session, "+14155550140").problem() == "rate-limited");
}

TEST_CASE("no secret, no private value and no code in any byte that leaves") {
  Limits limits;
  limits.attempts = 3;
  RelayPlayer relay{testing::shipped_flow("verify-phone"), limits};
  // The provider's own answers hold what must stay: also in its errors, and under names that the flow doesn't save.
  int round = 0;
  const auto usual = relay.provider->answer;
  const std::string canary = "canary-of-the-answer";
  relay.provider->answer = [&](const Provider::Asked& asked) -> std::optional<Provider::Answer> {
    switch (++round) {
      case 2: return Provider::with(500, R"({"error":"canary-of-the-answer","otp":"100001"})");
      case 3: return Provider::with(401, R"({"message":"bad authToken canary-TWILIO_AUTH_TOKEN"})");
      case 4: return Provider::with(200, "<h1>canary-of-the-answer</h1>");
      case 5: return Provider::ok({{"verified", "canary-of-the-answer"}});
      default: return usual(asked);
    }
  };
  const std::string session = relay.open();
  relay.send(session, RelayPlayer::kNumber, "key");  // 1
  const std::string code = relay.provider->codes.at(0);
  relay.run(Milliseconds{30'000});
  relay.send(session);              // 2
  relay.verify(session, "000000");  // 3
  relay.verify(session, "000001");  // 4
  relay.verify(session, "000002");  // 5
  relay.verify(session, "000003");
  relay.verify(session, "000004", "", {{"system_otp", "1"}});
  relay.verify(session, code, "check");
  relay.verify(session, code, "check");
  relay.send(relay.open(), "+1");
  const std::string all = relay.left + relay.ports.metrics->text();
  REQUIRE(round > 5);
  CHECK(all.find("canary") == std::string::npos);
  CHECK(all.find(code) == std::string::npos);
  CHECK(all.find(RelayPlayer::kNumber) == std::string::npos);
  // The session is told once, to the one who opened it.
  CHECK(all.find(session) == all.rfind(session));
  // It was a real run: a proof left.
  CHECK(all.find("\"proof\"") != std::string::npos);
}
