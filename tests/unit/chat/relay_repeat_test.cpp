// What gets lost between a chat and its relay is asked for again under the same key, which the relay carries out once;
// what it has answered never is (SPEC sections 5 and 7).
#include <catch2/catch_test_macros.hpp>

#include "support/public_flow.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;
using chat::Composer;

bool all_same(const std::vector<std::string>& keys) {
  return std::all_of(keys.begin(), keys.end(), [&](const std::string& key) { return key == keys[0]; });
}

TEST_CASE("a lost answer is asked for again by itself, under the same key and with the same values") {
  const std::vector<api::HttpAnswer> lost{api::TransportError::unreachable, http_answer(502, "<html>Bad gateway"),
                                          http_answer(504, "")};
  for (const api::HttpAnswer& answer : lost) {
    RelayedChat player;
    player.http.on(kSendCall, answer).on(kSendCall, relay_says("success"));
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.composer().kind == Composer::Kind::code);
    const auto sends = player.http.sent_to(kSendCall);
    REQUIRE(sends.size() == 2);
    CHECK(all_same(player.keys_of(kSendCall)));
    CHECK(sends[0].request.body == sends[1].request.body);
    CHECK(sends[1].at - sends[0].at >= 2s);
    CHECK(player.events_named("sent").size() == 1);
    CHECK(player.events_named("error").empty());
  }
}

TEST_CASE("an answer that comes after its deadline is not taken twice") {
  RelayedChat player;
  player.http.on(kSendCall, relay_says("success"), 11s).on(kSendCall, relay_says("success"), 5s);
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
  player.pass(60s);
  CHECK(player.events_named("sent").size() == 1);
  CHECK(player.http.sent_to(kSendCall).size() == 2);
}

TEST_CASE("a relay that never answers is given up, and the next press carries the same key") {
  RelayedChat player;
  player.http.on(kSendCall, api::TransportError::unreachable)
      .on(kSendCall, api::TransportError::unreachable)
      .on(kSendCall, api::TransportError::unreachable)
      .on(kSendCall, relay_says("success"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.http.sent_to(kSendCall).size() == 3);
  CHECK(player.composer().alert == english().say("problem.unreachable"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
  CHECK(player.keys_of(kSendCall).size() == 4);
  CHECK(all_same(player.keys_of(kSendCall)));
  // One SMS, so the flow's pause isn't doubled.
  CHECK(chat::Chat::seconds_until(player.composer().resend_at, player.clock.now()) == 30);
}

TEST_CASE("nobody waits longer than a minute for a relay that doesn't answer") {
  RelayedChat player;
  player.http.never(kSendCall);
  player.enter_phone(kBerlin);
  const Instant pressed = player.clock.now();
  player.wait();
  CHECK(player.composer().alert == english().say("problem.timeout"));
  CHECK(player.clock.now() - pressed <= 60s);
}

TEST_CASE("offline is told at once, and the next press carries the same key") {
  RelayedChat player;
  player.http.on(kSendCall, api::TransportError::offline).on(kSendCall, relay_says("success"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.http.sent_to(kSendCall).size() == 1);
  CHECK(player.composer().alert == english().say("problem.offline"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(all_same(player.keys_of(kSendCall)));
}

TEST_CASE("another number after a lost answer is another call") {
  RelayedChat player;
  player.http.on(kSendCall, api::TransportError::offline).on(kSendCall, relay_says("success"));
  player.enter_phone(kBerlin);
  player.wait();
  player.enter_phone(kParis, "FR");
  player.wait();
  CHECK_FALSE(all_same(player.keys_of(kSendCall)));
}

TEST_CASE("another value that the relay gets after a lost answer is another call") {
  RelayedChat player;
  player.http.on(kSendCall, api::TransportError::offline).on(kSendCall, relay_says("success"));
  player.enter_phone(kBerlin);
  player.wait();
  player.handle(flow::AttributeSet{"plan", Json("gold")});
  player.enter_phone(kBerlin);
  player.wait();
  CHECK_FALSE(all_same(player.keys_of(kSendCall)));
}

TEST_CASE("resend asks for another message, whatever became of the one before") {
  RelayedChat player{public_flow(R"({ "nodes": { "not_sent": { "next": "ask_code" } } })")};
  player.http.on(kSendCall, api::TransportError::offline).on(kSendCall, relay_says("success"));
  player.enter_phone(kBerlin);
  player.wait();
  REQUIRE(player.composer().kind == Composer::Kind::code);
  player.resend();
  player.wait();
  REQUIRE(player.keys_of(kSendCall).size() == 2);
  CHECK_FALSE(all_same(player.keys_of(kSendCall)));
}

TEST_CASE("the same code after a lost answer is the same call, another code is another") {
  for (const auto& [second, same] : {std::pair{"123456", true}, std::pair{"654321", false}}) {
    INFO(second);
    RelayedChat player;
    player.come_to_the_code();
    player.http.on(kVerifyCall, api::TransportError::offline).on(kVerifyCall, relay_says("success"));
    player.type("123456");
    player.wait();
    CHECK(player.composer().alert == english().say("problem.offline"));
    player.type(second);
    player.wait();
    CHECK(player.conversation().outcome == flow::EndOutcome::verified);
    CHECK(all_same(player.keys_of(kVerifyCall)) == same);
  }
}

TEST_CASE("each verify that the relay has answered is followed by one with a new key") {
  RelayedChat player;
  player.come_to_the_code();
  player.http.on(kVerifyCall, relay_says("failure"))
      .on(kVerifyCall, relay_problem(502, "upstream"))
      .on(kVerifyCall, relay_says("success"));
  for (int press = 0; press < 3; ++press) {
    player.type("123456");
    player.wait();
  }
  const std::vector<std::string> keys = player.keys_of(kVerifyCall);
  REQUIRE(keys.size() == 3);
  CHECK(keys[0] != keys[1]);
  CHECK(keys[1] != keys[2]);
}

TEST_CASE("a call that is still under way is asked for again under its key, as late as the relay says") {
  RelayedChat player;
  player.http.on(kSendCall, relay_problem(409, "in-progress", "", {{"Retry-After", "3"}}))
      .on(kSendCall, relay_problem(409, "in-progress"))
      .on(kSendCall, relay_says("success"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
  const auto sends = player.http.sent_to(kSendCall);
  REQUIRE(sends.size() == 3);
  CHECK(all_same(player.keys_of(kSendCall)));
  CHECK(sends[1].at - sends[0].at >= 3s);
  CHECK(sends[2].at - sends[1].at >= 1s);
}

TEST_CASE("a call that stays under way is given up after a minute, and its key kept") {
  RelayedChat player;
  player.http.on(kSendCall, relay_problem(409, "in-progress", "", {{"Retry-After", "2"}}));
  player.enter_phone(kBerlin);
  const Instant pressed = player.clock.now();
  player.wait();
  CHECK(player.clock.now() - pressed <= 61s);
  CHECK(player.composer().alert == english().say("problem.timeout"));
  player.enter_phone(kBerlin);
  player.pass(500ms);
  CHECK(all_same(player.keys_of(kSendCall)));
}

TEST_CASE("a send that a reload interrupted is asked for again under its key") {
  RelayedChat player;
  player.http.never(kSendCall).on(kSendCall, relay_says("success"));
  player.enter_phone(kBerlin);
  player.pass(1s);
  REQUIRE(player.http.sent_to(kSendCall).size() == 1);
  REQUIRE(player.reload());
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
  CHECK(player.http.sent_to(kSendCall).size() == 2);
  CHECK(all_same(player.keys_of(kSendCall)));
  CHECK(player.http.sent_to(kSessions).size() == 1);
  CHECK(player.events_named("error").empty());
}

TEST_CASE("a send that a reload interrupted before its session was open is made in a new one") {
  ChatPlayer player{public_flow()};
  player.http.never(kSessions).on(kSessions, session_opened()).on(kSendCall, relay_says("success"));
  player.start();
  player.enter_phone(kBerlin);
  player.pass(1s);
  REQUIRE(player.reload());
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
  CHECK(player.http.sent_to(kSendCall).size() == 1);
}

TEST_CASE("a verify that a reload interrupted asks for the code again, which isn't stored") {
  RelayedChat player;
  player.come_to_the_code();
  player.http.never(kVerifyCall).on(kVerifyCall, relay_says("success"));
  player.type("123456");
  player.pass(6s);
  REQUIRE(player.http.sent_to(kVerifyCall).size() == 1);
  REQUIRE(player.reload());
  CHECK(player.composer().kind == Composer::Kind::code);
  CHECK(player.composer().alert == english().say("problem.interrupted"));
  player.type("123456");
  player.wait();
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
  CHECK_FALSE(all_same(player.keys_of(kVerifyCall)));  // whether it is the same code, nobody knows any more
}

TEST_CASE("a lost send whose session the relay forgot isn't sent again by itself: nobody can tell what became of it") {
  RelayedChat player;
  player.http.on(kSendCall, api::TransportError::unreachable)
      .on(kSendCall, relay_problem(401, "session-unknown"))
      .on(kSendCall, relay_says("success"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.http.sent_to(kSendCall).size() == 2);
  CHECK(player.composer().alert == english().say("problem.send_unknown"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
  const std::vector<std::string> keys = player.keys_of(kSendCall);
  REQUIRE(keys.size() == 3);
  CHECK(keys[2] != keys[1]);
  CHECK(player.http.sent_to(kSessions).size() == 2);
}

}  // namespace
}  // namespace ringback::testing
