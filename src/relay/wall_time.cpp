#include "relay/wall_time.hpp"

namespace ringback::relay {

WallTime system_wall_time() { return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()); }

std::string rfc3339(WallTime at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - day)};
  std::string text = "0000-00-00T00:00:00Z";
  const auto put = [&](std::size_t end, unsigned number) {
    for (std::size_t i = end; number > 0; number /= 10) text[--i] = static_cast<char>('0' + number % 10);
  };
  put(4, static_cast<unsigned>(static_cast<int>(date.year())) % 10'000);
  put(7, static_cast<unsigned>(date.month()));
  put(10, static_cast<unsigned>(date.day()));
  put(13, static_cast<unsigned>(time.hours().count()));
  put(16, static_cast<unsigned>(time.minutes().count()));
  put(19, static_cast<unsigned>(time.seconds().count()));
  return text;
}

}  // namespace ringback::relay
