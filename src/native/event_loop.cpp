#include "native/event_loop.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>

namespace ringback::native {

EventLoop::EventLoop() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) std::abort();  // no descriptor left at start: nothing could work
  wake_read_ = ends[0];
  wake_write_ = ends[1];
  for (const int end : ends) {
    ::fcntl(end, F_SETFL, O_NONBLOCK);
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
  }
}

EventLoop::~EventLoop() {
  ::close(wake_read_);
  ::close(wake_write_);
}

void EventLoop::post(std::function<void()> work) {
  {
    const std::lock_guard lock{mutex_};
    posted_.push_back(std::move(work));
  }
  // A full pipe wakes just as well.
  [[maybe_unused]] const auto written = ::write(wake_write_, "w", 1);
}

EventLoop::Woken EventLoop::wait(const Clock& clock, std::optional<Instant> deadline, int descriptor) {
  if (!timed_.empty() && (!deadline || timed_.begin()->first < *deadline)) deadline = timed_.begin()->first;
  int timeout = -1;
  if (deadline) {
    const std::int64_t left = std::max<std::int64_t>(0, (*deadline - clock.now()).count());
    timeout = static_cast<int>(std::min<std::int64_t>(left, std::numeric_limits<int>::max()));
  }
  std::array<pollfd, 2> watched{{{wake_read_, POLLIN, 0}, {descriptor, POLLIN, 0}}};
  const int ready = ::poll(watched.data(), watched.size(), timeout);
  bool worked = false;
  while (!timed_.empty() && timed_.begin()->first <= clock.now()) {
    const auto work = std::move(timed_.begin()->second);
    timed_.erase(timed_.begin());
    work();
    worked = true;
  }
  if (worked) return Woken::by_work;
  if (ready <= 0) return Woken::by_deadline;

  if (watched[0].revents != 0) {
    std::array<char, 256> drained{};
    while (::read(wake_read_, drained.data(), drained.size()) > 0) {
    }
    std::vector<std::function<void()>> work;
    {
      const std::lock_guard lock{mutex_};
      work.swap(posted_);
    }
    for (const auto& item : work) item();
    return Woken::by_work;
  }
  return Woken::by_descriptor;
}

}  // namespace ringback::native
