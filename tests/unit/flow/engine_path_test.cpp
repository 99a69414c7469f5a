// The example flow of SPEC section 4, word for word, played by hand.
#include <catch2/catch_test_macros.hpp>

#include "support/engine_player.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;

SharedFlow spec_flow() { return load_flow_file("tests/fixtures/flows/spec_section_4.json"); }

api::CallResult checked(bool right) {
  api::CallResult result = right ? success() : failure();
  result.saved = {{"otp_status", Json(right ? "verified" : "failed")}};
  return result;
}

EnginePlayer at_the_code() {
  EnginePlayer player{spec_flow()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(sent());
  return player;
}

TEST_CASE("the SPEC's example flow leads from hello to verified") {
  EnginePlayer player{spec_flow()};
  CHECK_FALSE(player.engine.started());
  player.start();
  CHECK(player.is_at("ask_phone"));
  CHECK(player.said == std::vector<std::string>{"Hi! Let's verify your phone number.", "What is your number?"});

  player.enter_phone(kBerlin);
  CHECK(player.is_busy());
  REQUIRE(player.calls.size() == 1);
  CHECK(player.calls[0].call.api == "send_otp");

  player.answer(sent());
  CHECK(player.last<flow::SendAccepted>() != nullptr);
  CHECK(player.is_at("ask_code"));
  CHECK(player.engine.sent_number() == kBerlin);

  player.type("123456");
  CHECK(player.is_busy());
  player.wait();
  REQUIRE(player.calls.size() == 2);
  CHECK(player.calls[1].call.api == "verify_otp");
  player.answer(checked(true));
  CHECK(player.outcome() == flow::EndOutcome::verified);
  CHECK(player.said == std::vector<std::string>{"Hi! Let's verify your phone number.", "What is your number?",
                                                "> (+4915123456789)", "I've sent a code to (+4915123456789).",
                                                "Enter the code.", "> ••••••",
                                                "Thank you, (+4915123456789) is verified."});
}

TEST_CASE("every node that is entered is a step") {
  EnginePlayer player{spec_flow()};
  player.start();
  std::vector<std::string> steps;
  for (const flow::Command& each : player.latest) {
    if (const auto* step = std::get_if<flow::StepTo>(&each)) steps.push_back(step->node);
  }
  CHECK(steps == std::vector<std::string>{"hello", "ask_phone"});
}

TEST_CASE("a verify waits 5 s after the answer to the send") {
  EnginePlayer player = at_the_code();
  const Instant answered = player.clock.now();
  player.clock.advance(1200ms);
  player.type("123456");
  CHECK(player.engine.next_deadline() == answered + 5s);
  player.pass(3799ms);
  CHECK(player.calls.size() == 1);
  player.pass(1ms);
  REQUIRE(player.calls.size() == 2);
  CHECK(player.calls[1].at == answered + 5s);
}

TEST_CASE("a slow typist waits for nothing") {
  EnginePlayer player = at_the_code();
  player.clock.advance(40s);
  player.type("123456");
  REQUIRE(player.calls.size() == 2);
  CHECK(player.calls[1].at == player.clock.now());
}

TEST_CASE("a re-verify waits 2 s after the answer to the verify before it") {
  EnginePlayer player = at_the_code();
  player.clock.advance(40s);
  player.type("000000");
  player.clock.advance(300ms);
  player.answer(checked(false));
  const Instant answered = player.clock.now();
  CHECK(player.is_at("ask_code"));
  player.clock.advance(100ms);
  player.type("123456");
  player.pass(1899ms);
  CHECK(player.calls.size() == 2);
  player.pass(1ms);
  REQUIRE(player.calls.size() == 3);
  CHECK(player.calls[2].at == answered + 2s);
}

TEST_CASE("a wrong code is rejected, said so beside the input, and can be entered again") {
  EnginePlayer player = at_the_code();
  player.type("000000");
  player.wait();
  player.answer(checked(false));
  REQUIRE(player.last<flow::CodeRejected>() != nullptr);
  CHECK_FALSE(player.last<flow::CodeRejected>()->attempts_left.has_value());
  CHECK(player.engine.notice().kind == flow::Notice::Kind::wrong_code);
  CHECK(player.said[player.said.size() - 2] == "That code isn't right. Please re-enter it.");
  player.type("123456");
  CHECK(player.engine.notice().kind == flow::Notice::Kind::none);
  player.wait();
  player.answer(checked(true));
  CHECK(player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("a send that fails leads back to the number, which is kept for editing") {
  EnginePlayer player{spec_flow()};
  player.start();
  player.enter_phone(kBerlin);
  player.answer(problem(api::Problem::server_error));
  CHECK(player.is_at("ask_phone"));
  CHECK(player.at_input().kept_text == kBerlin);
  CHECK(player.engine.notice().problem == api::Problem::server_error);
  REQUIRE(player.last<flow::CallFailed>() != nullptr);
  CHECK(player.last<flow::CallFailed>()->problem == api::Problem::server_error);
}

TEST_CASE("\"change number\" goes back with the number kept, and the next code goes to the new one") {
  EnginePlayer player = at_the_code();
  player.change();
  CHECK(player.is_at("ask_phone"));
  CHECK(player.at_input().kept_text == kBerlin);
  player.enter_phone(kParis);
  CHECK(player.engine.sent_number() == kBerlin);
  player.answer(sent());
  CHECK(player.engine.sent_number() == kParis);
}

TEST_CASE("a verified number is the one that the code was sent to, whatever the page sets later") {
  EnginePlayer player = at_the_code();
  player.set("phone", Json(kParis));
  player.type("123456");
  player.wait();
  player.answer(checked(true));
  CHECK(player.engine.sent_number() == kBerlin);
}

TEST_CASE("an event that the conversation doesn't wait for changes nothing") {
  EnginePlayer player = at_the_code();
  const auto nothing = [&player](const flow::Event& event) {
    const Json before = player.engine.save(player.clock.now());
    player.handle(event);
    CHECK(player.latest.empty());
    CHECK(player.engine.save(player.clock.now()) == before);
  };
  nothing(flow::Started{});
  nothing(flow::PhoneEntered{phone_number(kParis), "FR"});
  nothing(flow::ChoiceMade{0});
  nothing(flow::RetryRequested{});
  nothing(flow::CallAnswered{1, sent()});
  nothing(flow::TimePassed{});
  player.type("123456");
  nothing(flow::TextEntered{"123456"});
  nothing(flow::ResendRequested{});
  nothing(flow::ChangeRequested{});
  player.wait();
  nothing(flow::TextEntered{"123456"});
  nothing(flow::CallAnswered{1, checked(true)});
  nothing(flow::CallAnswered{99, checked(true)});
  player.answer(checked(true));
  nothing(flow::Started{});
  nothing(flow::ResendRequested{});
}

TEST_CASE("a double click on Send code sends once") {
  EnginePlayer player{spec_flow()};
  player.start();
  player.enter_phone(kBerlin);
  player.enter_phone(kBerlin);
  CHECK(player.calls.size() == 1);
}

TEST_CASE("time that jumps far ahead breaks no promise and makes no second call") {
  EnginePlayer player = at_the_code();
  player.type("123456");
  player.pass(std::chrono::hours{24 * 30});
  CHECK(player.calls_of("verify_otp") == 1);
  player.pass(std::chrono::hours{24 * 30});
  CHECK(player.calls_of("verify_otp") == 1);
}

TEST_CASE("time never goes back: an event with an earlier time counts at the latest time known") {
  EnginePlayer player = at_the_code();
  const Instant answered = player.clock.now();
  player.latest = player.engine.handle(flow::TextEntered{"123456"}, answered - 20s);
  CHECK(player.engine.next_deadline() == answered + 5s);
  player.latest = player.engine.handle(flow::TimePassed{}, answered + 4999ms);
  CHECK(player.last<flow::Call>() == nullptr);
  player.latest = player.engine.handle(flow::TimePassed{}, answered - 1h);
  CHECK(player.last<flow::Call>() == nullptr);
  player.latest = player.engine.handle(flow::TimePassed{}, answered + 5s);
  CHECK(player.last<flow::Call>() != nullptr);
}

TEST_CASE("texts are said in the visitor's language") {
  FlowText text;
  text.start("hello").node("hello", R"({ "type": "message", "next": "done",
    "text": { "en": "Hello {{phone}}", "de": "Hallo {{phone}}", "zh-Hant": "你好" } })");
  text.api("noop", R"({ "name": "n", "url": "https://api.test" })");
  const SharedFlow flow = text.build();
  const auto hello_in = [&flow](const std::string& locale) {
    flow::EngineOptions options;
    options.locale = locale;
    EnginePlayer player{flow, options};
    player.set("phone", Json(kBerlin));
    player.start();
    return player.said.front();
  };
  CHECK(hello_in("de-AT") == "Hallo +4915123456789");
  CHECK(hello_in("DE") == "Hallo +4915123456789");
  CHECK(hello_in("zh-Hant-TW") == "你好");
  CHECK(hello_in("fr") == "Hello +4915123456789");
}

}  // namespace
}  // namespace ringback::testing
