#include "relay/wall_time.hpp"

#include <ctime>

namespace ringback::relay {

WallTime system_wall_time() { return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()); }

std::string rfc3339(WallTime at) {
  const std::time_t seconds = static_cast<std::time_t>(seconds_of(at));
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[32];
  return std::string{text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

}  // namespace ringback::relay
