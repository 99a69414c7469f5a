// Under which keys the records are kept, and for how long.
#pragma once

#include <string>
#include <string_view>

#include "relay/problem.hpp"
#include "relay/records.hpp"
#include "relay/store.hpp"
#include "relay/wall_time.hpp"

namespace ringback::relay {

inline constexpr Milliseconds kNumberLife{25 * 60 * 60'000};  // its windows are a day long
inline constexpr Milliseconds kPrefixLife{61 * 60'000};       // and this one's an hour
inline constexpr Milliseconds kRangeLife{61 * 60'000};
inline constexpr Milliseconds kKeyLife{60 * 60'000};
inline constexpr Milliseconds kDayLife{25 * 60 * 60'000};
inline constexpr std::size_t kMaximumKeyBytes = 256;  // of an Idempotency-Key

inline std::string session_key(std::string_view token) { return "session:" + std::string{token}; }
inline std::string page_key(std::string_view id) { return "page:" + std::string{id}; }
inline std::string number_key(std::string_view number) { return "number:" + std::string{number}; }
inline std::string prefix_key(std::string_view prefix) { return "prefix:" + std::string{prefix}; }
inline std::string range_key(std::string_view number) { return "range:" + std::string{range_of(number)}; }
inline Milliseconds until_next_day(WallTime now) {
  constexpr std::int64_t kDay = 86'400'000;
  return Milliseconds{kDay - ms_of(now) % kDay};
}
// All sends of one day in UTC.
inline std::string day_key(WallTime now) { return "sends:" + std::to_string(seconds_of(now) / 86'400); }
// Another session's key is another key.
inline std::string request_key(std::string_view token, std::string_view key) {
  return "request:" + std::string{token} + ":" + std::string{key};
}

// None for requests that count for no prefix.
inline std::optional<Write> prefix_write(std::string_view prefix, PrefixRecord record) {
  if (prefix.empty()) return std::nullopt;
  return Write{std::move(record), kPrefixLife};
}

inline Problem store_trouble() {
  return {ProblemType::store_unavailable, "The relay's memory can't be reached.", Milliseconds{5'000}};
}

}  // namespace ringback::relay
