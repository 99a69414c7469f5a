// Time that jumps, answers that come late, and how time is written.
#include <catch2/catch_test_macros.hpp>

#include "support/chat_flows.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;
using chat::Composer;

TEST_CASE("a tab in the background or a suspended laptop breaks neither delay, and nothing runs twice") {
  ChatPlayer player = at_the_code(spec_flow());
  player.http.on("verify", kRight);
  player.type("918273");
  player.clock.advance(std::chrono::hours{12});
  player.handle(flow::TimePassed{});
  CHECK(player.http.sent_to("verify").size() == 1);
  player.clock.advance(1s);
  player.http.deliver_due();
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
}

TEST_CASE("an answer that comes after its deadline is dropped") {
  ChatPlayer player{strict_flow()};
  player.http.on("send", kSent, 30s);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::phone);
  player.pass(1min);
  CHECK(player.composer().kind == Composer::Kind::phone);
  CHECK(player.events_named("sent").empty());
}

TEST_CASE("an answer to a send that comes after its deadline isn't taken, but the 5 s to the verify begin with it") {
  FlowText text;
  text.start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "send" })")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code", "error": "ask_code" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "text": "Code?", "next": "verify",
        "resend": { "node": "send", "after_ms": 30000 } })")
      .node("verify", R"({ "type": "api", "api": "verify_otp", "success": "done" })");
  const SharedFlow flow = text.build();
  // Before the code is entered, and while it waits to be verified.
  for (const Milliseconds late : {Milliseconds{14'000}, Milliseconds{12'000}}) {
    ChatPlayer player{flow};
    player.http.on("send", kSent, late).on("verify", kRight);
    player.start();
    player.enter_phone(kBerlin);
    const Instant answered = player.clock.now() + late;
    player.wait();
    player.pass(3s);
    player.type("918273");
    player.wait();
    REQUIRE(player.http.sent_to("verify").size() == 1);
    CHECK(player.http.sent_to("verify")[0].at == answered + flow::kSendToVerify);
    CHECK(player.events_named("sent").empty());
    CHECK(player.chat->attribute("system_otp").is_null());
  }
}

TEST_CASE("the pause of resend begins with an answer that came late") {
  FlowText text;
  text.start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "send" })")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code", "error": "ask_code" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "text": "Code?", "next": "done",
        "resend": { "node": "send", "after_ms": 30000 } })");
  ChatPlayer player{text.build()};
  player.http.on("send", kSent, 25s);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  player.pass(15s);
  CHECK(chat::Chat::seconds_until(player.composer().resend_at, player.clock.now()) == 30);
}

TEST_CASE("countdowns are written as seconds, and from a minute on as minutes and seconds, then with hours") {
  CHECK(chat::Chat::time_text(25) == "25 s");
  CHECK(chat::Chat::time_text(60) == "1:00");
  CHECK(chat::Chat::time_text(65) == "1:05");
  CHECK(chat::Chat::time_text(600) == "10:00");
  CHECK(chat::Chat::time_text(3'599) == "59:59");
  CHECK(chat::Chat::time_text(3'600) == "1:00:00");
  CHECK(chat::Chat::time_text(86'399) == "23:59:59");
  const Instant now = instant_from_ms(1'000);
  CHECK(chat::Chat::seconds_until(std::nullopt, now) == 0);
  CHECK(chat::Chat::seconds_until(now, now) == 0);
  CHECK(chat::Chat::seconds_until(now - 5s, now) == 0);
  CHECK(chat::Chat::seconds_until(now + 1ms, now) == 1);
  CHECK(chat::Chat::seconds_until(now + 1s, now) == 1);
  CHECK(chat::Chat::seconds_until(now + 1001ms, now) == 2);
}

}  // namespace
}  // namespace ringback::testing
