// The machine's monotonic clock. Doesn't run while the machine sleeps, so pauses only ever get longer.
// For tests see tests/support/simulated_clock.hpp.
#pragma once

#include <chrono>

#include "base/time.hpp"

namespace ringback::native {

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return Instant{std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch())};
  }
};

}  // namespace ringback::native
