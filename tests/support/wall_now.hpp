// The moment at which the relay's tests begin.
#pragma once

#include "relay/wall_time.hpp"

namespace ringback::testing {

inline constexpr relay::WallTime kNow = relay::wall_time_from_ms(1'764'000'000'000);

}  // namespace ringback::testing
