// What no input takes, whatever its flow allows: the parser refuses limits that nobody could keep.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringback::flow {

inline constexpr std::size_t kMaximumTextLength = 2'000;  // characters; longer texts serve nobody and cost memory
inline constexpr std::size_t kMinimumEmailLength = 5;     // a@b.c
inline constexpr std::size_t kMaximumEmailLength = 254;   // RFC 5321 section 4.5.3.1
inline constexpr std::size_t kMaximumDigits = 15;         // of a number: what a double holds exactly
inline constexpr std::int64_t kLargestNumber = 999'999'999'999'999;

}  // namespace ringback::flow
