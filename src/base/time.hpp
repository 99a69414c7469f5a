// Time as a value. The core never asks for the time: every entry point takes `now`.
// For a clock that tests drive, see tests/support/simulated_clock.hpp.
#pragma once

#include <chrono>
#include <cstdint>

namespace ringback {

using Milliseconds = std::chrono::duration<std::int64_t, std::milli>;

// Names the monotonic time line; it has no now() on purpose.
struct MonotonicTimeline {
  using duration = Milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicTimeline, duration>;
  static constexpr bool is_steady = true;
};

// A point on the monotonic time line, in whole milliseconds since an arbitrary origin (page load, process start).
// Points of two processes or two page loads can't be compared: what is stored across a reload is an elapsed duration.
using Instant = MonotonicTimeline::time_point;

constexpr Instant instant_from_ms(std::int64_t ms) { return Instant{Milliseconds{ms}}; }
constexpr std::int64_t ms_of(Instant at) { return at.time_since_epoch().count(); }

// Port: where an adapter reads the monotonic time. Never goes back.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

}  // namespace ringback
