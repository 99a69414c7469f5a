// Motion: quiet, under 200 ms, and none at all for people who asked for less of it.
#pragma once

#include "base/time.hpp"

namespace ringback::ui::motion {

inline constexpr Milliseconds kMessageEntrance{180};
inline constexpr float kMessageRise = 8;  // CSS pixels
inline constexpr Milliseconds kTypingPeriod{1'200};
// Between two pictures of the dots: 30 a second look the same as 60 or 120, and cost a phone less.
inline constexpr Milliseconds kTypingStep{33};

// 0 at the start, 1 from `duration` on.
float progress(Instant start, Milliseconds duration, Instant now);
float ease_out(float progress);
// Lift of typing dot `index` (0 to 2) at `now`, 0 to 1.
float typing_dot(int index, Instant now);
// When the dots look different from how they do at `now`: they rest between two hops.
Instant next_typing_step(Instant now);

}  // namespace ringback::ui::motion
