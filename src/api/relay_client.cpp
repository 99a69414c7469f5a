#include "api/relay_client.hpp"

#include <algorithm>

namespace ringback::api {

ClientStep RelayClient::start(RelayCall call, Instant now) {
  ClientStep step;
  pending_ = Pending{};
  pending_->may_have_arrived = call.repeated;
  pending_->call = std::move(call);
  pending_->started = now;
  go_on(now, step);
  return step;
}

ClientStep RelayClient::answered(std::uint32_t try_id, const HttpAnswer& answer, Instant now) {
  ClientStep step;
  if (!pending_ || try_id == 0 || pending_->try_id != try_id) {
    late_sends_.answered(try_id, answer, step);
  } else if (pending_->stage == Stage::opening) {
    take_session(answer, now, step);
  } else {
    take_answer(answer, now, step);
  }
  return step;
}

ClientStep RelayClient::advance(Instant now) {
  ClientStep step;
  if (!pending_ || pending_->next > now) return step;
  switch (pending_->stage) {
    case Stage::opening: take_session(TransportError::timeout, now, step); break;
    case Stage::calling:
      late_sends_.expect(pending_->try_id, *pending_->call.definition);
      take_answer(TransportError::timeout, now, step);
      break;
    case Stage::pausing: go_on(now, step); break;
  }
  return step;
}

std::optional<Instant> RelayClient::next_deadline() const {
  return pending_ ? std::optional{pending_->next} : std::nullopt;
}

// Makes the call, or opens the session that it needs first.
void RelayClient::go_on(Instant now, ClientStep& step) {
  const RelayCall& call = pending_->call;
  HttpRequest request;
  if (session_.empty()) {
    pending_->stage = Stage::opening;
    pending_->next = now + kDefaultTimeout;
    request = session_request(relay_);
  } else {
    Result<HttpRequest> made = relay_request(relay_, *call.definition, session_, call.idempotency_key, call.attributes);
    if (!made) {
      CallResult result = failed_with(Problem::misconfigured, made.error().message);
      result.arrival = Arrival::never;
      return finish(std::move(result), step);
    }
    pending_->stage = Stage::calling;
    pending_->next = now + call.definition->timeout;
    request = std::move(made).value();
  }
  pending_->try_id = next_try_++;
  step.to_send.push_back({pending_->try_id, std::move(request)});
}

void RelayClient::take_session(const HttpAnswer& answer, Instant now, ClientStep& step) {
  std::variant<Secret, CallResult> opened = interpret_session(answer);
  if (Secret* session = std::get_if<Secret>(&opened)) {
    session_ = std::move(*session);
    return go_on(now, step);
  }
  CallResult result = std::move(*std::get_if<CallResult>(&opened));
  result.arrival = pending_->may_have_arrived ? Arrival::unknown : Arrival::never;
  finish(std::move(result), step);
}

void RelayClient::take_answer(const HttpAnswer& answer, Instant now, ClientStep& step) {
  RelayAnswer read = interpret_relay(*declared_, answer);
  switch (read.kind) {
    case RelayAnswer::Kind::result: return finish(std::move(read.result), step);
    case RelayAnswer::Kind::session_unknown: return take_unknown_session(std::move(read.result), now, step);
    case RelayAnswer::Kind::in_progress:
      pending_->may_have_arrived = true;
      if (!pause(read.pause, kAskWithin, now)) finish(std::move(read.result), step);
      return;
    case RelayAnswer::Kind::lost: break;
  }
  pending_->may_have_arrived = true;
  ++pending_->lost;
  const Problem problem = read.result.problem;
  const bool worth_it =
      problem == Problem::timeout || problem == Problem::unreachable || problem == Problem::server_error;
  const Milliseconds own_pause = kRetryPause * (1 << (pending_->lost - 1));
  const Milliseconds by = std::max(own_pause, read.result.retry_after.value_or(Milliseconds::zero()));
  if (worth_it && pending_->lost < kMaximumTries && pause(by, kRepeatWithin, now)) return;
  finish(std::move(read.result), step);
}

// The relay did nothing this time. What an earlier request with this key did, a new session can't tell.
void RelayClient::take_unknown_session(CallResult result, Instant now, ClientStep& step) {
  session_ = Secret{};
  if (pending_->may_have_arrived && pending_->call.definition->role == Role::send) {
    result.problem = Problem::send_unknown;
    return finish(std::move(result), step);
  }
  if (pending_->reopened) return finish(std::move(result), step);
  pending_->reopened = true;
  go_on(now, step);
}

// False when that would be later than `within` after the start.
bool RelayClient::pause(Milliseconds by, Milliseconds within, Instant now) {
  if (now + by > pending_->started + within) return false;
  pending_->stage = Stage::pausing;
  pending_->try_id = 0;
  pending_->next = now + by;
  return true;
}

void RelayClient::finish(CallResult result, ClientStep& step) {
  step.finished.push_back({pending_->call.call, std::move(result)});
  pending_.reset();
}

}  // namespace ringback::api
