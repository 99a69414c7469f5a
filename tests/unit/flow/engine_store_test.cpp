// Save and restore: a reload at any moment leads to the same end, sends nothing by itself, shortens no pause, and keeps
// nothing that is private or transient. Damaged snapshots: engine_snapshot_test.cpp.
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <random>

#include "support/engine_player.hpp"
#include "support/restorable_flow.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;

api::CallResult canary_sent() { return sent("CANARY-SYSTEM"); }

// Whatever a visitor and a server would do next, until the end. Counts what was called.
void play_to_the_end(EnginePlayer& player) {
  for (int turn = 0; turn < 20 && !player.outcome(); ++turn) {
    player.wait();
    if (player.outcome()) return;
    if (player.awaits_retry()) {
      player.retry();
    } else if (player.is_at("ask_phone")) {
      player.enter_phone(kBerlin);
    } else if (player.is_at("ask_code")) {
      player.type("123456");
    } else if (player.is_busy()) {
      player.answer(success());
    }
  }
}

TEST_CASE("a reload at any moment leads to the same end, and sends nothing by itself") {
  const SharedFlow flow = restorable_flow();
  using Step = std::function<void(EnginePlayer&)>;
  const std::vector<Step> steps = {
      [](EnginePlayer& p) { p.start(); },
      [](EnginePlayer& p) { p.enter_phone(kBerlin); },  // the send is under way
      [](EnginePlayer& p) { p.answer(success()); },     // a delay
      [](EnginePlayer& p) { p.wait(); },                // at the code
      [](EnginePlayer& p) { p.type("000000"); },        // the guard before the verify
      [](EnginePlayer& p) { p.wait(); },                // the verify is under way
      [](EnginePlayer& p) { p.answer(failure()); },     // at the code again, with a notice
      [](EnginePlayer& p) {
        p.pass(31s);
        p.resend();
      },  // the second send is under way
      [](EnginePlayer& p) {
        p.answer(success());
        p.wait();
      },
      [](EnginePlayer& p) {
        p.type("123456");
        p.wait();
      },
      [](EnginePlayer& p) { p.answer(success()); },  // over
  };
  for (std::size_t reload_after = 1; reload_after <= steps.size(); ++reload_after) {
    INFO("reload after step " << reload_after);
    EnginePlayer player{flow};
    for (std::size_t step = 0; step < reload_after; ++step) steps[step](player);
    const std::size_t sends = player.calls_of("send_otp");
    const std::size_t verifies = player.calls_of("verify_otp");
    const bool over = player.outcome().has_value();
    REQUIRE(player.reload());
    player.pass(1h);
    CHECK(player.calls_of("send_otp") == sends);
    CHECK(player.calls_of("verify_otp") == verifies);
    CHECK(player.outcome().has_value() == over);
    play_to_the_end(player);
    CHECK(player.outcome() == flow::EndOutcome::verified);
    // Only a send that was interrupted is pressed again.
    CHECK(player.calls_of("send_otp") <= sends + 1);
  }
}

TEST_CASE("a snapshot that is restored and saved again is the same") {
  EnginePlayer player{restorable_flow()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(success());
  player.wait();
  player.type("000000");
  player.wait();
  player.answer(failure());
  const Json before = player.engine.save(player.clock.now());
  REQUIRE(player.reload());
  Json after = player.engine.save(player.clock.now());
  // What was lost by now has no value to lose any more.
  after["lost"] = before.at("lost");
  CHECK(after == before);
  CHECK(player.engine.notice().attempts_left == 2);
  CHECK(player.engine.render(player.engine.flow().title) == "Test");
  CHECK(player.engine.attributes().display_text("phone") == "(+4915123456789)");
}

TEST_CASE("no pause is shortened by a reload: time between save and restore counts as none") {
  FlowText text;
  text.api("verify_otp", R"({ "name": "Verify", "role": "verify", "url": "https://api.test/verify" })")
      .start("send")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "wait", "failure": "done" })")
      .node("wait", R"({ "type": "delay", "ms": 8000, "next": "verify" })")
      .node("verify", R"({ "type": "api", "api": "verify_otp", "success": "done", "failure": "done" })");
  EnginePlayer player{text.build()};
  player.set("phone", Json(kBerlin));
  player.start();
  player.answer(success());
  player.pass(1s);
  REQUIRE(player.reload());
  CHECK(player.engine.next_deadline() == player.clock.now() + 7s);
}

TEST_CASE("the guard before a verify survives a reload") {
  EnginePlayer player{restorable_flow()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(success());
  player.wait();  // 1 s
  REQUIRE(player.reload());
  const Instant resumed = player.clock.now();
  player.type("123456");
  player.wait();
  CHECK(player.calls.back().call.api == "verify_otp");
  CHECK(player.calls.back().at == resumed + 4s);
}

TEST_CASE("the pause before a resend and the count of wrong codes survive a reload") {
  EnginePlayer player{restorable_flow()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(success());
  player.wait();
  REQUIRE(player.reload());
  CHECK(player.at_input().resend_at == player.clock.now() + 29s);
  player.type("000000");
  player.wait();
  player.answer(failure());
  REQUIRE(player.reload());
  player.type("000000");
  player.wait();
  player.answer(failure());
  CHECK(player.engine.notice().attempts_left == 1);
}

TEST_CASE("a send that a reload interrupted takes its error way, is never made again by itself, and keeps its key") {
  EnginePlayer player{restorable_flow()};
  player.start();
  player.enter_phone(kBerlin);
  const std::string first = player.calls.back().call.idempotency_key;
  REQUIRE(player.reload());
  CHECK(player.is_at("ask_phone"));
  CHECK(player.last<flow::CallFailed>()->problem == api::Problem::interrupted);
  CHECK(player.engine.notice().problem == api::Problem::interrupted);
  CHECK(player.calls.size() == 1);
  player.enter_phone(kBerlin);
  CHECK(player.calls.back().call.idempotency_key == first);
}

TEST_CASE("a late answer to a call before the reload changes nothing") {
  EnginePlayer player{restorable_flow()};
  player.start();
  player.enter_phone(kBerlin);
  const flow::CallAnswered late{player.calls.back().call.call, success()};
  REQUIRE(player.reload());
  player.handle(late);
  CHECK(player.latest.empty());
  CHECK(player.is_at("ask_phone"));
}

TEST_CASE("a code that was waiting to be verified is asked for again after a reload") {
  EnginePlayer player{restorable_flow()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(success());
  player.wait();
  player.type("123456");
  REQUIRE(player.is_busy());
  REQUIRE(player.reload());
  CHECK(player.is_at("ask_code"));
  CHECK(player.engine.notice().problem == api::Problem::interrupted);
  player.wait();
  CHECK(player.calls_of("verify_otp") == 0);
}

TEST_CASE("a code whose other half was private and in this page counts as expired after a reload") {
  FlowText text;
  text.start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "next": "send" })")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code", "failure": "ask_phone" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "next": "verify",
        "resend": { "node": "send", "after_ms": 30000 } })")
      .node("verify", R"({ "type": "api", "api": "verify_otp", "success": "done", "failure": "ask_code" })");
  EnginePlayer player{text.build()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(canary_sent());
  REQUIRE(player.reload());
  CHECK(player.engine.notice().kind == flow::Notice::Kind::expired);
  REQUIRE(player.reload());
  player.type("123456");
  CHECK(player.calls_of("verify_otp") == 0);
  CHECK(player.engine.notice().kind == flow::Notice::Kind::expired);
  player.clock.advance(30s);
  player.resend();
  player.answer(canary_sent());
  player.type("123456");
  player.wait();
  CHECK(player.calls_of("verify_otp") == 1);

  // Without a way to another code the conversation begins anew.
  text.node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "next": "verify" })");
  EnginePlayer stuck{text.build()};
  stuck.start();
  stuck.enter_phone(kBerlin);
  stuck.answer(canary_sent());
  CHECK_FALSE(stuck.reload());
}

TEST_CASE("nothing private, transient, or made from either is in a snapshot; everything else is") {
  FlowText text;
  text.attribute("name", R"({ "type": "text" })")
      .attribute("secret_answer", R"({ "type": "json", "private": true })")
      .attribute("mood", R"({ "type": "text", "transient": true })")
      .attribute("copy_of_mood", R"({ "type": "text" })")
      .attribute("copy_of_copy", R"({ "type": "text" })")
      .attribute("copy_of_code", R"({ "type": "text" })")
      .attribute("plain_code", R"({ "type": "text" })")
      .start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "next": "send" })")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code", "failure": "ask_phone" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "plain_code", "next": "a" })")
      .node("a", R"({ "type": "set", "attribute": "copy_of_mood", "value": "I feel {{mood}}", "next": "b" })")
      .node("b", R"({ "type": "set", "attribute": "copy_of_copy", "value": "{{copy_of_mood}}", "next": "c" })")
      .node("c", R"({ "type": "set", "attribute": "copy_of_code", "value": "{{plain_code}}", "next": "ask_name" })")
      .node("ask_name", R"({ "type": "input", "kind": "text", "to": "name", "next": "last" })")
      .node("last", R"({ "type": "message", "text": "{{mood}}, {{name}}", "next": "ask_mood" })")
      .node("ask_mood", R"({ "type": "input", "kind": "text", "to": "mood", "next": "done" })");
  // Attributes of another kind than the flow file allows to be saved into: by hand.
  EnginePlayer player{text.build()};
  player.set("mood", Json("CANARY-MOOD"));
  player.set("secret_answer", Json("CANARY-PAGE"));
  CHECK(player.engine.attributes().find("secret_answer") == nullptr);
  player.start();
  player.enter_phone(kBerlin);
  api::CallResult answer = canary_sent();
  answer.saved.emplace_back("secret_answer", Json({{"deep", "CANARY-DEEP"}}));
  player.answer(answer);
  player.type("918273");
  player.type("Ada");
  REQUIRE(player.last<flow::Say>() != nullptr);
  CHECK(player.last<flow::Say>()->text == "CANARY-MOOD, Ada");
  CHECK(player.last<flow::Say>()->text_to_store == "••••, Ada");

  const std::string saved = dump_json(player.engine.save(player.clock.now()));
  for (const char* canary : {"CANARY-SYSTEM", "CANARY-DEEP", "CANARY-MOOD", "918273"}) {
    INFO(canary);
    CHECK(saved.find(canary) == std::string::npos);
  }
  CHECK(saved.find(kBerlin) != std::string::npos);
  CHECK(saved.find("Ada") != std::string::npos);

  player.type("CANARY-OTHER");
  REQUIRE(player.last<flow::Echo>() != nullptr);
  CHECK(player.last<flow::Echo>()->text == "CANARY-OTHER");
  CHECK(player.last<flow::Echo>()->text_to_store == "••••");
  CHECK(dump_json(player.engine.save(player.clock.now())).find("CANARY") == std::string::npos);
}

TEST_CASE("a transient number is in no part of a snapshot") {
  FlowText text;
  text.attribute("phone", R"({ "type": "phone", "transient": true })")
      .start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "next": "send" })")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "next": "done",
        "change": { "node": "ask_phone" } })");
  EnginePlayer player{text.build()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(canary_sent());
  CHECK(player.engine.sent_number() == kBerlin);
  CHECK(dump_json(player.engine.save(player.clock.now())).find("15123456789") == std::string::npos);
  REQUIRE(player.reload());
  CHECK(player.is_at("ask_code"));
  CHECK(player.engine.sent_number().empty());
}

TEST_CASE("after the code was verified a reload loses nothing that matters any more") {
  FlowText text;
  text.attribute("name", R"({ "type": "text" })")
      .start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "next": "send" })")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "next": "verify" })")
      .node("verify", R"({ "type": "api", "api": "verify_otp", "success": "ask_name", "failure": "ask_code" })")
      .node("ask_name", R"({ "type": "input", "kind": "text", "to": "name", "next": "done" })");
  EnginePlayer player{text.build()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(canary_sent());
  player.type("123456");
  player.wait();
  player.answer(success());
  REQUIRE(player.is_at("ask_name"));
  REQUIRE(player.reload());
  player.type("Ada");
  CHECK(player.outcome() == flow::EndOutcome::verified);
  CHECK(player.engine.sent_number() == kBerlin);
}

}  // namespace
}  // namespace ringback::testing
