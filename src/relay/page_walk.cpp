#include "relay/page_walk.hpp"

#include <algorithm>

namespace ringback::relay {

void PageWalk::start(std::vector<chat::Event> events, chat::Effects resumed, Milliseconds longest) {
  {
    const std::lock_guard lock{mutex_};
    events_.assign(std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
    resumed_ = std::move(resumed);
  }
  pump();
  const std::lock_guard lock{mutex_};
  if (!settled_) return;  // most do at once, and need no timer
  edges_.after(longest, [self = shared_from_this()] {
    const std::lock_guard timed_lock{self->mutex_};
    self->settle();
  });
}

void PageWalk::add(chat::Event event) {
  {
    const std::lock_guard lock{mutex_};
    events_.push_back(std::move(event));
    if (pumping_) return;  // whoever pumps takes it too
  }
  pump();
}

void PageWalk::pump() {
  for (;;) {
    std::vector<api::TryToSend> to_send;
    {
      const std::lock_guard lock{mutex_};
      if (!settled_) return;
      pumping_ = true;
      if (resumed_) take(*std::exchange(resumed_, std::nullopt), to_send);
      while (!events_.empty()) {
        const chat::Event event = std::move(events_.front());
        events_.pop_front();
        take(chat_->handle(event, page_instant(edges_.now())), to_send);
      }
      if (to_send.empty()) {
        pumping_ = false;
        if (!chat_->conversation().busy) return settle();
        const Instant now = page_instant(edges_.now());
        const auto deadline = chat_->next_deadline(now);
        if (deadline && (!timer_ || *deadline < *timer_)) {
          timer_ = deadline;
          edges_.after(std::max(*deadline - now, Milliseconds{1}), [self = shared_from_this(), at = *deadline] {
            self->forget_timer(at);
            self->add(flow::TimePassed{});
          });
        }
        return;
      }
    }
    // Without the lock: an answer may come at once.
    for (api::TryToSend& each : to_send) {
      edges_.send(std::move(each.request), [self = shared_from_this(), id = each.try_id](api::HttpAnswer answer) {
        self->add(chat::HttpAnswered{id, std::move(answer)});
      });
    }
  }
}

void PageWalk::forget_timer(Instant at) {
  const std::lock_guard lock{mutex_};
  if (timer_ == at) timer_.reset();
}

void PageWalk::take(chat::Effects effects, std::vector<api::TryToSend>& to_send) {
  for (api::TryToSend& each : effects.requests) to_send.push_back(std::move(each));
  for (const chat::PageEvent& event : effects.events) {
    if (event.name != "verified") continue;
    const Json* phone = find_by_pointer(event.detail, "/phone");
    const Json* proof = find_by_pointer(event.detail, "/proof");
    if (phone && proof) verified_ = PageVerified{text_of(*phone), text_of(*proof)};
  }
}

void PageWalk::settle() {
  if (!settled_) return;
  // Not kept until the last timer has rung.
  const auto chat = std::move(chat_);
  std::exchange(settled_, nullptr)(*chat, verified_);
}

}  // namespace ringback::relay
