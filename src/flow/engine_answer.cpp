// What calls answer: the ways on, the attempts that are left, and the pauses that follow.
#include <algorithm>

#include "flow/engine.hpp"
#include "flow/value_types.hpp"

namespace ringback::flow {
namespace {

// It answered with something, or may have arrived: an SMS may be on its way.
bool may_have_sent(const api::CallResult& result) {
  if (result.outcome == api::Outcome::success) return true;
  if (result.outcome == api::Outcome::failure || api::arrival_of(result) == api::Arrival::never) return false;
  switch (result.problem) {
    case api::Problem::offline:
    case api::Problem::rate_limited:
    case api::Problem::misconfigured:
    case api::Problem::invalid_number:
    case api::Problem::country_not_allowed:
    case api::Problem::locked: return false;
    default: return true;
  }
}

}  // namespace

api::CallResult usable_part(const Flow& flow, api::CallResult result) {
  const auto unusable = [&](const auto& saved) {
    const auto declaration = flow.attributes.find(saved.first);
    return declaration == flow.attributes.end() || !fits(declaration->second.type, saved.second);
  };
  auto& saved = result.saved;
  if (result.outcome != api::Outcome::success) {
    saved.erase(std::remove_if(saved.begin(), saved.end(), unusable), saved.end());
    return result;
  }
  const auto found = std::find_if(saved.begin(), saved.end(), unusable);
  if (found == saved.end()) return result;
  result.outcome = api::Outcome::error;
  result.problem = api::Problem::unexpected;
  result.detail = "the answer has no usable value for attribute \"" + found->first + "\"";
  saved.clear();
  return result;
}

void Engine::handle_answer(const CallAnswered& event, Commands& commands) {
  if (state_.phase != Phase::calling || event.call != state_.calls_made) return;
  finish_call(*std::get_if<ApiNode>(&flow_->nodes.find(state_.node)->second), event.result, commands);
}

void Engine::handle_late_answer(const SendAnsweredLate& event) {
  state_.answered_at.insert_or_assign(event.api, state_.now);
  state_.last_send_answered_at = state_.now;
  if (counts().pause_from) counts().pause_from = state_.now;
  if (state_.phase == Phase::guarding) state_.wait_until = std::max(state_.wait_until, state_.now + kSendToVerify);
}

void Engine::finish_call(const ApiNode& node, const api::CallResult& answered, Commands& commands) {
  const api::Definition& definition = flow_->apis.find(node.api)->second;
  api::CallResult result = usable_part(*flow_, answered);

  state_.answered_at.insert_or_assign(node.api, state_.now);
  const auto doubtful = state_.doubtful_calls.find(node.api);
  const bool counted = doubtful != state_.doubtful_calls.end() && doubtful->second.counted;
  if (definition.role == api::Role::send) note_send(result, counted);
  if (definition.role == api::Role::verify) state_.last_verify_answered_at = state_.now;
  note_doubt(definition, result);
  for (auto& [name, value] : result.saved) set_value(name, std::move(value));

  if (result.outcome == api::Outcome::error) {
    if (!take_refusal_way(node, result, commands)) take_error_way(node, result, commands);
    return;
  }
  if (definition.role == api::Role::verify) state_.code_unchecked = false;
  if (result.outcome == api::Outcome::failure) {
    if (definition.role == api::Role::verify) return take_wrong_code_way(node, result, commands);
    state_.notice = {};
    if (node.failure) return go_to(*node.failure, commands);
    result.problem = api::Problem::unexpected;
    return take_error_way(node, result, commands);
  }
  state_.notice = {};
  if (definition.role == api::Role::send) commands.push_back(SendAccepted{});
  if (definition.role == api::Role::verify) {
    // A code is used once; what happens to it from here on matters to nobody.
    state_.code_sent_at.reset();
    state_.code_lost = false;
    state_.code_refused = false;
  }
  go_to(node.success, commands);
}

// Whether the next call with the same values has to carry the same key.
void Engine::note_doubt(const api::Definition& definition, const api::CallResult& result) {
  state_.doubtful_calls.erase(definition.id);
  if (result.outcome != api::Outcome::error || api::arrival_of(result) != api::Arrival::unknown) return;
  if ((definition.role != api::Role::send && !flow_->relay) || state_.call_key.empty()) return;
  const bool counted = definition.role == api::Role::send && may_have_sent(result);
  state_.doubtful_calls.insert_or_assign(definition.id, DoubtfulCall{state_.call_key, counted});
}

// `counted_before`: the same send, repeated, is one SMS.
void Engine::note_send(const api::CallResult& result, bool counted_before) {
  state_.last_send_answered_at = state_.now;
  Counts& of_number = counts();
  of_number.no_send_before.reset();
  if (result.retry_after) of_number.no_send_before = state_.now + *result.retry_after;
  if (result.resend_after) of_number.no_send_before = state_.now + *result.resend_after;
  if (may_have_sent(result)) {
    if (!counted_before) ++of_number.sends;
    of_number.pause_from = state_.now;
  }
  if (result.outcome == api::Outcome::success) {
    state_.sent_number = state_.tried_number;
    state_.code_sent_at = state_.now;
    state_.expiry_told = false;
    state_.code_lost = false;
    state_.code_refused = false;
  }
}

// What a relay refuses for a reason that the conversation can act on. False where it can't.
bool Engine::take_refusal_way(const ApiNode& node, const api::CallResult& result, Commands& commands) {
  const api::Role role = flow_->apis.find(node.api)->second.role;
  const bool number_refused =
      result.problem == api::Problem::invalid_number || result.problem == api::Problem::country_not_allowed;
  if (role == api::Role::send && number_refused && (node.failure || state_.phone_input)) {
    commands.push_back(CallFailed{result.problem, result.retry_after, result.detail});
    const bool country = result.problem == api::Problem::country_not_allowed;
    refuse_number(node, country ? Refusal::country_not_allowed : Refusal::invalid_phone, commands);
    return true;
  }
  if (role != api::Role::verify || !state_.code_input) return false;
  if (result.problem == api::Problem::code_expired) {
    commands.push_back(CallFailed{result.problem, result.retry_after, result.detail});
    state_.code_unchecked = false;
    state_.code_refused = true;
    state_.notice = {};
    state_.notice.kind = Notice::Kind::expired;
    go_to(*state_.code_input, commands);  // which knows the way on from an expired code
    return true;
  }
  if (result.problem == api::Problem::locked) {
    commands.push_back(CallFailed{result.problem, result.retry_after, result.detail});
    state_.code_unchecked = false;
    const auto* input = std::get_if<InputNode>(&flow_->nodes.find(*state_.code_input)->second);
    state_.notice = {};
    state_.notice.kind = Notice::Kind::problem;
    state_.notice.problem = result.problem;
    if (result.retry_after) state_.notice.retry_at = state_.now + *result.retry_after;
    leave_exhausted(input, commands);
    return true;
  }
  return false;
}

// By the flow's way for "no", or back at the number, which is kept for editing.
void Engine::refuse_number(const ApiNode& node, Refusal reason, Commands& commands) {
  state_.notice = {};
  go_to(node.failure ? *node.failure : *state_.phone_input, commands);
  const InputNode* input = current_input();
  if (input != nullptr && input->kind == InputKind::phone) refuse(reason);
}

void Engine::take_error_way(const ApiNode& node, const api::CallResult& result, Commands& commands) {
  // Any other trouble may be over sooner than a server under load says: the visitor may try.
  const bool waits = result.problem == api::Problem::rate_limited || result.problem == api::Problem::locked;
  std::optional<Instant> retry_at;
  if (result.retry_after && waits) retry_at = state_.now + *result.retry_after;
  commands.push_back(CallFailed{result.problem, result.retry_after, result.detail});
  state_.notice = {};
  state_.notice.kind = Notice::Kind::problem;
  state_.notice.problem = result.problem;
  state_.notice.retry_at = retry_at;
  if (node.error) return go_to(*node.error, commands);
  state_.phase = Phase::awaiting_retry;
  state_.retry_problem = result.problem;
  state_.retry_at = retry_at;
}

// By the code input's way, null where there is none, or to the end.
void Engine::leave_exhausted(const InputNode* input, Commands& commands) {
  if (input == nullptr || !input->exhausted) return end(EndOutcome::blocked, commands);
  go_to(*input->exhausted, commands);
}

void Engine::take_wrong_code_way(const ApiNode& node, const api::CallResult& result, Commands& commands) {
  const int wrong_codes = ++counts().wrong_codes;
  const InputNode* input = nullptr;
  if (state_.code_input) input = std::get_if<InputNode>(&flow_->nodes.find(*state_.code_input)->second);
  std::optional<int> attempts_left = result.attempts_left;
  if (!attempts_left && input != nullptr && input->attempts) attempts_left = *input->attempts - wrong_codes;
  if (attempts_left) attempts_left = std::max(*attempts_left, 0);
  commands.push_back(CodeRejected{attempts_left});
  state_.notice = {};
  state_.notice.kind = Notice::Kind::wrong_code;
  state_.notice.attempts_left = attempts_left;
  if (attempts_left == 0) return leave_exhausted(input, commands);
  if (node.failure) return go_to(*node.failure, commands);
  // Another try with the same code would be no more right.
  if (state_.code_input) return go_to(*state_.code_input, commands);
  api::CallResult no_way = result;
  no_way.problem = api::Problem::unexpected;
  take_error_way(node, no_way, commands);
}

}  // namespace ringback::flow
