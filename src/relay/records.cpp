#include "relay/records.hpp"

#include <climits>

namespace ringback::relay {
namespace {

constexpr Milliseconds kHour{60 * 60'000};

}  // namespace

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

}  // namespace ringback::relay
