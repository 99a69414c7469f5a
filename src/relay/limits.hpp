// What a relay allows (SPEC section 7), against guessing and against SMS bills.
#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"

namespace ringback::relay {

struct Limits {
  // NIST SP 800-63B-4 section 3.1.3.2, OWASP ASVS 5.0 6.5.5: at most 10 minutes.
  Milliseconds code_life{10 * 60'000};
  // Of one number in one session, for all codes together: a new code doesn't reset them (NIST, same section).
  int attempts = 5;
  // Wrong codes for one number in 24 hours, over all sessions (NIST SP 800-63B-4 section 3.2.2: at most 100).
  int failures_per_number_per_day = 100;
  // Between two sends to one number, over all sessions: this, twice this, four times, … up to kMaximumPauseFactor.
  Milliseconds resend_after{30'000};
  int sends_per_number_per_hour = 5;
  int sends_per_prefix_per_hour = 10;  // of IP addresses: /32 of IPv4, /64 of IPv6
  // Sends to numbers that differ in their last four digits alone, which no right code followed. Pumping fraud is paid for
  // whole ranges of numbers, and enters few codes.
  int unverified_sends_per_range_per_hour = 20;
  int sends_per_day = 1'000;  // in all, by the day of UTC
  int sessions_per_prefix_per_hour = 240;
  int calls_per_session_per_minute = 60;  // of APIs that neither send nor verify
  Milliseconds session_life{60 * 60'000};
  std::vector<std::string> countries;  // ISO 3166-1 alpha-2; empty means all
};

inline constexpr int kMaximumPauseFactor = 8;

// The codes that still work beside each other: a late SMS is the commonest complaint, more than two only help a guesser.
inline constexpr std::size_t kLiveCodes = 2;

// A session that tries more numbers than this is no visitor's.
inline constexpr std::size_t kNumbersPerSession = 20;

}  // namespace ringback::relay
