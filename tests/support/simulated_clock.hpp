// Time for tests: it moves only when told to, and refuses to go back.
#pragma once

#include <cstdlib>

#include "base/time.hpp"

namespace ringback::testing {

class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(Instant start = instant_from_ms(1'000'000)) : now_{start} {}
  Instant now() const override { return now_; }
  void advance(Milliseconds by) {
    if (by < Milliseconds::zero()) std::abort();
    now_ += by;
  }
  void advance_to(Instant at) { advance(at - now_); }

 private:
  Instant now_;
};

}  // namespace ringback::testing
