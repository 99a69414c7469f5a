// The one thread on which a terminal's chat lives: what other threads post, lines on a descriptor, and one deadline.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "base/time.hpp"

namespace ringback::native {

class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // From any thread: `work` runs inside a later wait().
  void post(std::function<void()> work);

  // From the loop's own thread: `work` runs inside a wait() once the clock says `at`.
  void post_at(Instant at, std::function<void()> work) { timed_.emplace(at, std::move(work)); }

  enum class Woken { by_work, by_descriptor, by_deadline };
  // Waits for posted work, and runs it, or until `descriptor` can be read (-1: it doesn't matter), or until `deadline`.
  // A signal ends the wait as a deadline does.
  Woken wait(const Clock& clock, std::optional<Instant> deadline, int descriptor);

 private:
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;
  std::multimap<Instant, std::function<void()>> timed_;
  int wake_read_ = -1, wake_write_ = -1;
};

}  // namespace ringback::native
