// Glues engine, API client and transcript. What the visitor can do now is in chat_composer.cpp, save and restore in
// chat_store.cpp.
#include "chat/chat.hpp"

#include <algorithm>

#include "api/call.hpp"
#include "chat/page_events.hpp"

namespace ringback::chat {

struct Chat::Turn {
  Instant now;
  Effects& effects;
  std::vector<flow::Event> events;  // in order; run() takes them
};

Chat::Chat(std::shared_ptr<const flow::Flow> flow, ChatOptions options)
    : flow_{std::move(flow)}, options_{std::move(options)}, engine_{flow_, engine_options()} {
  conversation_.title = engine_.render(flow_->title);
  if (flow_->relay) relay_.emplace(api::Relay{*flow_->relay, flow_->id.value_or("")}, flow_->attributes);
}

flow::EngineOptions Chat::engine_options() const {
  return flow::EngineOptions{options_.locale, options_.idempotency_seed, options_.matches};
}

Effects Chat::handle(const Event& event, Instant now) {
  now_ = std::max(now_, now);
  Effects effects;
  Turn turn{now_, effects, {}};
  if (const auto* answer = std::get_if<HttpAnswered>(&event)) {
    take(answered(*answer), turn);
  } else if (const auto* refused = std::get_if<PhoneRefused>(&event)) {
    refused_country_ = refused->country;
    engine_.refuse(refused->reason);
  } else if (std::holds_alternative<flow::TimePassed>(event)) {
    take(relay_ ? relay_->advance(now_) : client_.advance(now_), turn);
    turn.events.push_back(flow::TimePassed{});
  } else if (std::holds_alternative<flow::RetryRequested>(event)) {
    if (conversation_.composer.kind == Composer::Kind::restart) {
      turn.events.push_back(flow::Started{});
    } else {
      turn.events.push_back(flow::RetryRequested{});
    }
  } else {
    std::visit(
        [&turn](const auto& engine_event) {
          if constexpr (std::is_constructible_v<flow::Event, decltype(engine_event)>)
            turn.events.push_back(engine_event);
        },
        event);
  }
  run(turn);
  update_conversation(now_, effects);
  return effects;
}

// What a restored engine says first.
void Chat::go_on(const flow::Commands& resumed, Effects& effects) {
  Turn turn{now_, effects, {}};
  carry_out(resumed, turn);
  run(turn);
  update_conversation(now_, effects);
}

void Chat::run(Turn& turn) {
  // Carrying out may add to them.
  for (std::size_t next = 0; next < turn.events.size(); ++next) {
    const flow::Event event = std::move(turn.events[next]);
    carry_out(engine_.handle(event, turn.now), turn);
  }
}

void Chat::carry_out(const flow::Commands& commands, Turn& turn) {
  std::vector<PageEvent>& events = turn.effects.events;
  std::optional<api::Problem> failed;
  bool flow_spoke = false;
  for (const flow::Command& command : commands) {
    if (const auto* say = std::get_if<flow::Say>(&command)) {
      flow_spoke = true;
      add_message(Sender::bot, say->text, say->node, say->text_to_store, turn);
    } else if (const auto* echo = std::get_if<flow::Echo>(&command)) {
      add_message(Sender::visitor, echo->text, echo->node, echo->text_to_store, turn);
    } else if (const auto* call = std::get_if<flow::Call>(&command)) {
      make_call(*call, turn);
    } else if (const auto* step = std::get_if<flow::StepTo>(&command)) {
      events.push_back(step_event(step->node));
    } else if (std::holds_alternative<flow::SendAccepted>(command)) {
      events.push_back(sent_event());
    } else if (const auto* rejected = std::get_if<flow::CodeRejected>(&command)) {
      events.push_back(rejected_event(rejected->attempts_left));
    } else if (const auto* failure = std::get_if<flow::CallFailed>(&command)) {
      failed = failure->problem;
      const std::string_view code = error_code(failure->problem);
      // The owner of the site needs the reason; everyone else a sentence.
      const std::string sentence = problem_text(failure->problem, std::nullopt, turn.now);
      const bool for_owner = code == "config" && !failure->detail.empty();
      events.push_back(error_event(code, for_owner ? failure->detail : sentence, failure->retry_after));
    } else if (const auto* ended = std::get_if<flow::Ended>(&command)) {
      finish(ended->outcome, turn);
    } else if (const auto* refused = std::get_if<flow::AttributeRefused>(&command)) {
      turn.effects.warnings.push_back(refused->reason);
    } else if (const auto* broken = std::get_if<flow::Broken>(&command)) {
      events.push_back(error_event("config", broken->message, std::nullopt));
      add_message(Sender::bot, problem_text(api::Problem::misconfigured, std::nullopt, turn.now), {}, std::nullopt,
                  turn);
    }
  }
  // The flow has no words of its own for it.
  const flow::Position position = engine_.position();
  const bool locked_out = failed == api::Problem::locked && !flow_spoke && std::holds_alternative<flow::Over>(position);
  if (failed && (locked_out || std::holds_alternative<flow::AwaitingRetry>(position))) {
    add_message(Sender::bot, problem_text(*failed, std::nullopt, turn.now), {}, std::nullopt, turn);
  }
}

// The one place where a call becomes an HTTP request.
void Chat::make_call(const flow::Call& call, Turn& turn) {
  const api::Definition& definition = flow_->apis.find(call.api)->second;
  if (relay_) {
    return take(
        relay_->start({call.call, &definition, call.idempotency_key, values_for_relay(), call.repeated}, turn.now),
        turn);
  }
  Result<api::HttpRequest> request =
      api::build_request(definition, engine_.attributes(), options_.secrets, call.idempotency_key);
  if (!request) {
    api::CallResult result;
    result.problem = api::Problem::misconfigured;
    result.detail = request.error().message;
    turn.events.push_back(flow::CallAnswered{call.call, std::move(result)});
    return;
  }
  take(client_.start(call.call, definition, std::move(request).value(), turn.now), turn);
}

// What the page may know, codes and phone numbers included, and nothing else.
Json Chat::values_for_relay() const {
  Json::object_t values;
  for (const auto& [name, declaration] : flow_->attributes) {
    if (const Json* value = engine_.visible(name)) values.emplace(name, *value);
  }
  return Json(std::move(values));
}

api::ClientStep Chat::answered(const HttpAnswered& answered) {
  return relay_ ? relay_->answered(answered.try_id, answered.answer, now_)
                : client_.answered(answered.try_id, answered.answer, now_);
}

void Chat::take(api::ClientStep step, Turn& turn) {
  // A session may have begun or ended, which has to be stored.
  if (relay_ && !(step.to_send.empty() && step.finished.empty())) turn.effects.changed = true;
  for (api::TryToSend& to_send : step.to_send) turn.effects.requests.push_back(std::move(to_send));
  for (std::string& api : step.answered_late) turn.events.push_back(flow::SendAnsweredLate{std::move(api)});
  for (api::FinishedCall& finished : step.finished) {
    if (finished.result.proof) proof_ = finished.result.proof;
    turn.events.push_back(flow::CallAnswered{finished.call, std::move(finished.result)});
  }
}

void Chat::add_message(Sender from, const std::string& text, const flow::NodeId& node,
                       const std::optional<std::string>& text_to_store, Turn& turn) {
  if (text.empty()) return;
  std::vector<Message>& transcript = conversation_.transcript;
  if (transcript.size() == kMaximumTranscript) {
    texts_to_store_.erase(transcript.front().id);
    transcript.erase(transcript.begin());
  }
  if (text_to_store) texts_to_store_.emplace(next_message_, *text_to_store);
  transcript.push_back(Message{next_message_, from, text, node, turn.now});
  ++next_message_;
  turn.effects.events.push_back(message_event(from, text));
  turn.effects.changed = true;
}

void Chat::finish(flow::EndOutcome outcome, Turn& turn) {
  std::vector<PageEvent>& events = turn.effects.events;
  switch (outcome) {
    case flow::EndOutcome::verified: events.push_back(verified_event(engine_.sent_number(), proof_)); break;
    case flow::EndOutcome::failed:
      events.push_back(error_event("failed", options_.phrasebook.say("outcome.failed"), std::nullopt));
      break;
    case flow::EndOutcome::blocked:
      events.push_back(error_event("blocked", options_.phrasebook.say("outcome.blocked"), std::nullopt));
      break;
  }
  proof_.reset();
}

Json Chat::attribute(std::string_view name) const {
  const Json* value = engine_.visible(name);
  return value == nullptr ? Json() : *value;
}

}  // namespace ringback::chat
