// Events in, commands out. How nodes are walked is in engine_walk.cpp, what visitors do in engine_visitor.cpp, what
// calls answer in engine_answer.cpp, who may see which value in engine_values.cpp, save and restore in engine_store.cpp.
#include "flow/engine.hpp"

#include <algorithm>

#include "flow/page_values.hpp"
#include "flow/value_types.hpp"

namespace ringback::flow {

Engine::Engine(std::shared_ptr<const Flow> flow, EngineOptions options)
    : flow_{std::move(flow)}, options_{std::move(options)} {
  for (const auto& [name, declaration] : flow_->attributes) {
    if (declaration.initial) state_.attributes.set(name, *declaration.initial);
  }
}

Commands Engine::handle(const Event& event, Instant now) {
  state_.now = std::max(state_.now, now);
  Commands commands;
  if (std::holds_alternative<Started>(event)) {
    if (state_.phase == Phase::not_started) {
      go_to(flow_->start, commands);
    } else if (state_.phase == Phase::over && state_.outcome == EndOutcome::failed) {
      start_over(commands);
    }
  } else if (const auto* set = std::get_if<AttributeSet>(&event)) {
    handle_attribute(*set, commands);
  } else if (const auto* answered = std::get_if<CallAnswered>(&event)) {
    handle_answer(*answered, commands);
  } else if (const auto* late = std::get_if<SendAnsweredLate>(&event)) {
    handle_late_answer(*late);
  } else if (std::holds_alternative<TimePassed>(event)) {
    resume_waiting(commands);
  } else if (const auto* phone = std::get_if<PhoneEntered>(&event)) {
    handle_phone(*phone, commands);
  } else if (const auto* text = std::get_if<TextEntered>(&event)) {
    handle_text(*text, commands);
  } else if (const auto* choice = std::get_if<ChoiceMade>(&event)) {
    handle_choice(*choice, commands);
  } else if (std::holds_alternative<ResendRequested>(event)) {
    handle_resend(commands);
  } else if (std::holds_alternative<ChangeRequested>(event)) {
    handle_change(commands);
  } else if (std::holds_alternative<RetryRequested>(event)) {
    handle_retry(commands);
  }
  return commands;
}

void Engine::refuse(Refusal reason) {
  if (state_.phase != Phase::at_input) return;
  state_.notice = {};
  state_.notice.kind = Notice::Kind::refused;
  state_.notice.refusal = reason;
}

std::optional<Instant> Engine::next_deadline() const {
  if (state_.phase != Phase::delaying && state_.phase != Phase::guarding) return std::nullopt;
  return state_.wait_until;
}

Position Engine::position() const {
  switch (state_.phase) {
    case Phase::at_input: {
      const InputNode* input = current_input();
      AtInput at{state_.node, input, resend_at(*input), {}};
      if (input->kind == InputKind::phone) {
        if (const Json* number = visible(input->to)) at.kept_text = text_of(*number);
      }
      return at;
    }
    case Phase::awaiting_retry: return AwaitingRetry{state_.retry_problem, state_.retry_at, can_change_after_failure()};
    case Phase::over: return Over{state_.outcome};
    default: return Busy{};
  }
}

void Engine::handle_attribute(const AttributeSet& event, Commands& commands) {
  std::string fault =
      is_private(event.name) ? private_value_fault(event.name) : page_value_fault(*flow_, event.name, event.value);
  if (!fault.empty()) {
    commands.push_back(AttributeRefused{std::move(fault)});
    return;
  }
  set_value(event.name, event.value);
  state_.set_by_page.insert(event.name);
}

// The visitor did something that moves the conversation on.
void Engine::press() {
  state_.notice = {};
  state_.sent_since_press.clear();
  state_.number_entered = false;
  state_.calls_without_waiting = 0;
}

// Forgets what the visitor entered and what calls answered. Not what guards the owner's money and the provider: pauses,
// wrong codes and keys. Numbers stay for editing, and so does what the page has set.
void Engine::start_over(Commands& commands) {
  Attributes kept;
  for (const auto& [name, declaration] : flow_->attributes) {
    const Json* value = visible(name);
    if (value != nullptr && (state_.set_by_page.count(name) != 0 || declaration.type == AttributeType::phone)) {
      copy_value(state_.attributes, name, kept);
    } else if (declaration.initial) {
      kept.set(name, *declaration.initial);
    }
  }
  press();
  state_.attributes = std::move(kept);
  state_.made_from_private.clear();
  state_.made_from_transient.clear();
  state_.answered_at.clear();
  state_.phone_input.reset();
  state_.code_input.reset();
  state_.code_unchecked = false;
  go_to(flow_->start, commands);
}

void Engine::end(EndOutcome outcome, Commands& commands) {
  state_.phase = Phase::over;
  state_.outcome = outcome;
  state_.notice = {};
  commands.push_back(Ended{outcome});
}

void Engine::break_off(std::string message, Commands& commands) {
  state_.phase = Phase::over;
  state_.outcome = EndOutcome::failed;
  state_.notice = {};
  commands.push_back(Broken{std::move(message)});
}

}  // namespace ringback::flow
