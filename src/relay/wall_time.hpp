// The time of day. Records that outlive a process, or are shared by several, can't use a monotonic clock: its points
// mean nothing elsewhere. Everything within one request keeps to base/time.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/time.hpp"

namespace ringback::relay {

using WallTime = std::chrono::sys_time<Milliseconds>;

constexpr WallTime wall_time_from_ms(std::int64_t ms) { return WallTime{Milliseconds{ms}}; }
constexpr std::int64_t ms_of(WallTime at) { return at.time_since_epoch().count(); }
constexpr std::int64_t seconds_of(WallTime at) { return ms_of(at) / 1'000; }

// The machine's clock.
WallTime system_wall_time();

// RFC 3339 in UTC, in whole seconds: "2026-11-25T07:30:00Z".
std::string rfc3339(WallTime at);

}  // namespace ringback::relay
