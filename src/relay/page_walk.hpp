// One form's worth of a conversation: the chat is told what the visitor did, its requests go to the relay's own routes,
// and it runs until the visitor can do something again.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "chat/chat.hpp"
#include "relay/page_html.hpp"
#include "relay/wall_time.hpp"

namespace ringback::relay {

// The chat's time: what it keeps outlives this process.
inline Instant page_instant(WallTime at) { return instant_from_ms(ms_of(at)); }

class PageWalk : public std::enable_shared_from_this<PageWalk> {
 public:
  struct Edges {
    std::function<WallTime()> now;
    std::function<void(Milliseconds, std::function<void()>)> after;
    // As api::Http::send, but may answer before it returns.
    std::function<void(api::HttpRequest, std::function<void(api::HttpAnswer)>)> send;
  };
  // Gets the chat for good. Called once, on any thread.
  using Settled = std::function<void(const chat::Chat&, std::optional<PageVerified>)>;

  PageWalk(std::unique_ptr<chat::Chat> chat, Edges edges, Settled settled)
      : chat_{std::move(chat)}, edges_{std::move(edges)}, settled_{std::move(settled)} {}

  // `resumed`: what Chat::restore gave. Settles at the latest after `longest`, at work or not.
  void start(std::vector<chat::Event> events, chat::Effects resumed, Milliseconds longest);

 private:
  void add(chat::Event event);
  void pump();
  void take(chat::Effects effects, std::vector<api::TryToSend>& to_send);
  void forget_timer(Instant at);
  void settle();

  std::unique_ptr<chat::Chat> chat_;
  Edges edges_;
  Settled settled_;

  std::mutex mutex_;
  std::deque<chat::Event> events_;
  std::optional<chat::Effects> resumed_;
  bool pumping_ = false;
  std::optional<Instant> timer_;  // the earliest that is set
  std::optional<PageVerified> verified_;
};

}  // namespace ringback::relay
