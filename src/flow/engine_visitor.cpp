// What the visitor does. An event that the conversation doesn't wait for changes nothing, so a second click does nothing.
#include <algorithm>

#include "flow/engine.hpp"
#include "flow/input_check.hpp"

namespace ringback::flow {

// Null when the conversation doesn't stand at an input.
const InputNode* Engine::current_input() const {
  if (state_.phase != Phase::at_input) return nullptr;
  const auto found = flow_->nodes.find(state_.node);
  return found == flow_->nodes.end() ? nullptr : std::get_if<InputNode>(&found->second);
}

void Engine::handle_phone(const PhoneEntered& event, Commands& commands) {
  const InputNode* input = current_input();
  if (input == nullptr || input->kind != InputKind::phone) return;
  if (const Refusal reason = check_region(*input, event.region); reason != Refusal::none) return refuse(reason);
  PhoneNumber number = event.number;
  if (number.international.empty()) number.international = number.e164.text();
  press();
  state_.phone_input = state_.node;
  state_.number_entered = true;
  set_value(input->to, Json(number.e164.text()));
  state_.attributes.set_phone(input->to, number);
  commands.push_back(echo(*input, number.international));
  go_to(input->next, commands);
}

void Engine::handle_text(const TextEntered& event, Commands& commands) {
  const InputNode* input = current_input();
  if (input == nullptr || input->kind == InputKind::phone || input->kind == InputKind::choice) return;
  CheckedText checked = check_text(*input, event.text, options_.matches);
  if (checked.refusal != Refusal::none) return refuse(checked.refusal);
  const bool expired = code_expired(*input);
  if (expired && !has_way_from_expired(*input)) {
    press();
    return leave_expired(commands);
  }
  if (expired && !takes_expired_way(*input)) {
    state_.notice = {};
    state_.notice.kind = Notice::Kind::expired;
    return;
  }
  press();
  commands.push_back(echo(*input, std::move(checked.shown)));
  if (expired) {
    state_.expiry_told = true;
    state_.notice.kind = Notice::Kind::expired;
    return go_to(*input->expired, commands);
  }
  set_value(input->to, std::move(checked.value));
  if (input->kind == InputKind::otp) state_.code_unchecked = true;
  go_to(input->next, commands);
}

void Engine::handle_choice(const ChoiceMade& event, Commands& commands) {
  const InputNode* input = current_input();
  if (input == nullptr || input->kind != InputKind::choice || event.index >= input->choices.size()) return;
  const Choice& choice = input->choices[event.index];
  press();
  commands.push_back(echo_of_choice(*input, choice));
  set_value(input->to, choice.value);
  go_to(choice.next ? *choice.next : input->next, commands);
}

void Engine::handle_resend(Commands& commands) {
  const InputNode* input = current_input();
  if (input == nullptr || !input->resend || state_.now < *resend_at(*input)) return;
  press();
  state_.doubtful_calls.clear();  // asked for another SMS, not for the same one again
  go_to(input->resend->node, commands);
}

void Engine::handle_change(Commands& commands) {
  const InputNode* input = current_input();
  const std::optional<NodeId> to = input != nullptr             ? input->change
                                   : can_change_after_failure() ? state_.phone_input
                                                                : std::nullopt;
  if (!to) return;
  press();
  go_to(*to, commands);
}

// The flow has no way for a send that failed. Perhaps it was the number.
bool Engine::can_change_after_failure() const {
  if (state_.phase != Phase::awaiting_retry || !state_.phone_input) return false;
  const auto* node = std::get_if<ApiNode>(&flow_->nodes.find(state_.node)->second);
  return node != nullptr && flow_->apis.find(node->api)->second.role == api::Role::send;
}

void Engine::handle_retry(Commands& commands) {
  if (state_.phase != Phase::awaiting_retry) return;
  if (state_.retry_at && state_.now < *state_.retry_at) return;
  press();
  state_.retry_problem = api::Problem::none;
  state_.retry_at.reset();
  go_to(state_.node, commands);
}

// Nullopt where the input has no resend; in the past when nothing stands against it.
std::optional<Instant> Engine::resend_at(const InputNode& input) const {
  if (!input.resend) return std::nullopt;
  Instant at = state_.now;
  const Counts& counts = counts_of(state_.tried_number);
  if (counts.pause_from) {
    int factor = 1;
    for (int send = 1; send < counts.sends && factor < kMaximumPauseFactor; ++send) factor *= 2;
    at = *counts.pause_from + input.resend->after * factor;
  }
  return counts.no_send_before ? std::max(at, *counts.no_send_before) : at;
}

bool Engine::code_expired(const InputNode& input) const {
  if (input.kind != InputKind::otp) return false;
  if (state_.code_lost || state_.code_refused) return true;
  return input.expires && state_.code_sent_at && state_.now - *state_.code_sent_at >= *input.expires;
}

bool Engine::has_way_from_expired(const InputNode& input) const {
  return input.resend || input.change || input.expired;
}

// To the number, which sends anew; where the page gave it, to the end from which the visitor can start over.
void Engine::leave_expired(Commands& commands) {
  if (!state_.phone_input) return end(EndOutcome::failed, commands);
  state_.notice = {};
  state_.notice.kind = Notice::Kind::expired;
  go_to(*state_.phone_input, commands);
}

// A code that only a reload made useless is young: its `expired` way might send at once and so pass by resend's pause.
bool Engine::takes_expired_way(const InputNode& input) const {
  return input.expired && !(state_.code_lost && (input.resend || input.change));
}

}  // namespace ringback::flow
