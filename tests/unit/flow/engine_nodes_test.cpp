// Node types on their own: delay, condition, set, goto, choice, api ways, and flows that run in circles.
#include <catch2/catch_test_macros.hpp>

#include "support/engine_player.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;

std::string first_word(const SharedFlow& flow, const std::string& name = {}, Json value = Json(),
                       flow::PatternMatcher matches = nullptr) {
  flow::EngineOptions options;
  options.matches = matches;
  EnginePlayer player{flow, options};
  if (!name.empty()) player.set(name, std::move(value));
  player.start();
  return player.said.empty() ? "" : player.said.front();
}

SharedFlow condition_on(const std::string& type, const std::string& comparison) {
  FlowText text;
  text.attribute("value", R"({ "type": ")" + type + R"(" })")
      .start("if")
      .node("if",
            R"({ "type": "condition", "attribute": "value", )" + comparison + R"(, "then": "yes", "else": "no" })")
      .node("yes", R"({ "type": "message", "text": "yes", "next": "done" })")
      .node("no", R"({ "type": "message", "text": "no", "next": "done" })");
  return text.build();
}

TEST_CASE("condition equals compares values, and a text with what it says") {
  const SharedFlow flow = condition_on("text", R"("equals": "5")");
  CHECK(first_word(flow, "value", Json("5")) == "yes");
  CHECK(first_word(flow, "value", Json(5)) == "yes");
  CHECK(first_word(flow, "value", Json("6")) == "no");
  CHECK(first_word(flow) == "no");
  const SharedFlow boolean = condition_on("boolean", R"("equals": true)");
  CHECK(first_word(boolean, "value", Json(true)) == "yes");
  CHECK(first_word(boolean, "value", Json(false)) == "no");
}

TEST_CASE("condition not_equals is true where there is no value") {
  const SharedFlow flow = condition_on("text", R"("not_equals": "a")");
  CHECK(first_word(flow) == "yes");
  CHECK(first_word(flow, "value", Json("b")) == "yes");
  CHECK(first_word(flow, "value", Json("a")) == "no");
}

TEST_CASE("condition exists asks for a value, and with false for none") {
  CHECK(first_word(condition_on("text", R"("exists": true)")) == "no");
  CHECK(first_word(condition_on("text", R"("exists": true)"), "value", Json("")) == "yes");
  CHECK(first_word(condition_on("text", R"("exists": false)")) == "yes");
  CHECK(first_word(condition_on("text", R"("exists": false)"), "value", Json("a")) == "no");
}

TEST_CASE("condition greater and less compare numbers and are false without one") {
  CHECK(first_word(condition_on("number", R"("greater": 5)"), "value", Json(5)) == "no");
  CHECK(first_word(condition_on("number", R"("greater": 5)"), "value", Json(5.5)) == "yes");
  CHECK(first_word(condition_on("number", R"("less": 5)"), "value", Json(-1)) == "yes");
  CHECK(first_word(condition_on("number", R"("less": 5)")) == "no");
  CHECK(first_word(condition_on("json", R"("less": 5)"), "value", Json("4")) == "yes");
  CHECK(first_word(condition_on("json", R"("less": 5)"), "value", Json("four")) == "no");
}

TEST_CASE("condition matches asks the edge's regular expressions, and matches nothing without them") {
  const SharedFlow flow = condition_on("text", R"("matches": "a+")");
  const flow::PatternMatcher only_aa = [](std::string_view pattern, std::string_view text) {
    return pattern == "a+" && text == "aa";
  };
  CHECK(first_word(flow, "value", Json("aa"), only_aa) == "yes");
  CHECK(first_word(flow, "value", Json("b"), only_aa) == "no");
  CHECK(first_word(flow, "value", Json("aa")) == "no");
}

TEST_CASE("set fills templates, keeps the JSON type of a lone placeholder, and clears with null") {
  FlowText text;
  text.attribute("age", R"({ "type": "number" })")
      .attribute("copy", R"({ "type": "number" })")
      .attribute("words", R"({ "type": "text" })")
      .attribute("list", R"({ "type": "json" })")
      .attribute("gone", R"({ "type": "text", "initial": "here" })")
      .start("a")
      .node("a", R"({ "type": "set", "attribute": "copy", "value": "{{age}}", "next": "b" })")
      .node("b", R"({ "type": "set", "attribute": "words", "value": "I am {{age}}", "next": "c" })")
      .node("c", R"({ "type": "set", "attribute": "list", "value": [ "{{age}}", { "x": true } ], "next": "d" })")
      .node("d", R"({ "type": "set", "attribute": "gone", "value": null, "next": "e" })")
      .node("e", R"({ "type": "goto", "node": "done" })");
  EnginePlayer player{text.build()};
  CHECK(*player.engine.visible("gone") == Json("here"));
  player.set("age", Json(41));
  player.start();
  CHECK(*player.engine.visible("copy") == Json(41));
  CHECK(*player.engine.visible("words") == Json("I am 41"));
  CHECK(dump_json(*player.engine.visible("list")) == R"([41,{"x":true}])");
  CHECK(player.engine.visible("gone") == nullptr);
  CHECK(player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("set makes a whole number of a text that is one, and leaves a fraction as it is") {
  FlowText text;
  text.attribute("count", R"({ "type": "number" })")
      .attribute("words", R"({ "type": "text" })")
      .start("a")
      .node("a", R"({ "type": "set", "attribute": "count", "value": "{{words}}", "next": "b" })")
      .node("b", R"({ "type": "set", "attribute": "words", "value": "{{count}} tickets", "next": "done" })");
  const auto words_from = [flow = text.build()](const char* typed) {
    EnginePlayer player{flow};
    player.set("words", Json(typed));
    player.start();
    return dump_json(*player.engine.visible("count")) + " " + text_of(*player.engine.visible("words"));
  };
  CHECK(words_from("5") == "5 5 tickets");
  CHECK(words_from("5.0") == "5 5 tickets");
  CHECK(words_from("-12") == "-12 -12 tickets");
  CHECK(words_from("2.5") == "2.5 2.5 tickets");
}

TEST_CASE("a delay without since waits in full") {
  FlowText text;
  text.start("wait").node("wait", R"({ "type": "delay", "ms": 5000, "next": "done" })");
  EnginePlayer player{text.build()};
  const Instant start = player.clock.now();
  player.start();
  CHECK(player.is_busy());
  CHECK(player.engine.next_deadline() == start + 5s);
  player.pass(4999ms);
  CHECK(player.is_busy());
  player.pass(1ms);
  CHECK(player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("a delay since a call that has no answer yet doesn't wait") {
  FlowText text;
  text.start("wait").node("wait", R"({ "type": "delay", "ms": 5000, "since": "verify_otp", "next": "done" })");
  EnginePlayer player{text.build()};
  player.start();
  CHECK(player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("a delay since a call waits for what is left of the time since its answer") {
  FlowText text;
  text.api("other", R"({ "name": "Other", "url": "https://api.test/other" })")
      .start("call")
      .node("call", R"({ "type": "api", "api": "other", "success": "first", "failure": "done" })")
      .node("first", R"({ "type": "delay", "ms": 1000, "next": "second" })")
      .node("second", R"({ "type": "delay", "ms": 3000, "since": "other", "next": "third" })")
      .node("third", R"({ "type": "delay", "ms": 3000, "since": "other", "next": "done" })");
  EnginePlayer player{text.build()};
  player.start();
  player.pass(700ms);
  player.answer(success());
  const Instant answered = player.clock.now();
  player.wait();
  CHECK(player.outcome() == flow::EndOutcome::verified);
  CHECK(player.clock.now() == answered + 3s);
}

TEST_CASE("a verify obeys 5 s and 2 s in a flow without delays") {
  FlowText text;
  text.start("send")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "code", "failure": "done" })")
      .node("code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "next": "verify" })")
      .node("verify",
            R"({ "type": "api", "api": "verify_otp", "success": "done", "failure": "code", "error": "code" })");
  EnginePlayer player{text.build()};
  player.set("phone", Json(kBerlin));
  player.start();
  player.answer(success({{"system_otp", Json("1")}}));
  const Instant sent = player.clock.now();
  player.type("123456");
  CHECK(player.is_busy());
  player.wait();
  CHECK(player.calls.back().at == sent + 5s);
  player.clock.advance(1s);
  player.answer(failure());
  Instant verified = player.clock.now();
  player.type("123456");
  player.wait();
  CHECK(player.calls.back().at == verified + 2s);
  player.clock.advance(10s);
  player.answer(problem(api::Problem::timeout));
  verified = player.clock.now();
  player.type("123456");
  player.wait();
  CHECK(player.calls.back().at == verified + 2s);
}

TEST_CASE("a choice echoes its label, sets its value and leads its own way") {
  FlowText text;
  text.attribute("by", R"({ "type": "text" })")
      .start("how")
      .node("how", R"({ "type": "input", "kind": "choice", "to": "by", "text": "How?", "next": "done", "choices": [
        { "label": { "en": "By SMS", "de": "Per SMS" }, "value": "sms" },
        { "label": "By call", "value": "call", "next": "bye" } ] })")
      .node("bye", R"({ "type": "end", "outcome": "blocked" })");
  EnginePlayer player{text.build()};
  player.start();
  player.choose(2);
  CHECK(player.latest.empty());
  player.type("By SMS");
  CHECK(player.latest.empty());
  player.choose(1);
  CHECK(player.said.back() == "> By call");
  CHECK(*player.engine.visible("by") == Json("call"));
  CHECK(player.outcome() == flow::EndOutcome::blocked);
}

// ---- circles

SharedFlow by_hand(std::map<flow::NodeId, flow::Node, std::less<>> nodes) {
  flow::Flow flow;
  flow.nodes = std::move(nodes);
  flow.start = "a";
  flow.apis["other"].id = "other";
  flow.title.by_locale.emplace("", TextTemplate::literal("Test"));
  return std::make_shared<const flow::Flow>(std::move(flow));
}

TEST_CASE("a circle of nodes that never waits breaks off and says nothing a thousand times") {
  flow::MessageNode message;
  message.text.by_locale.emplace("", TextTemplate::literal("again"));
  message.next = "b";
  EnginePlayer player{by_hand({{"a", message}, {"b", flow::GotoNode{"a"}}})};
  player.start();
  REQUIRE(player.latest.size() == 1);
  CHECK(player.last<flow::Broken>() != nullptr);
  CHECK(player.outcome() == flow::EndOutcome::failed);
}

TEST_CASE("a circle of calls with neither a delay nor a visitor breaks off") {
  EnginePlayer player{by_hand({{"a", flow::ApiNode{"other", "a", {}, "a"}}})};
  player.start();
  while (player.is_busy() && player.calls.size() < 1'000) player.answer(problem(api::Problem::offline));
  CHECK(player.last<flow::Broken>() != nullptr);
  CHECK(player.calls.size() == flow::kMaximumCallsWithoutWaiting);
}

TEST_CASE("a poll with a delay goes on") {
  EnginePlayer player{by_hand({{"a", flow::ApiNode{"other", "b", {}, "b"}}, {"b", flow::DelayNode{5s, {}, "a"}}})};
  player.start();
  for (int turn = 0; turn < 200; ++turn) {
    player.answer(success());
    player.wait();
  }
  CHECK(player.is_busy());
}

TEST_CASE("a node that isn't there breaks off") {
  EnginePlayer player{by_hand({{"a", flow::GotoNode{"nowhere"}}})};
  player.start();
  CHECK(player.last<flow::Broken>() != nullptr);
}

// ---- ways of an api node

FlowText one_call(const std::string& ways) {
  FlowText text;
  text.api("other",
           R"({ "name": "Other", "url": "https://api.test/other", "save": [ { "from": "/n", "to": "age" } ] })")
      .attribute("age", R"({ "type": "number" })")
      .start("call")
      .node("call", R"({ "type": "api", "api": "other", "success": "done")" + ways + " }")
      .node("failed", R"({ "type": "end", "outcome": "failed" })");
  return text;
}

TEST_CASE("an api node without a failure way takes its error way") {
  EnginePlayer player{one_call(R"(, "error": "failed")").build()};
  player.start();
  player.answer(failure());
  CHECK(player.outcome() == flow::EndOutcome::failed);
}

TEST_CASE("an api node with neither way awaits a retry, after a failure and after every problem") {
  EnginePlayer player{one_call("").build()};
  player.start();
  player.answer(failure());
  CHECK(player.awaits_retry());
  for (int each = static_cast<int>(api::Problem::offline); each <= static_cast<int>(api::Problem::interrupted);
       ++each) {
    player.retry();
    CHECK(player.is_busy());
    player.retry();
    player.answer(problem(static_cast<api::Problem>(each)));
    REQUIRE(player.awaits_retry());
    const flow::Position position = player.engine.position();
    CHECK(std::get_if<flow::AwaitingRetry>(&position)->problem == static_cast<api::Problem>(each));
    CHECK(player.last<flow::CallFailed>()->problem == static_cast<api::Problem>(each));
  }
  CHECK(player.calls.size() == 11);
  player.retry();
  player.answer(success({{"age", Json(5)}}));
  CHECK(player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("a saved value of another type than the attribute's is an unexpected answer") {
  EnginePlayer player{one_call("").build()};
  player.start();
  player.answer(success({{"age", Json("forty")}}));
  REQUIRE(player.awaits_retry());
  CHECK(player.last<flow::CallFailed>()->problem == api::Problem::unexpected);
  CHECK(player.last<flow::CallFailed>()->detail.find("age") != std::string::npos);
  CHECK(player.last<flow::CallFailed>()->detail.find("forty") == std::string::npos);
  CHECK(player.engine.visible("age") == nullptr);
}

TEST_CASE("a rate limit can be retried when its time has come, not before") {
  EnginePlayer player{one_call("").build()};
  player.start();
  api::CallResult limited = problem(api::Problem::rate_limited);
  limited.retry_after = 30s;
  player.answer(limited);
  const flow::Position position = player.engine.position();
  CHECK(std::get_if<flow::AwaitingRetry>(&position)->retry_at == player.clock.now() + 30s);
  player.clock.advance(29'999ms);
  player.retry();
  CHECK(player.awaits_retry());
  player.clock.advance(1ms);
  player.retry();
  CHECK(player.is_busy());
}

}  // namespace
}  // namespace ringback::testing
