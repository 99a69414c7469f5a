#include "relay/rules.hpp"

#include <algorithm>

#include "flow/engine.hpp"

namespace ringback::relay {
namespace {

constexpr Milliseconds kMinute{60'000};
constexpr Milliseconds kHour{60 * kMinute};
constexpr Milliseconds kDay{24 * kHour};
// How often one looks whether the check that is under way has been answered.
constexpr Milliseconds kLookAgain{100};

void forget_old(std::vector<WallTime>& times, Milliseconds life, WallTime now) {
  std::erase_if(times, [&](WallTime at) { return at + life <= now; });
}

// Opens the window anew when it has ended.
void open_window(int& count, WallTime& until, Milliseconds length, WallTime now) {
  if (now < until) return;
  count = 0;
  until = now + length;
}

// A send that was counted at `counted_at`, if that was in the range's hour.
void take_back(RangeRecord& range, WallTime counted_at) {
  if (counted_at + kHour >= range.until && range.unverified > 0) --range.unverified;
}

// When the pause after the last of them is over.
WallTime pause_after(const std::vector<WallTime>& sends, const Limits& limits) {
  if (sends.empty()) return WallTime{};
  const auto doublings = std::min<std::size_t>(sends.size() - 1, 16);
  return sends.back() + std::min(kMaximumPauseFactor, 1 << doublings) * limits.resend_after;
}

std::optional<Problem> locked_number(const NumberRecord& number, const Limits& limits, WallTime now) {
  if (now >= number.failures_until || number.failures < limits.failures_per_number_per_day) return std::nullopt;
  return Problem{ProblemType::locked, "There were too many wrong codes for this number today.",
                 number.failures_until - now};
}

std::optional<Problem> closed_prefix(const PrefixRecord& prefix, WallTime now) {
  if (now >= prefix.closed_until) return std::nullopt;
  return Problem{ProblemType::rate_limited, "Too much was asked for from this address.", prefix.closed_until - now};
}

std::optional<Problem> out_of_attempts(const SessionRecord& session, const Verification& verification,
                                       const Limits& limits, WallTime now) {
  if (verification.attempts < limits.attempts) return std::nullopt;
  return Problem{ProblemType::locked, "All attempts for this number are used; another code doesn't bring new ones.",
                 session.ends - now};
}

void forget_expired(Verification& verification, const Limits& limits, WallTime now) {
  std::erase_if(verification.codes, [&](const SentCode& code) { return code.sent_at + limits.code_life <= now; });
}

const SentCode& meant_code(const std::vector<SentCode>& codes, const std::vector<Secret>& entered) {
  const SentCode* meant = &codes.back();
  // No way out of the loops, so that time tells nothing.
  for (const SentCode& code : codes) {
    for (const auto& [name, held] : code.saved) {
      for (const Secret& value : entered) {
        if (held == value) meant = &code;
      }
    }
  }
  return *meant;
}

Problem no_code() {
  return {ProblemType::expired, "There is no code that could be checked: none was sent, or it ended."};
}

}  // namespace

std::optional<Problem> begin_send(SessionRecord& session, Tallies tallies, const std::string& number,
                                  const Limits& limits, WallTime now) {
  auto& [number_record, prefix, range] = tallies;
  if (auto locked = locked_number(number_record, limits, now)) return locked;
  if (!session.numbers.contains(number) && session.numbers.size() >= kNumbersPerSession) {
    return Problem{ProblemType::rate_limited, "This session tried too many numbers.", session.ends - now};
  }
  if (auto locked = out_of_attempts(session, session.numbers[number], limits, now)) return locked;

  if (auto closed = closed_prefix(prefix, now)) return closed;
  forget_old(number_record.sends, kHour, now);
  forget_old(prefix.sends, kHour, now);
  if (now < number_record.no_send_before) {
    return Problem{ProblemType::rate_limited, "The last message to this number was sent a moment ago.",
                   number_record.no_send_before - now};
  }
  const auto is_full = [&](const std::vector<WallTime>& sends, int limit) -> std::optional<Milliseconds> {
    if (sends.size() < static_cast<std::size_t>(limit)) return std::nullopt;
    return limit == 0 ? kHour : sends[sends.size() - static_cast<std::size_t>(limit)] + kHour - now;
  };
  if (const auto wait = is_full(number_record.sends, limits.sends_per_number_per_hour)) {
    return Problem{ProblemType::rate_limited, "Too many messages went to this number within an hour.", wait};
  }
  if (const auto wait = is_full(prefix.sends, limits.sends_per_prefix_per_hour)) {
    return Problem{ProblemType::rate_limited, "Too many messages were asked for from this address within an hour.",
                   wait};
  }
  open_window(range.unverified, range.until, kHour, now);
  if (range.unverified >= limits.unverified_sends_per_range_per_hour) {
    return Problem{ProblemType::rate_limited, "Too few codes came back from numbers like this one within an hour.",
                   range.until - now};
  }
  ++range.unverified;
  number_record.sends.push_back(now);
  prefix.sends.push_back(now);
  number_record.no_send_before = pause_after(number_record.sends, limits);
  return std::nullopt;
}

void finish_send(SessionRecord& session, NumberRecord& number_record, RangeRecord& range, const std::string& number,
                 Sent sent, SentCode code, const Limits& limits, WallTime began, WallTime now) {
  if (sent == Sent::no || sent == Sent::unlikely) {
    std::vector<WallTime> others = number_record.sends;
    if (const auto it = std::find(others.begin(), others.end(), began); it != others.end()) others.erase(it);
    number_record.no_send_before = pause_after(others, limits);
    if (sent == Sent::no) {
      take_back(range, began);
      number_record.sends = std::move(others);
      return;
    }
  }
  session.send_answered_at = now;
  if (sent != Sent::yes) return;
  session.number = number;
  Verification& verification = session.numbers[number];
  forget_expired(verification, limits, now);
  code.sent_at = now;
  verification.codes.push_back(std::move(code));
  if (verification.codes.size() > kLiveCodes) verification.codes.erase(verification.codes.begin());
}

Milliseconds resend_after(const NumberRecord& number_record, WallTime now) {
  return std::max(number_record.no_send_before - now, Milliseconds{0});
}

std::optional<Problem> begin_verify(SessionRecord& session, NumberRecord& number_record, const Limits& limits,
                                    WallTime now) {
  const auto found = session.numbers.find(session.number);
  if (session.number.empty() || found == session.numbers.end()) return no_code();
  Verification& verification = found->second;
  if (auto locked = locked_number(number_record, limits, now)) return locked;
  if (auto locked = out_of_attempts(session, verification, limits, now)) return locked;
  forget_expired(verification, limits, now);
  if (verification.codes.empty()) return no_code();

  ++verification.attempts;
  open_window(number_record.failures, number_record.failures_until, kDay, now);
  ++number_record.failures;
  return std::nullopt;
}

std::variant<Turn, Wait, Problem> take_turn(SessionRecord& session, const std::vector<Secret>& entered,
                                            const Limits& limits, Milliseconds longest, WallTime now) {
  const auto found = session.numbers.find(session.number);
  if (found == session.numbers.end()) return no_code();
  forget_expired(found->second, limits, now);
  if (found->second.codes.empty()) return no_code();

  if (session.verify_until && now < *session.verify_until) return Wait{kLookAgain};
  WallTime earliest = now;
  if (session.send_answered_at) earliest = std::max(earliest, *session.send_answered_at + flow::kSendToVerify);
  if (session.verify_answered_at) earliest = std::max(earliest, *session.verify_answered_at + flow::kVerifyToVerify);
  if (earliest > now) return Wait{earliest - now};

  session.verify_until = now + longest;
  return Turn{meant_code(found->second.codes, entered)};
}

bool finish_verify(SessionRecord& session, NumberRecord& number_record, RangeRecord& range, const std::string& number,
                   api::Outcome outcome, const Limits& limits, WallTime now) {
  session.verify_until.reset();
  session.verify_answered_at = now;
  Verification& verification = session.numbers[number];
  if (outcome == api::Outcome::failure) return false;
  if (outcome == api::Outcome::error) {
    if (verification.given_back >= limits.attempts) return false;
    ++verification.given_back;
    verification.attempts = std::max(verification.attempts - 1, 0);
    number_record.failures = std::max(number_record.failures - 1, 0);
    return false;
  }
  number_record.failures = std::max(number_record.failures - 1, 0);
  const bool first = !verification.codes.empty();
  verification.codes.clear();
  if (!first) return false;
  for (const WallTime sent_at : number_record.sends) {
    if (sent_at > number_record.verified_at) take_back(range, sent_at);
  }
  number_record.verified_at = now;
  return true;
}

int attempts_left(const SessionRecord& session, const Limits& limits) {
  const auto found = session.numbers.find(session.number);
  return found == session.numbers.end() ? limits.attempts : std::max(limits.attempts - found->second.attempts, 0);
}

std::optional<Problem> begin_call(SessionRecord& session, const Limits& limits, WallTime now) {
  open_window(session.calls, session.calls_until, kMinute, now);
  if (session.calls >= limits.calls_per_session_per_minute) {
    return Problem{ProblemType::rate_limited, "This session calls too often.", session.calls_until - now};
  }
  ++session.calls;
  return std::nullopt;
}

std::optional<Problem> begin_session(PrefixRecord& prefix, const Limits& limits, WallTime now) {
  if (auto closed = closed_prefix(prefix, now)) return closed;
  open_window(prefix.sessions, prefix.sessions_until, kHour, now);
  if (prefix.sessions >= limits.sessions_per_prefix_per_hour) {
    return Problem{ProblemType::rate_limited, "Too many sessions were opened from this address within an hour.",
                   prefix.sessions_until - now};
  }
  ++prefix.sessions;
  return std::nullopt;
}

}  // namespace ringback::relay
