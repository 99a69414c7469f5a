// Whatever a flow leaves out, the visitor has a way on, and no way sends more than he asked for.
#include <catch2/catch_test_macros.hpp>

#include "support/engine_player.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;
using flow::Notice;

// With nothing but what has to be there, as in the provider's guide.
FlowText bare_flow(const std::string& more_of_code = "", const std::string& more_of_verify = "") {
  FlowText text;
  text.start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "next": "send" })")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "next": "verify")" + more_of_code + " }")
      .node("verify", R"({ "type": "api", "api": "verify_otp", "success": "done")" + more_of_verify + " }");
  return text;
}

EnginePlayer at_the_code(const FlowText& text) {
  EnginePlayer player{text.build()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(sent());
  REQUIRE(player.is_at("ask_code"));
  return player;
}

void enter_code(EnginePlayer& player, const std::string& code, api::CallResult answer) {
  player.type(code);
  player.wait();
  player.answer(std::move(answer));
}

// ---- an expired code

TEST_CASE("an expired code leads back to the number where its input offers nothing else") {
  EnginePlayer player = at_the_code(bare_flow(R"(, "expires_ms": 60000)"));
  player.clock.advance(1min);
  player.type("123456");
  CHECK(player.is_at("ask_phone"));
  CHECK(player.engine.notice().kind == Notice::Kind::expired);
  CHECK(player.at_input().kept_text == kBerlin);
  player.enter_phone(kBerlin);
  player.answer(sent());
  CHECK(player.engine.notice().kind == Notice::Kind::none);
  enter_code(player, "123456", success());
  CHECK(player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("so does one that the relay or the provider says is expired, and one that expires on the way") {
  EnginePlayer refused = at_the_code(bare_flow());
  enter_code(refused, "123456", problem(api::Problem::code_expired));
  CHECK(refused.is_at("ask_phone"));
  CHECK(refused.engine.notice().kind == Notice::Kind::expired);

  EnginePlayer late = at_the_code(bare_flow(R"(, "expires_ms": 60000)", R"(, "failure": "ask_code")"));
  late.clock.advance(59s);
  late.type("000000");
  late.pass(2s);
  late.answer(failure());
  CHECK(late.is_at("ask_phone"));
}

TEST_CASE("where the page gave the number, an expired code ends as failed, from where the visitor starts over") {
  FlowText text = bare_flow(R"(, "expires_ms": 60000)");
  text.start("send");
  EnginePlayer player{text.build()};
  player.set("phone", Json(kBerlin));
  player.start();
  player.answer(sent());
  player.clock.advance(1min);
  player.type("123456");
  CHECK(player.outcome() == flow::EndOutcome::failed);
  player.start();
  CHECK(player.calls_of("send_otp") == 2);
}

// ---- a wrong code

TEST_CASE("a wrong code is asked for again where the flow has no way for it") {
  EnginePlayer player = at_the_code(bare_flow(R"(, "attempts": 3)"));
  enter_code(player, "000000", failure());
  CHECK(player.is_at("ask_code"));
  CHECK(player.engine.notice().kind == Notice::Kind::wrong_code);
  CHECK(player.engine.notice().attempts_left == 2);
  enter_code(player, "123456", success());
  CHECK(player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("what is wrong with a code isn't said beside another input") {
  EnginePlayer player = at_the_code(bare_flow(R"(, "attempts": 1, "exhausted": "ask_phone")"));
  enter_code(player, "000000", failure());
  CHECK(player.is_at("ask_phone"));
  CHECK(player.engine.notice().kind == Notice::Kind::none);
}

TEST_CASE("a number whose attempts are used up gets no other code, whatever way leads back; another number does") {
  EnginePlayer player = at_the_code(bare_flow(R"(, "attempts": 1, "exhausted": "ask_phone")"));
  enter_code(player, "000000", failure());
  player.enter_phone(kBerlin);
  CHECK(player.calls_of("send_otp") == 1);
  CHECK(player.is_at("ask_phone"));
  CHECK(player.engine.notice().problem == api::Problem::locked);
  player.enter_phone(kParis);
  CHECK(player.calls_of("send_otp") == 2);
}

TEST_CASE("another number in between gives a number no attempt back, nor does a reload") {
  EnginePlayer player = at_the_code(bare_flow(R"(, "attempts": 3, "change": { "node": "ask_phone" })"));
  const auto enter_other = [&](const std::string& number) {
    player.change();
    player.enter_phone(number);
    player.answer(sent());
    REQUIRE(player.is_at("ask_code"));
  };
  enter_code(player, "000000", failure());
  CHECK(player.engine.notice().attempts_left == 2);
  enter_other(kParis);
  enter_code(player, "000000", failure());
  CHECK(player.engine.notice().attempts_left == 2);
  REQUIRE(player.reload());
  enter_other(kBerlin);
  enter_code(player, "000000", failure());
  CHECK(player.engine.notice().attempts_left == 1);
}

TEST_CASE("of many numbers those with wrong codes are remembered") {
  EnginePlayer player = at_the_code(bare_flow(R"(, "attempts": 3, "change": { "node": "ask_phone" })"));
  enter_code(player, "000000", failure());
  const auto enter_other = [&](const std::string& number) {
    player.change();
    player.enter_phone(number);
    player.answer(sent());
  };
  for (int i = 0; i < 40; ++i) enter_other("+141555501" + std::to_string(10 + i));
  enter_other(kBerlin);
  enter_code(player, "000000", failure());
  CHECK(player.engine.notice().attempts_left == 1);
}

// ---- trouble

TEST_CASE("only a limit makes the visitor wait before he tries again") {
  for (const auto each : {api::Problem::server_error, api::Problem::rate_limited}) {
    EnginePlayer player{bare_flow().build()};
    player.start();
    player.enter_phone(kBerlin);
    api::CallResult trouble = problem(each);
    trouble.retry_after = 1h;
    player.answer(trouble);
    REQUIRE(player.awaits_retry());
    player.retry();
    CHECK(player.awaits_retry() == (each == api::Problem::rate_limited));
  }
}

TEST_CASE("of a no what fits is saved, and what doesn't makes it no less a no") {
  FlowText text = bare_flow(R"(, "attempts": 3)");
  text.attribute("retries", R"({ "type": "number" })").attribute("note", R"({ "type": "text" })");
  EnginePlayer player = at_the_code(text);
  api::CallResult no = failure();
  no.saved = {{"retries", Json("two")}, {"note", Json("wrong")}};
  enter_code(player, "000000", no);
  CHECK(player.last<flow::CodeRejected>() != nullptr);
  CHECK(player.is_at("ask_code"));
  CHECK(*player.engine.visible("note") == Json("wrong"));
  CHECK(player.engine.visible("retries") == nullptr);
}

// ---- "Change number", and the same one again

TEST_CASE("the same number, entered again before the next message may be sent, leads to the code that is on its way") {
  const std::string more = R"(, "resend": { "node": "send", "after_ms": 30000 }, "change": { "node": "ask_phone" })";
  EnginePlayer player = at_the_code(bare_flow(more));
  player.change();
  player.enter_phone(kBerlin);
  CHECK(player.is_at("ask_code"));
  CHECK(player.calls_of("send_otp") == 1);
  CHECK(player.at_input().resend_at == player.clock.now() + 30s);
  enter_code(player, "123456", success());
  CHECK(player.outcome() == flow::EndOutcome::verified);

  EnginePlayer later = at_the_code(bare_flow(more));
  later.change();
  later.clock.advance(30s);
  later.enter_phone(kBerlin);
  CHECK(later.calls_of("send_otp") == 2);

  EnginePlayer other = at_the_code(bare_flow(more));
  other.change();
  other.enter_phone(kParis);
  CHECK(other.calls_of("send_otp") == 2);
}

TEST_CASE("a code that is no longer good is no reason not to send") {
  const std::string more = R"(, "resend": { "node": "send", "after_ms": 90000 }, "change": { "node": "ask_phone" })";
  EnginePlayer player = at_the_code(bare_flow(more + R"(, "expires_ms": 60000)"));
  player.clock.advance(1min);
  player.change();
  player.enter_phone(kBerlin);
  CHECK(player.calls_of("send_otp") == 2);
}

// ---- keys and values

TEST_CASE("a call whose values the page changed meanwhile isn't made again under its key") {
  for (const bool changed : {false, true}) {
    EnginePlayer player{bare_flow().build()};
    player.start();
    player.enter_phone(kBerlin);
    const std::string first = player.calls.back().call.idempotency_key;
    if (changed) player.set("phone", Json(kParis));
    player.answer(problem(api::Problem::timeout));
    player.retry();
    CHECK((player.calls.back().call.idempotency_key == first) == !changed);
  }
}

TEST_CASE("of two numbers that a send gets, the one that was entered counts") {
  FlowText text = bare_flow();
  text.attribute("caller", R"({ "type": "phone", "initial": "+33612345678" })");
  auto flow = std::make_shared<flow::Flow>(*text.build());
  api::Definition& send = flow->apis.find("send_otp")->second;
  send.headers.push_back({"X-Caller", TextTemplate::parse("{{caller}}").value()});
  EnginePlayer player{flow};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(sent());
  CHECK(player.engine.sent_number() == kBerlin);
}

TEST_CASE("a number is set from the text that it is") {
  FlowText text;
  text.attribute("typed", R"({ "type": "text", "initial": "5" })")
      .attribute("amount", R"({ "type": "number" })")
      .start("set")
      .node("set", R"({ "type": "set", "attribute": "amount", "value": "{{typed}}", "next": "ask_phone" })")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "next": "done" })");
  EnginePlayer player{text.build()};
  player.start();
  CHECK(*player.engine.visible("amount") == Json(5.0));
}

TEST_CASE("a choice's words that name a transient value are stored without it") {
  FlowText text;
  text.attribute("email", R"({ "type": "text", "transient": true })")
      .attribute("answer", R"({ "type": "text" })")
      .start("ask")
      .node("ask", R"({ "type": "input", "kind": "choice", "to": "answer", "next": "done",
        "choices": [ { "label": "Write to {{email}}", "value": "yes" }, { "label": "No", "value": "no" } ] })");
  EnginePlayer player{text.build()};
  player.set("email", Json("CANARY"));
  player.start();
  player.choose(0);
  REQUIRE(player.last<flow::Echo>() != nullptr);
  CHECK(player.last<flow::Echo>()->text == "Write to CANARY");
  CHECK(player.last<flow::Echo>()->text_to_store == "Write to ••••");
}

}  // namespace
}  // namespace ringback::testing
