// Save and restore: a reload at any moment leads to the same end, sends nothing by itself, shortens no pause, and keeps
// nothing that is private or transient. Damaged snapshots are dropped.
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <random>

#include "support/engine_player.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;

api::CallResult sent() { return success({{"system_otp", Json("CANARY-SYSTEM")}}); }

// As a public flow of a relay has it: the relay keeps what is private.
SharedFlow relay_flow() {
  FlowText text;
  text.api("send_otp", R"({ "name": "Send", "role": "send", "url": "https://relay.test/send",
      "body": { "to": "{{phone}}" } })")
      .api("verify_otp", R"({ "name": "Verify", "role": "verify", "url": "https://relay.test/verify",
      "body": { "user": "{{user_otp}}" } })")
      .start("hello")
      .node("hello", R"({ "type": "message", "text": "Hello.", "next": "ask_phone" })")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "send" })")
      .node("send",
            R"({ "type": "api", "api": "send_otp", "success": "sent", "failure": "ask_phone", "error": "ask_phone" })")
      .node("sent", R"({ "type": "delay", "ms": 1000, "next": "ask_code" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "text": "Code?", "next": "verify",
        "attempts": 3, "resend": { "node": "send", "after_ms": 30000 }, "change": { "node": "ask_phone" } })")
      .node("verify",
            R"({ "type": "api", "api": "verify_otp", "success": "done", "failure": "wrong", "error": "unchecked" })")
      .node("wrong", R"({ "type": "message", "text": "Wrong.", "next": "ask_code" })")
      .node("unchecked", R"({ "type": "message", "text": "Unchecked.", "next": "ask_code" })");
  return text.build();
}

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
  const SharedFlow flow = relay_flow();
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
  EnginePlayer player{relay_flow()};
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
  EnginePlayer player{relay_flow()};
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
  EnginePlayer player{relay_flow()};
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
  EnginePlayer player{relay_flow()};
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
  EnginePlayer player{relay_flow()};
  player.start();
  player.enter_phone(kBerlin);
  const flow::CallAnswered late{player.calls.back().call.call, success()};
  REQUIRE(player.reload());
  player.handle(late);
  CHECK(player.latest.empty());
  CHECK(player.is_at("ask_phone"));
}

TEST_CASE("a code that was waiting to be verified is asked for again after a reload") {
  EnginePlayer player{relay_flow()};
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
  player.answer(sent());
  REQUIRE(player.reload());
  CHECK(player.engine.notice().kind == flow::Notice::Kind::expired);
  REQUIRE(player.reload());
  player.type("123456");
  CHECK(player.calls_of("verify_otp") == 0);
  CHECK(player.engine.notice().kind == flow::Notice::Kind::expired);
  player.clock.advance(30s);
  player.resend();
  player.answer(sent());
  player.type("123456");
  player.wait();
  CHECK(player.calls_of("verify_otp") == 1);

  // Without a way to another code the conversation begins anew.
  text.node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "next": "verify" })");
  EnginePlayer stuck{text.build()};
  stuck.start();
  stuck.enter_phone(kBerlin);
  stuck.answer(sent());
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
  api::CallResult answer = sent();
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
  player.answer(sent());
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
  player.answer(sent());
  player.type("123456");
  player.wait();
  player.answer(success());
  REQUIRE(player.is_at("ask_name"));
  REQUIRE(player.reload());
  player.type("Ada");
  CHECK(player.outcome() == flow::EndOutcome::verified);
  CHECK(player.engine.sent_number() == kBerlin);
}

TEST_CASE("private values, and what is made from them, are neither shown nor given to the page nor set by it") {
  // The flow file's validation refuses to draw or to copy a private value, so this flow is made by hand.
  auto flow = std::make_shared<flow::Flow>();
  flow->attributes["hidden"].visibility = Visibility::private_only;
  flow->attributes["hidden"].initial = Json("CANARY");
  flow->attributes["copy"];
  api::BodyValue value;
  value.kind = api::BodyValue::Kind::text;
  value.text = *TextTemplate::parse("is {{hidden}}");
  flow::MessageNode message;
  message.text.by_locale.emplace("", *TextTemplate::parse("Secret: {{hidden}}{{copy}}."));
  message.next = "end";
  flow->title = message.text;
  flow->nodes.emplace("set", flow::SetNode{"copy", value, "say"});
  flow->nodes.emplace("say", message);
  flow->nodes.emplace("end", flow::EndNode{flow::EndOutcome::failed});
  flow->start = "set";
  EnginePlayer player{flow};
  player.start();
  CHECK(player.said == std::vector<std::string>{"Secret: ."});
  CHECK(player.engine.render(flow->title) == "Secret: .");
  CHECK(*player.engine.attributes().find("copy") == Json("is CANARY"));
  CHECK(player.engine.visible("hidden") == nullptr);
  CHECK(player.engine.visible("copy") == nullptr);
  CHECK(dump_json(player.engine.save(player.clock.now())).find("CANARY") == std::string::npos);
  player.set("hidden", Json("other"));
  player.set("copy", Json("other"));
  CHECK(*player.engine.attributes().find("hidden") == Json("CANARY"));
  CHECK(*player.engine.attributes().find("copy") == Json("is CANARY"));
}

TEST_CASE("the page sets declared attributes of the right type and a bounded size, and clears them with null") {
  EnginePlayer player{relay_flow()};
  player.set("nobody", Json("x"));
  CHECK(player.engine.attributes().find("nobody") == nullptr);
  player.set("phone", Json("0151 23456789"));
  CHECK(player.engine.visible("phone") == nullptr);
  player.set("phone", Json(5));
  CHECK(player.engine.visible("phone") == nullptr);
  player.set("phone", Json(kBerlin));
  CHECK(*player.engine.visible("phone") == Json(kBerlin));
  player.set("otp_status", Json(std::string(flow::kMaximumAttributeBytes, 'x')));
  CHECK(player.engine.visible("otp_status") == nullptr);
  player.set("otp_status", Json::object());
  CHECK(player.engine.visible("otp_status") == nullptr);
  player.set("phone", Json());
  CHECK(player.engine.visible("phone") == nullptr);
}

// ---- damaged snapshots

Json snapshot(EnginePlayer& player) { return player.engine.save(player.clock.now()); }

std::vector<Json> snapshots() {
  std::vector<Json> result;
  EnginePlayer player{relay_flow()};
  player.start();
  result.push_back(snapshot(player));
  player.enter_phone(kBerlin);
  result.push_back(snapshot(player));
  api::CallResult limited = problem(api::Problem::timeout);
  player.answer(limited);
  result.push_back(snapshot(player));
  player.enter_phone(kBerlin);
  player.answer(success());
  result.push_back(snapshot(player));
  player.wait();
  player.type("000000");
  result.push_back(snapshot(player));
  player.wait();
  player.answer(failure());
  result.push_back(snapshot(player));
  return result;
}

bool restores(const SharedFlow& flow, const Json& saved) {
  flow::Commands resumed;
  std::optional<flow::Engine> engine =
      flow::Engine::restore(flow, EnginePlayer::default_options(), saved, instant_from_ms(5), resumed);
  if (!engine) return false;
  // Whatever it holds, it can be used.
  engine->position();
  engine->next_deadline();
  engine->handle(flow::TimePassed{}, instant_from_ms(10));
  engine->handle(flow::TextEntered{"123456"}, instant_from_ms(20));
  engine->handle(flow::RetryRequested{}, instant_from_ms(30));
  engine->save(instant_from_ms(40));
  return true;
}

TEST_CASE("a snapshot of another flow, another version, or before the start is dropped") {
  const SharedFlow flow = relay_flow();
  Json saved = snapshots().back();
  CHECK(restores(flow, saved));
  auto other = std::make_shared<flow::Flow>(*flow);
  other->digest += "0";
  CHECK_FALSE(restores(other, saved));
  saved["version"] = 999;
  CHECK_FALSE(restores(flow, saved));
  EnginePlayer fresh{flow};
  CHECK_FALSE(restores(flow, snapshot(fresh)));
}

TEST_CASE("a snapshot with any part missing or of another type is dropped or harmless, and never crashes") {
  const SharedFlow flow = relay_flow();
  const std::vector<Json> nonsense = {Json(),
                                      Json(-1),
                                      Json(1e300),
                                      Json("x"),
                                      Json(std::string(1'000, 'x')),
                                      Json(true),
                                      Json::array(),
                                      Json::object(),
                                      Json(std::uint64_t{1} << 63)};
  int dropped = 0, tried = 0;
  for (const Json& saved : snapshots()) {
    REQUIRE(restores(flow, saved));
    for (const auto& [key, part] : saved.items()) {
      Json without = saved;
      without.erase(key);
      dropped += restores(flow, without) ? 0 : 1;
      for (const Json& other : nonsense) {
        Json with = saved;
        with[key] = other;
        ++tried;
        dropped += restores(flow, with) ? 0 : 1;
        if (!part.is_object()) continue;
        for (const auto& [inner, ignored] : part.items()) {
          with = saved;
          with[key][inner] = other;
          dropped += restores(flow, with) ? 0 : 1;
        }
      }
    }
  }
  CHECK(tried > 1'000);
  CHECK(dropped > tried / 2);
  for (const Json& other : nonsense) CHECK_FALSE(restores(flow, other));
}

TEST_CASE("a snapshot can't bring in what may not be stored, undeclared attributes, or nodes of the wrong type") {
  const SharedFlow flow = relay_flow();
  const Json saved = snapshots()[0];
  const auto with = [&](const char* key, const Json& value) {
    Json changed = saved;
    changed[key] = value;
    return restores(flow, changed);
  };
  CHECK_FALSE(with("attributes", Json({{"system_otp", "1"}})));
  CHECK_FALSE(with("attributes", Json({{"user_otp", "123456"}})));
  CHECK_FALSE(with("attributes", Json({{"nobody", "1"}})));
  CHECK_FALSE(with("attributes", Json({{"phone", "12"}})));
  CHECK(with("attributes", Json({{"phone", kBerlin}})));
  CHECK_FALSE(with("node", Json("send")));
  CHECK_FALSE(with("node", Json("nowhere")));
  CHECK_FALSE(with("code_input", Json("ask_phone")));
  CHECK_FALSE(with("lost", Json::array({"nobody"})));
}

TEST_CASE("snapshots with random bytes changed never crash") {
  const SharedFlow flow = relay_flow();
  std::mt19937 random{20261125};
  for (const Json& saved : snapshots()) {
    const std::string text = dump_json(saved);
    for (int turn = 0; turn < 400; ++turn) {
      std::string changed = text;
      for (int edit = 0; edit < 3; ++edit) {
        const std::size_t at = random() % changed.size();
        switch (random() % 3) {
          case 0: changed[at] = static_cast<char>(random() % 96 + 32); break;
          case 1: changed.erase(at, 1 + random() % 4); break;
          default: changed.insert(at, 1, "0123456789-{}[]\",:"[random() % 18]); break;
        }
        if (changed.empty()) changed = "0";
      }
      const auto parsed = parse_json(changed);
      if (const Json* json = std::get_if<Json>(&parsed)) restores(flow, *json);
    }
  }
  SUCCEED("still here");
}

}  // namespace
}  // namespace ringback::testing
