#include "relay/records.hpp"

#include <algorithm>
#include <climits>

namespace ringback::relay {
namespace {

constexpr Milliseconds kHour{60 * 60'000};

// Of one allocation beside what it holds, and of a map's node.
constexpr std::size_t kAllocation = 16;
constexpr std::size_t kNode = 32 + kAllocation;

std::size_t weight_of(std::string_view text) {
  constexpr std::size_t kInPlace = 15;
  return text.size() > kInPlace ? text.size() + kAllocation : 0;
}

std::size_t weight_of(const SavedValues& saved) {
  std::size_t sum = 0;
  for (const auto& [name, value] : saved) {
    sum += kNode + sizeof(name) + sizeof(value) + weight_of(name) + weight_of(value.reveal());
  }
  return sum;
}

std::size_t weight_of(const SessionRecord& session) {
  std::size_t sum = weight_of(session.flow) + weight_of(session.issuer) + weight_of(session.audience) +
                    weight_of(session.number) + weight_of(session.saved) + weight_of(session.saved_of_number);
  for (const auto& [number, verification] : session.numbers) {
    sum += kNode + sizeof(number) + sizeof(verification) + weight_of(number);
    for (const SentCode& code : verification.codes) sum += sizeof(code) + weight_of(code.saved);
  }
  for (const auto& [api, number] : session.passed) {
    sum += kNode + sizeof(api) + sizeof(number) + weight_of(api) + weight_of(number);
  }
  return sum;
}

std::size_t weight_of(const NumberRecord& number) { return number.sends.size() * sizeof(WallTime) + kAllocation; }
std::size_t weight_of(const PrefixRecord& prefix) { return prefix.sends.size() * sizeof(WallTime) + kAllocation; }
std::size_t weight_of(const RangeRecord&) { return 0; }
std::size_t weight_of(const KeyRecord& key) {
  return weight_of(key.fingerprint) + weight_of(key.body) + weight_of(key.retry_after);
}
std::size_t weight_of(const PageRecord& page) {
  return weight_of(page.flow) + weight_of(page.origin) + weight_of(page.return_url) + weight_of(page.seed) +
         weight_of(page.chat) + weight_of(page.answer);
}

struct WeightOf {
  std::size_t operator()(std::monostate) const { return 0; }
  std::size_t operator()(Damaged) const { return 0; }
  template <class T>
  std::size_t operator()(const Held<T>& held) const {
    return 2 * kAllocation + sizeof(T) + weight_of(*held);
  }
};

}  // namespace

std::size_t weight_of(const Record& record) { return std::visit(WeightOf{}, record); }

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
