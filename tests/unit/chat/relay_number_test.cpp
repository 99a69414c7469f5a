// Which number a chat behind a relay says was verified: the one that the relay sends to, whatever else was entered.
#include <catch2/catch_test_macros.hpp>

#include "support/public_flow.hpp"

namespace ringback::testing {
namespace {

// A flow whose sends go to "phone", as its relay says.
SharedFlow sending_to_phone(std::string_view changes) {
  Json all = json_of(R"({ "apis": { "send_otp": { "phone": "phone" }, "verify_otp": { "phone": "phone" } } })");
  all.merge_patch(json_of(changes));
  return public_flow(dump_json(all));
}

Json verified_phone_of(RelayedChat& player) {
  player.http.on(kVerifyCall, relay_says("success"));
  player.type("123456");
  player.wait();
  REQUIRE(player.conversation().outcome == flow::EndOutcome::verified);
  return player.events_named("verified").front().at("phone");
}

TEST_CASE("a second number that nothing is sent to isn't the one that was verified") {
  RelayedChat player{sending_to_phone(R"({
    "attributes": { "backup": { "type": "phone" } },
    "nodes": {
      "ask_phone": { "next": "ask_backup" },
      "ask_backup": { "type": "input", "kind": "phone", "to": "backup", "text": "Another?", "next": "send" }
    } })")};
  player.enter_phone(kBerlin);
  player.wait();
  player.http.on(kSendCall, relay_says("success"));
  player.enter_phone("+14155552671", "US");
  player.wait();
  CHECK(verified_phone_of(player) == Json(kBerlin));
}

TEST_CASE("a number that the page gave, and no input asked for, is the one that was verified") {
  RelayedChat player{sending_to_phone(R"({
    "start": "ask_plan",
    "nodes": {
      "ask_phone": null,
      "ask_plan": { "type": "input", "kind": "text", "to": "plan", "text": "Plan?", "next": "send" },
      "not_sent": { "next": "ask_plan" },
      "ask_code": { "change": null }
    } })")};
  player.handle(flow::AttributeSet{"phone", Json(kBerlin)});
  player.http.on(kSendCall, relay_says("success"));
  player.type("gold");
  player.wait();
  CHECK(verified_phone_of(player) == Json(kBerlin));
}

}  // namespace
}  // namespace ringback::testing
