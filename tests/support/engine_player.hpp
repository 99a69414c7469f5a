// Plays a flow::Engine on the fake clock, and keeps what it commanded, and when.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <utility>
#include <vector>

#include "flow/engine.hpp"
#include "support/flow_loader.hpp"
#include "support/numbers.hpp"
#include "support/simulated_clock.hpp"

namespace ringback::testing {

inline PhoneNumber phone_number(const std::string& e164) { return PhoneNumber{*E164::parse(e164), "(" + e164 + ")"}; }

inline api::CallResult success(std::vector<std::pair<std::string, Json>> saved = {}) {
  api::CallResult result;
  result.outcome = api::Outcome::success;
  result.saved = std::move(saved);
  return result;
}
// What the SPEC's example flow saves of a send.
inline api::CallResult sent(const std::string& code = "123456") { return success({{"system_otp", Json(code)}}); }
inline api::CallResult failure() {
  api::CallResult result;
  result.outcome = api::Outcome::failure;
  return result;
}
inline api::CallResult problem(api::Problem which) {
  api::CallResult result;
  result.problem = which;
  return result;
}

class EnginePlayer {
 public:
  struct TimedCall {
    flow::Call call;
    Instant at;
  };

  explicit EnginePlayer(SharedFlow flow, flow::EngineOptions options = default_options())
      : flow_{flow}, options_{options}, engine{std::move(flow), std::move(options)} {}

  static flow::EngineOptions default_options() {
    flow::EngineOptions options;
    options.idempotency_seed = "seed";
    return options;
  }

  // What this event alone led to is in `latest`.
  void handle(const flow::Event& event) { take(engine.handle(event, clock.now())); }
  void start() { handle(flow::Started{}); }
  void enter_phone(const std::string& e164, const std::string& region = "DE") {
    handle(flow::PhoneEntered{phone_number(e164), region});
  }
  void type(const std::string& text) { handle(flow::TextEntered{text}); }
  void resend() { handle(flow::ResendRequested{}); }
  void change() { handle(flow::ChangeRequested{}); }
  void retry() { handle(flow::RetryRequested{}); }
  void choose(std::size_t index) { handle(flow::ChoiceMade{index}); }
  void set(const std::string& name, Json value) { handle(flow::AttributeSet{name, std::move(value)}); }
  void answer(api::CallResult result) {
    REQUIRE_FALSE(calls.empty());
    handle(flow::CallAnswered{calls.back().call.call, std::move(result)});
  }
  void pass(Milliseconds by) {
    clock.advance(by);
    handle(flow::TimePassed{});
  }
  // Every delay and every guard, until it waits for the visitor or a call.
  void wait() {
    for (int turn = 0; turn < 1'000; ++turn) {
      const std::optional<Instant> deadline = engine.next_deadline();
      if (!deadline) return;
      if (*deadline > clock.now()) clock.advance_to(*deadline);
      handle(flow::TimePassed{});
    }
    FAIL("it waits for ever");
  }

  // As a reload does it: only the JSON text survives, and the clock has another origin.
  bool reload() {
    const std::string text = dump_json(engine.save(clock.now()));
    clock = SimulatedClock{instant_from_ms(50)};
    flow::Commands resumed;
    std::optional<flow::Engine> restored = flow::Engine::restore(flow_, options_, json_of(text), clock.now(), resumed);
    if (!restored) return false;
    engine = std::move(*restored);
    take(std::move(resumed));
    return true;
  }

  const flow::AtInput& at_input() {
    position_ = engine.position();
    const auto* at = std::get_if<flow::AtInput>(&position_);
    REQUIRE(at != nullptr);
    return *at;
  }
  bool is_at(std::string_view node) const {
    const flow::Position position = engine.position();
    const auto* at = std::get_if<flow::AtInput>(&position);
    return at != nullptr && at->node == node;
  }
  bool is_busy() const { return std::holds_alternative<flow::Busy>(engine.position()); }
  bool awaits_retry() const { return std::holds_alternative<flow::AwaitingRetry>(engine.position()); }
  std::optional<flow::EndOutcome> outcome() const {
    const flow::Position position = engine.position();
    const auto* over = std::get_if<flow::Over>(&position);
    return over == nullptr ? std::nullopt : std::optional{over->outcome};
  }
  std::size_t calls_of(std::string_view api) const {
    std::size_t count = 0;
    for (const TimedCall& each : calls) count += each.call.api == api ? 1 : 0;
    return count;
  }
  template <class C>
  const C* last() const {
    const C* found = nullptr;
    for (const flow::Command& each : latest) {
      if (const C* command = std::get_if<C>(&each)) found = command;
    }
    return found;
  }

 private:
  SharedFlow flow_;
  flow::EngineOptions options_;
  flow::Position position_;

  void take(flow::Commands commands) {
    latest = std::move(commands);
    for (const flow::Command& each : latest) {
      if (const auto* say = std::get_if<flow::Say>(&each)) said.push_back(say->text);
      if (const auto* echo = std::get_if<flow::Echo>(&each)) said.push_back("> " + echo->text);
      if (const auto* call = std::get_if<flow::Call>(&each)) calls.push_back({*call, clock.now()});
    }
  }

 public:
  SimulatedClock clock;
  flow::Engine engine;
  flow::Commands latest;
  std::vector<std::string> said;  // the bot's words, and the visitor's behind "> "
  std::vector<TimedCall> calls;
};

}  // namespace ringback::testing
