// The life of a code: resend and its pause, attempts, expiry, and the keys that keep one press one SMS.
#include <catch2/catch_test_macros.hpp>

#include "support/engine_player.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;

// `more` are further members of the code input.
FlowText code_flow(const std::string& more = "") {
  FlowText text;
  text.start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "next": "send" })")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code", "failure": "ask_phone" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "next": "verify",
        "resend": { "node": "send", "after_ms": 30000 }, "change": { "node": "ask_phone" })" +
                            more + " }")
      .node("verify",
            R"({ "type": "api", "api": "verify_otp", "success": "done", "failure": "wrong", "error": "unchecked" })")
      .node("wrong", R"({ "type": "message", "text": "Wrong.", "next": "ask_code" })")
      .node("unchecked", R"({ "type": "message", "text": "Unchecked.", "next": "ask_code" })");
  return text;
}

EnginePlayer at_the_code(const SharedFlow& flow) {
  EnginePlayer player{flow};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(sent());
  REQUIRE(player.is_at("ask_code"));
  return player;
}

void enter_wrong_code(EnginePlayer& player) {
  player.type("000000");
  player.wait();
  player.answer(failure());
}

// ---- resend

TEST_CASE("resend sends again without asking the number, but not before its pause is over") {
  EnginePlayer player = at_the_code(code_flow().build());
  CHECK(player.at_input().resend_at == player.clock.now() + 30s);
  player.clock.advance(29'999ms);
  player.resend();
  CHECK(player.calls.size() == 1);
  CHECK(player.is_at("ask_code"));
  player.clock.advance(1ms);
  player.resend();
  CHECK(player.calls.size() == 2);
  player.resend();
  CHECK(player.calls.size() == 2);
  player.answer(sent());
  CHECK(player.is_at("ask_code"));
}

TEST_CASE("the pause before a resend doubles with each for one number, up to eight times") {
  EnginePlayer player = at_the_code(code_flow().build());
  for (const auto pause : {30s, 60s, 120s, 240s, 240s}) {
    CHECK(player.at_input().resend_at == player.clock.now() + pause);
    player.clock.advance(pause);
    player.resend();
    player.answer(sent());
  }
  player.change();
  player.enter_phone(kParis);
  player.answer(sent());
  CHECK(player.at_input().resend_at == player.clock.now() + 30s);
}

TEST_CASE("the server's word about the next send counts where it is later") {
  EnginePlayer player = at_the_code(code_flow(R"(, "attempts": 5)").build());
  player.clock.advance(30s);
  player.resend();
  api::CallResult limited = problem(api::Problem::rate_limited);
  limited.retry_after = 90s;
  player.answer(limited);
  REQUIRE(player.awaits_retry());
  player.clock.advance(90s);
  player.retry();
  player.answer(sent());
  CHECK(player.at_input().resend_at == player.clock.now() + 60s);
}

TEST_CASE("a code input without resend has none, and without change can't change") {
  FlowText text = code_flow();
  text.node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "next": "verify" })");
  EnginePlayer player = at_the_code(text.build());
  CHECK_FALSE(player.at_input().resend_at.has_value());
  player.pass(1h);
  player.resend();
  player.change();
  CHECK(player.is_at("ask_code"));
  CHECK(player.calls.size() == 1);
}

// ---- attempts

TEST_CASE("wrong codes say how many attempts are left, and the last one leads to exhausted") {
  FlowText text = code_flow(R"(, "attempts": 3, "exhausted": "out")");
  text.node("out", R"({ "type": "end", "outcome": "failed" })");
  EnginePlayer player = at_the_code(text.build());
  enter_wrong_code(player);
  CHECK(player.engine.notice().attempts_left == 2);
  CHECK(player.last<flow::CodeRejected>()->attempts_left == 2);
  enter_wrong_code(player);
  CHECK(player.engine.notice().attempts_left == 1);
  enter_wrong_code(player);
  CHECK(player.last<flow::CodeRejected>()->attempts_left == 0);
  CHECK(player.outcome() == flow::EndOutcome::failed);
}

TEST_CASE("without an exhausted way the last wrong code ends the conversation as blocked") {
  EnginePlayer player = at_the_code(code_flow(R"(, "attempts": 1)").build());
  enter_wrong_code(player);
  CHECK(player.outcome() == flow::EndOutcome::blocked);
  CHECK(player.last<flow::Ended>()->outcome == flow::EndOutcome::blocked);
  player.start();
  CHECK(player.latest.empty());
}

TEST_CASE("a resend doesn't reset the count of wrong codes, another number does") {
  EnginePlayer player = at_the_code(code_flow(R"(, "attempts": 5)").build());
  enter_wrong_code(player);
  player.clock.advance(1min);
  player.resend();
  player.answer(sent());
  enter_wrong_code(player);
  CHECK(player.engine.notice().attempts_left == 3);
  player.change();
  player.enter_phone(kBerlin);
  player.answer(sent());
  enter_wrong_code(player);
  CHECK(player.engine.notice().attempts_left == 2);
  player.change();
  player.enter_phone(kParis);
  player.answer(sent());
  enter_wrong_code(player);
  CHECK(player.engine.notice().attempts_left == 4);
}

TEST_CASE("the relay's word on attempts is believed over the flow's") {
  EnginePlayer player = at_the_code(code_flow(R"(, "attempts": 5)").build());
  player.type("000000");
  player.wait();
  api::CallResult no = failure();
  no.attempts_left = 1;
  player.answer(no);
  CHECK(player.engine.notice().attempts_left == 1);
  player.type("000000");
  player.wait();
  no.attempts_left = 0;
  player.answer(no);
  CHECK(player.outcome() == flow::EndOutcome::blocked);
}

TEST_CASE("a verify that could not be made costs no attempt") {
  EnginePlayer player = at_the_code(code_flow(R"(, "attempts": 2)").build());
  for (int turn = 0; turn < 3; ++turn) {
    player.type("123456");
    player.wait();
    player.answer(problem(api::Problem::timeout));
    CHECK(player.is_at("ask_code"));
    CHECK(player.engine.notice().problem == api::Problem::timeout);
  }
  enter_wrong_code(player);
  CHECK(player.engine.notice().attempts_left == 1);
}

TEST_CASE("starting over after a failed end keeps the count, the number and the page's values, and forgets the rest") {
  FlowText text = code_flow(R"(, "attempts": 2, "exhausted": "out")");
  text.attribute("plan", R"({ "type": "text" })").node("out", R"({ "type": "end", "outcome": "failed" })");
  EnginePlayer player = at_the_code(text.build());
  player.set("plan", Json("gold"));
  enter_wrong_code(player);
  enter_wrong_code(player);
  REQUIRE(player.outcome() == flow::EndOutcome::failed);
  player.start();
  CHECK(player.is_at("ask_phone"));
  CHECK(player.at_input().kept_text == kBerlin);
  CHECK(*player.engine.visible("plan") == Json("gold"));
  CHECK(player.engine.attributes().find("system_otp") == nullptr);
  CHECK(player.engine.attributes().find("user_otp") == nullptr);
  player.enter_phone(kBerlin);
  player.answer(sent());
  enter_wrong_code(player);
  CHECK(player.outcome() == flow::EndOutcome::failed);
}

// ---- expiry

TEST_CASE("an expired code says so beside the input, costs no attempt, and lets a new one be sent") {
  EnginePlayer player = at_the_code(code_flow(R"(, "attempts": 2, "expires_ms": 600000)").build());
  player.clock.advance(10min - 1ms);
  CHECK(player.engine.notice().kind == flow::Notice::Kind::none);
  player.clock.advance(1ms);
  player.type("123456");
  CHECK(player.latest.empty());
  CHECK(player.engine.notice().kind == flow::Notice::Kind::expired);
  CHECK(player.calls.size() == 1);
  player.resend();
  player.answer(sent());
  CHECK(player.engine.notice().kind == flow::Notice::Kind::none);
  player.type("123456");
  player.wait();
  player.answer(success());
  CHECK(player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("a code just younger than its life is verified") {
  EnginePlayer player = at_the_code(code_flow(R"(, "expires_ms": 600000)").build());
  player.clock.advance(10min - 1ms);
  player.type("123456");
  CHECK(player.calls_of("verify_otp") == 1);
}

TEST_CASE("an expired code takes its expired way, which may lead back to the input without a circle") {
  FlowText text = code_flow(R"(, "expires_ms": 60000, "expired": "late")");
  text.node("late", R"({ "type": "message", "text": "Too late.", "next": "ask_code" })");
  EnginePlayer player = at_the_code(text.build());
  player.clock.advance(1min);
  player.type("123456");
  CHECK(player.said.back() == "Too late.");
  CHECK(player.is_at("ask_code"));
  CHECK(player.engine.notice().kind == flow::Notice::Kind::expired);
  player.type("123456");
  CHECK(player.is_at("ask_code"));
  CHECK(player.calls.size() == 1);
}

TEST_CASE("a code that expired on the way to the input takes its expired way once") {
  FlowText text = code_flow(R"(, "expires_ms": 60000, "expired": "late")");
  text.node("late", R"({ "type": "message", "text": "Too late.", "next": "ask_code" })");
  EnginePlayer player = at_the_code(text.build());
  player.clock.advance(59s);
  player.type("000000");
  player.pass(2s);
  player.answer(failure());
  CHECK(player.is_at("ask_code"));
  CHECK(player.said.back() == "Too late.");
  CHECK(player.engine.notice().kind == flow::Notice::Kind::expired);
}

// ---- keys

std::string key(const EnginePlayer& player) { return player.calls.back().call.idempotency_key; }

TEST_CASE("every call has its own idempotency key, which begins with the seed") {
  EnginePlayer player = at_the_code(code_flow().build());
  const std::string first = key(player);
  CHECK(first.rfind("seed", 0) == 0);
  player.clock.advance(30s);
  player.resend();
  CHECK(key(player) != first);
}

TEST_CASE("a send that perhaps arrived keeps its key when the visitor presses again") {
  for (const auto each : {api::Problem::timeout, api::Problem::unreachable, api::Problem::interrupted}) {
    EnginePlayer player{code_flow().build()};
    player.start();
    player.enter_phone(kBerlin);
    const std::string first = key(player);
    player.answer(problem(each));
    REQUIRE(player.awaits_retry());
    CHECK(player.calls.size() == 1);
    player.retry();
    CHECK(key(player) == first);
    player.answer(problem(each));
    player.retry();
    CHECK(key(player) == first);
  }
}

TEST_CASE("a send that was answered, or never left, has a new key when the visitor presses again") {
  for (const auto each :
       {api::Problem::offline, api::Problem::rate_limited, api::Problem::server_error, api::Problem::not_json,
        api::Problem::unexpected, api::Problem::too_large, api::Problem::misconfigured}) {
    EnginePlayer player{code_flow().build()};
    player.start();
    player.enter_phone(kBerlin);
    const std::string first = key(player);
    player.answer(problem(each));
    player.retry();
    CHECK(key(player) != first);
  }
}

TEST_CASE("a send that perhaps arrived keeps its key for the same number entered again, not for another") {
  FlowText text = code_flow();
  text.node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code", "failure": "ask_phone",
    "error": "ask_phone" })");
  const SharedFlow flow = text.build();
  for (const bool same : {true, false}) {
    EnginePlayer player{flow};
    player.start();
    player.enter_phone(kBerlin);
    const std::string first = key(player);
    player.answer(problem(api::Problem::timeout));
    CHECK(player.is_at("ask_phone"));
    CHECK(player.engine.notice().problem == api::Problem::timeout);
    player.enter_phone(same ? kBerlin : kParis);
    CHECK((key(player) == first) == same);
  }
}

TEST_CASE("resend asks for another SMS, so it never keeps a key") {
  FlowText text = code_flow();
  text.node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code", "failure": "ask_phone",
    "error": "ask_code" })");
  EnginePlayer player{text.build()};
  player.start();
  player.enter_phone(kBerlin);
  const std::string first = key(player);
  player.answer(problem(api::Problem::timeout));
  CHECK(player.at_input().resend_at == player.clock.now() + 30s);
  player.clock.advance(30s);
  player.resend();
  CHECK(key(player) != first);
}

TEST_CASE("one press sends once, even in a flow whose error way leads back to the send") {
  // The flow file's validation refuses such a flow, so it is made by hand.
  auto flow = std::make_shared<flow::Flow>(*code_flow().build());
  std::get_if<flow::ApiNode>(&flow->nodes.find("send")->second)->error = "again";
  flow->nodes.emplace("again", flow::DelayNode{1s, {}, "send"});
  EnginePlayer player{flow};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(problem(api::Problem::server_error));
  player.wait();
  CHECK(player.calls.size() == 1);
  CHECK(player.awaits_retry());
  player.retry();
  CHECK(player.calls.size() == 2);
}

TEST_CASE("a send that failed without a way of its own can be retried, or the number changed") {
  FlowText text = code_flow();
  text.node("send", R"({ "type": "api", "api": "send_otp", "success": "ask_code" })");
  EnginePlayer player{text.build()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(failure());
  REQUIRE(player.awaits_retry());
  player.change();
  CHECK(player.is_at("ask_phone"));
  CHECK(player.at_input().kept_text == kBerlin);
  player.enter_phone(kParis);
  player.answer(sent());
  player.type("123456");
  player.wait();
  player.answer(problem(api::Problem::timeout));
  player.change();
  CHECK(player.is_at("ask_phone"));
}

// ---- refusals

TEST_CASE("a refused entry changes nothing but the notice, which the next good entry clears") {
  EnginePlayer player = at_the_code(code_flow().build());
  player.type("12345");
  CHECK(player.latest.empty());
  CHECK(player.is_at("ask_code"));
  CHECK(player.engine.notice().kind == flow::Notice::Kind::refused);
  CHECK(player.engine.notice().refusal == flow::Refusal::too_short);
  player.set("otp_status", Json("x"));
  CHECK(player.engine.notice().kind == flow::Notice::Kind::refused);
  player.type("123456");
  CHECK(player.engine.notice().kind == flow::Notice::Kind::none);
}

TEST_CASE("a number from a country that isn't allowed is refused before any request") {
  FlowText text = code_flow();
  text.node("ask_phone",
            R"({ "type": "input", "kind": "phone", "to": "phone", "next": "send", "countries": [ "DE" ] })");
  EnginePlayer player{text.build()};
  player.start();
  player.enter_phone(kParis, "FR");
  CHECK(player.calls.empty());
  CHECK(player.engine.notice().refusal == flow::Refusal::country_not_allowed);
  CHECK(player.engine.visible("phone") == nullptr);
  player.enter_phone(kBerlin, "DE");
  CHECK(player.calls.size() == 1);
}

TEST_CASE("what the edge refuses is a notice too, and only beside an input") {
  EnginePlayer player{code_flow().build()};
  player.engine.refuse(flow::Refusal::landline);
  CHECK(player.engine.notice().kind == flow::Notice::Kind::none);
  player.start();
  player.engine.refuse(flow::Refusal::landline);
  CHECK(player.engine.notice().refusal == flow::Refusal::landline);
}

}  // namespace
}  // namespace ringback::testing
