// Calls that come after others ("after" in the flow file), and what one hands on to the next: of the same session and number.
#include <catch2/catch_test_macros.hpp>

#include "support/relay_player.hpp"

using namespace ringback;
using namespace ringback::relay;
using ringback::testing::Provider;
using ringback::testing::RelayPlayer;
using ringback::testing::Told;

namespace {

constexpr const char* kAnother = "+14155550123";

// A challenge and a look at the number come before the send, and what only the verified may ask for comes after the verify.
const char* const kOrderedFlow = R"({"version":1,"title":"T",
    "attributes":{"phone":{"type":"phone"},"user_otp":{"type":"text","transient":true},"captcha":{"type":"text"},
      "token":{"type":"text","private":true}},
    "apis":{
      "check_visitor":{"name":"C","url":"https://p.example/check","body":{"response":"{{captcha}}"},
        "success":{"pointer":"/ok","equals":true}},
      "look_up":{"name":"L","url":"https://p.example/look","body":{"number":"{{phone}}"}},
      "send_otp":{"name":"S","role":"send","url":"https://p.example/send","body":{"to":"{{phone}}"},
        "after":["check_visitor","look_up"]},
      "verify_otp":{"name":"V","role":"verify","url":"https://p.example/verify","body":{"code":"{{user_otp}}"},
        "success":{"pointer":"/ok","equals":true},"save":[{"from":"/token","to":"token"}]},
      "welcome":{"name":"W","url":"https://p.example/welcome","body":{"to":"{{phone}}","token":"{{token}}"},
        "after":["verify_otp"]}},
    "start":"p","nodes":{
      "p":{"type":"input","kind":"phone","to":"phone","text":"?","next":"k"},
      "k":{"type":"api","api":"check_visitor","success":"l","failure":"p","error":"p"},
      "l":{"type":"api","api":"look_up","success":"s","failure":"p","error":"p"},
      "s":{"type":"api","api":"send_otp","success":"c","failure":"p","error":"p"},
      "c":{"type":"input","kind":"otp","length":6,"to":"user_otp","text":"?","resend":{"node":"s","after_ms":30000},"next":"v"},
      "v":{"type":"api","api":"verify_otp","success":"w","failure":"c","error":"c"},
      "w":{"type":"api","api":"welcome","success":"e","failure":"e","error":"e"},
      "e":{"type":"end","outcome":"verified"}}})";

struct OrderedRelay : RelayPlayer {
  explicit OrderedRelay(std::string flow_json = kOrderedFlow) : RelayPlayer{std::move(flow_json), {}, {}} {
    provider->answer = [](const Provider::Asked& asked) {
      const std::string& url = asked.request.url;
      const bool right = url.ends_with("/check")    ? asked.body.at("response") == "a visitor's"
                         : url.ends_with("/verify") ? asked.body.at("code") == "123456"
                                                    : true;
      return Provider::ok({{"ok", right}, {"token", "of this visitor"}});
    };
  }
  std::string check(const std::string& whose, const std::string& answer) {
    return text_of(settled(ask(whose, "check_visitor", {{"captcha", answer}})).body().at("outcome"));
  }
  int look_up(const std::string& whose, const std::string& number) {
    return settled(ask(whose, "look_up", {{"phone", number}})).status();
  }
  Told welcome(const std::string& whose, const std::string& number = kNumber) {
    return settled(ask(whose, "welcome", {{"phone", number}}));
  }
  // Up to the code that went to `number`.
  std::string sent(const std::string& number = kNumber) {
    const std::string session = open();
    check(session, "a visitor's");
    look_up(session, number);
    REQUIRE(send(session, number).status() == 200);
    return session;
  }
};

}  // namespace

TEST_CASE("a call that comes after others is refused until they succeeded in the same session") {
  OrderedRelay relay;
  const std::string session = relay.open();
  REQUIRE(relay.look_up(session, RelayPlayer::kNumber) == 200);
  const Told refused = relay.send(session);
  CHECK(refused.status() == 403);
  CHECK(refused.problem() == "call-missing");
  CHECK(text_of(refused.body().at("detail")).find("\"check_visitor\"") != std::string::npos);
  CHECK(relay.check(session, "a robot's") == "failure");
  CHECK(relay.send(session).problem() == "call-missing");
  CHECK(relay.check(relay.open(), "a visitor's") == "success");  // of another session
  CHECK(relay.send(session).problem() == "call-missing");
  CHECK(relay.provider->asked_for("send").empty());
  CHECK(relay.check(session, "a visitor's") == "success");
  relay.restart();
  CHECK(relay.send(session).status() == 200);

  CHECK(relay.welcome(session).problem() == "call-missing");
  CHECK(relay.verify(session, "000000").body().at("outcome") == "failure");
  CHECK(relay.welcome(session).problem() == "call-missing");
  CHECK(relay.provider->asked_for("welcome").empty());
  CHECK(relay.verify(session, "123456").body().at("outcome") == "success");
  CHECK(relay.welcome(session).status() == 200);
}

TEST_CASE("what succeeded for one number opens nothing for another") {
  OrderedRelay relay;
  SECTION("a number that was looked up, and a send to another") {
    const std::string session = relay.open();
    relay.check(session, "a visitor's");
    REQUIRE(relay.look_up(session, RelayPlayer::kNumber) == 200);
    CHECK(relay.send(session, kAnother).problem() == "call-missing");
    CHECK(relay.provider->asked_for("send").empty());
  }
  SECTION("a verified number, and a code sent to another") {
    const std::string session = relay.sent();
    REQUIRE(relay.verify(session, "123456").body().at("outcome") == "success");
    CHECK(relay.send(session, kAnother).problem() == "call-missing");
    REQUIRE(relay.look_up(session, kAnother) == 200);
    CHECK(relay.provider->asked_for("look").back().body.at("number") == kAnother);
    CHECK(relay.welcome(session, kAnother).status() == 200);
    CHECK(relay.provider->asked_for("welcome").back().body.at("to") == RelayPlayer::kNumber);
    REQUIRE(relay.send(session, kAnother).status() == 200);
    CHECK(relay.welcome(session).problem() == "call-missing");
    CHECK(relay.welcome(session, kAnother).problem() == "call-missing");
    CHECK(relay.provider->asked_for("welcome").size() == 1);
  }
}

TEST_CASE("what a send or a verify saved is given to later APIs, for the same number") {
  OrderedRelay relay;
  const std::string session = relay.sent();
  REQUIRE(relay.verify(session, "123456").body().at("outcome") == "success");
  CHECK(relay.welcome(session).status() == 200);
  CHECK(relay.provider->asked_for("welcome").back().body.at("token") == "of this visitor");
}

TEST_CASE("what was saved for one number isn't given with another") {
  // As kOrderedFlow, but anybody may ask for the welcome.
  Json flow = std::get<Json>(parse_json(kOrderedFlow));
  flow["apis"]["welcome"].erase("after");
  OrderedRelay relay{dump_json(flow)};
  const std::string session = relay.sent();
  REQUIRE(relay.verify(session, "123456").body().at("outcome") == "success");
  REQUIRE(relay.look_up(session, kAnother) == 200);
  REQUIRE(relay.send(session, kAnother).status() == 200);
  REQUIRE(relay.welcome(session).status() == 200);
  const Json given = relay.provider->asked_for("welcome").back().body;
  CHECK(given.at("to") == kAnother);
  CHECK(given.at("token") != "of this visitor");
}

TEST_CASE("the order of calls is no part of the public flow") {
  RelayPlayer relay{kOrderedFlow, {}, {}};
  CHECK(public_flow(*relay.flow, "https://relay.example/v1").find("after\"") == std::string::npos);
}
