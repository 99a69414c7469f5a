#include "api/client.hpp"

#include <algorithm>

namespace ringback::api {

void LateSends::expect(std::uint32_t try_id, const Definition& definition) {
  constexpr std::size_t kMost = 16;
  if (definition.role != Role::send) return;
  if (expected_.size() == kMost) expected_.erase(expected_.begin());
  expected_.push_back({try_id, definition.id});
}

void LateSends::answered(std::uint32_t try_id, const HttpAnswer& answer, ClientStep& step) {
  const auto found =
      std::find_if(expected_.begin(), expected_.end(), [&](const Expected& each) { return each.try_id == try_id; });
  if (found == expected_.end()) return;
  const auto* error = std::get_if<TransportError>(&answer);
  if (error == nullptr || *error == TransportError::too_large) step.answered_late.push_back(std::move(found->api));
  expected_.erase(found);
}

ClientStep Client::start(CallId call, const Definition& definition, HttpRequest request, Instant now) {
  ClientStep step;
  Pending pending;
  pending.call = call;
  pending.definition = &definition;
  pending.request = std::move(request);
  send(pending, now, step);
  pending_.push_back(std::move(pending));
  return step;
}

ClientStep Client::answered(std::uint32_t try_id, const HttpAnswer& answer, Instant now) {
  ClientStep step;
  if (try_id == 0) return step;
  for (auto pending = pending_.begin(); pending != pending_.end(); ++pending) {
    if (pending->try_id != try_id) continue;
    if (settle(*pending, interpret(*pending->definition, answer), now, step)) pending_.erase(pending);
    return step;
  }
  late_sends_.answered(try_id, answer, step);
  return step;
}

ClientStep Client::advance(Instant now) {
  ClientStep step;
  for (auto pending = pending_.begin(); pending != pending_.end();) {
    bool over = false;
    if (pending->next <= now) {
      if (pending->try_id == 0) {
        send(*pending, now, step);
      } else {
        late_sends_.expect(pending->try_id, *pending->definition);
        over = settle(*pending, interpret(*pending->definition, TransportError::timeout), now, step);
      }
    }
    pending = over ? pending_.erase(pending) : std::next(pending);
  }
  return step;
}

std::optional<Instant> Client::next_deadline() const {
  std::optional<Instant> earliest;
  for (const Pending& pending : pending_) earliest = earliest ? std::min(*earliest, pending.next) : pending.next;
  return earliest;
}

void Client::clear() {
  pending_.clear();
  late_sends_.clear();
}

void Client::send(Pending& pending, Instant now, ClientStep& step) {
  ++pending.tries;
  pending.try_id = next_try_++;
  pending.next = now + pending.definition->timeout;
  step.to_send.push_back({pending.try_id, pending.request});
}

bool Client::settle(Pending& pending, CallResult result, Instant now, ClientStep& step) {
  const Milliseconds own_pause = kRetryPause * (1 << (pending.tries - 1));
  const Milliseconds pause = std::max(own_pause, result.retry_after.value_or(Milliseconds::zero()));
  const bool again = result.outcome == Outcome::error && pending.tries < kMaximumTries &&
                     may_retry(pending.definition->role, result.problem) && pause <= kLongestRetryPause;
  if (!again) {
    step.finished.push_back({pending.call, std::move(result)});
    return true;
  }
  pending.try_id = 0;
  pending.next = now + pause;
  return false;
}

}  // namespace ringback::api
