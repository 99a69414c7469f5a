#include "relay/records.hpp"

#include <algorithm>
#include <climits>

namespace ringback::relay {
namespace {

constexpr Milliseconds kHour{60 * 60'000};

}  // namespace

std::string_view range_of(std::string_view e164) {
  constexpr std::size_t kLastDigits = 4;
  return e164.substr(0, e164.size() - std::min(kLastDigits, e164.size()));
}

NumberRecord number_in(const Record& record, WallTime now) {
  if (auto number = copy_of<NumberRecord>(record)) return std::move(*number);
  if (is_none(record)) return {};
  NumberRecord full;
  full.failures = INT_MAX;
  full.failures_until = now + 24 * kHour;
  return full;
}

PrefixRecord prefix_in(const Record& record, WallTime now) {
  if (auto prefix = copy_of<PrefixRecord>(record)) return std::move(*prefix);
  if (is_none(record)) return {};
  PrefixRecord closed;
  closed.closed_until = now + kHour;
  return closed;
}

RangeRecord range_in(const Record& record, WallTime now) {
  if (auto range = copy_of<RangeRecord>(record)) return *range;
  if (is_none(record)) return {};
  return {INT_MAX, now + kHour};
}

}  // namespace ringback::relay
