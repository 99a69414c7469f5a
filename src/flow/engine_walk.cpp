// Walks from node to node until one waits: for the visitor, for time, for a call, for nothing more.
#include <algorithm>

#include "flow/engine.hpp"

namespace ringback::flow {

void Engine::go_to(NodeId node, Commands& commands) {
  const auto before = static_cast<std::ptrdiff_t>(commands.size());
  for (int step = 0; step < kMaximumStepsWithoutWaiting; ++step) {
    const auto found = flow_->nodes.find(node);
    if (found == flow_->nodes.end()) return break_off("no node \"" + node + "\"", commands);
    state_.node = node;
    commands.push_back(StepTo{node});
    std::optional<NodeId> next = enter(found->second, commands);
    if (!next) return;
    node = std::move(*next);
  }
  // Nobody wants to see what it said a thousand times.
  commands.erase(commands.begin() + before, commands.end());
  break_off("the flow runs in a circle that never waits, at node \"" + node + "\"", commands);
}

// The node to go on with at once, or nullopt when this one waits.
std::optional<NodeId> Engine::enter(const Node& node, Commands& commands) {
  if (const auto* message = std::get_if<MessageNode>(&node)) {
    commands.push_back(say(message->text));
    return message->next;
  }
  if (const auto* input = std::get_if<InputNode>(&node)) return enter_input(*input, commands);
  if (const auto* delay = std::get_if<DelayNode>(&node)) return enter_delay(*delay);
  if (const auto* condition = std::get_if<ConditionNode>(&node)) {
    return holds(*condition) ? condition->then : condition->otherwise;
  }
  if (const auto* set = std::get_if<SetNode>(&node)) {
    evaluate_set(*set);
    return set->next;
  }
  if (const auto* jump = std::get_if<GotoNode>(&node)) return jump->node;
  if (const auto* api = std::get_if<ApiNode>(&node)) {
    enter_api(*api, commands);
  } else if (const auto* last = std::get_if<EndNode>(&node)) {
    end(last->outcome, commands);
  }
  return std::nullopt;
}

std::optional<NodeId> Engine::enter_input(const InputNode& input, Commands& commands) {
  if (code_expired(input)) {
    if (!has_way_from_expired(input)) {
      leave_expired(commands);
      return std::nullopt;
    }
    // Only once for each code: the `expired` way may lead straight back here.
    if (takes_expired_way(input) && !state_.expiry_told) {
      state_.expiry_told = true;
      return input.expired;
    }
    state_.notice = {};
    state_.notice.kind = Notice::Kind::expired;
  }
  // Of a code, and it isn't a code that is asked for.
  if (input.kind != InputKind::otp && state_.notice.kind == Notice::Kind::wrong_code) state_.notice = {};
  state_.phase = Phase::at_input;
  state_.code_unchecked = false;
  if (input.kind == InputKind::otp) state_.code_input = state_.node;
  if (input.text) commands.push_back(say(*input.text));
  return std::nullopt;
}

std::optional<NodeId> Engine::enter_delay(const DelayNode& delay) {
  Instant until = state_.now + delay.wait;
  if (delay.since) {
    const auto answered = state_.answered_at.find(*delay.since);
    until = answered == state_.answered_at.end() ? state_.now : answered->second + delay.wait;
  }
  if (until <= state_.now) return delay.next;
  state_.phase = Phase::delaying;
  state_.wait_until = until;
  return std::nullopt;
}

void Engine::enter_api(const ApiNode& node, Commands& commands) {
  const auto definition = flow_->apis.find(node.api);
  if (definition == flow_->apis.end()) return break_off("no API \"" + node.api + "\"", commands);
  if (definition->second.role == api::Role::send && state_.sent_since_press.count(node.api) != 0) {
    // One press sends once, even if the flow's ways lead back to the send.
    api::CallResult result;
    result.problem = state_.notice.problem == api::Problem::none ? api::Problem::unexpected : state_.notice.problem;
    result.detail = "the flow would send twice on one press";
    ApiNode ask = node;
    ask.error.reset();
    return take_error_way(ask, result, commands);
  }
  if (++state_.calls_without_waiting > kMaximumCallsWithoutWaiting) {
    return break_off("the flow makes calls in a circle, at node \"" + state_.node + "\"", commands);
  }
  if (definition->second.role == api::Role::send && take_way_without_send(node, commands)) return;
  if (definition->second.role == api::Role::verify) {
    Instant earliest = state_.now;
    if (state_.last_send_answered_at) earliest = std::max(earliest, *state_.last_send_answered_at + kSendToVerify);
    if (state_.last_verify_answered_at)
      earliest = std::max(earliest, *state_.last_verify_answered_at + kVerifyToVerify);
    if (earliest > state_.now) {
      state_.phase = Phase::guarding;
      state_.wait_until = earliest;
      return;
    }
  }
  make_call(node, commands);
}

// To the number that the last message went to. The visitor who comes back from "Change number" with it has a code that is
// good. And with no attempt left (a relay counts its own) another code would be of no use.
bool Engine::take_way_without_send(const ApiNode& node, Commands& commands) {
  if (!state_.code_input) return false;
  const std::string number = number_of(flow_->apis.find(node.api)->second);
  const InputNode& input = *std::get_if<InputNode>(&flow_->nodes.find(*state_.code_input)->second);
  if (!flow_->relay && input.attempts && counts_of(number).wrong_codes >= *input.attempts) {
    state_.notice = {};
    state_.notice.kind = Notice::Kind::problem;
    state_.notice.problem = api::Problem::locked;
    leave_exhausted(&input, commands);
    return true;
  }
  const auto answered = state_.answered_at.find(node.api);
  const bool sent_last = answered != state_.answered_at.end() && answered->second == state_.last_send_answered_at;
  const std::optional<Instant> resend = resend_at(input);
  const bool same = number == state_.tried_number && number == state_.sent_number;
  if (!state_.number_entered || !sent_last || !same) return false;
  if (!state_.code_sent_at || code_expired(input) || !resend || *resend <= state_.now) return false;
  go_to(node.success, commands);  // which says where the code is
  return true;
}

void Engine::make_call(const ApiNode& node, Commands& commands) {
  ++state_.calls_made;
  state_.phase = Phase::calling;
  state_.call_key = options_.idempotency_seed + "-" + std::to_string(state_.calls_made);
  const api::Definition& definition = flow_->apis.find(node.api)->second;
  if (definition.role == api::Role::send) {
    state_.sent_since_press.insert(node.api);
    count_for(number_of(definition));
  }
  const auto doubtful = state_.doubtful_calls.find(node.api);
  const bool repeated = doubtful != state_.doubtful_calls.end();
  if (repeated) state_.call_key = doubtful->second.key;
  commands.push_back(Call{state_.calls_made, node.api, state_.call_key, repeated});
}

// Another number doesn't make the one before it new.
void Engine::count_for(std::string number) {
  auto& counts = state_.counts;
  if (counts.size() >= kMaximumNumbers && counts.find(number) == counts.end()) {
    counts.erase(std::min_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
      return a.second.wrong_codes < b.second.wrong_codes;
    }));
  }
  counts.try_emplace(number);
  state_.tried_number = std::move(number);
}

const Engine::Counts& Engine::counts_of(std::string_view number) const {
  static const Counts kNone;
  const auto found = state_.counts.find(number);
  return found == state_.counts.end() ? kNone : found->second;
}

void Engine::resume_waiting(Commands& commands) {
  if (state_.now < state_.wait_until) return;
  const auto found = flow_->nodes.find(state_.node);
  if (state_.phase == Phase::delaying) {
    state_.calls_without_waiting = 0;
    go_to(std::get_if<DelayNode>(&found->second)->next, commands);
  } else if (state_.phase == Phase::guarding) {
    make_call(*std::get_if<ApiNode>(&found->second), commands);
  }
}

}  // namespace ringback::flow
