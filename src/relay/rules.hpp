// What the relay decides alone, whatever a browser claims: who may send, who may guess, and when. Pure functions on
// records; the store makes each of them atomic (store.hpp). When one refuses, what it was given must not be written.
//
//   begin_send ─▶ the API ─▶ finish_send          begin_verify ─▶ take_turn (again after its wait) ─▶ the API ─▶ finish_verify
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "api/call.hpp"
#include "relay/limits.hpp"
#include "relay/problem.hpp"
#include "relay/records.hpp"

namespace ringback::relay {

// What a send is counted for.
struct Tallies {
  NumberRecord& number;
  PrefixRecord& prefix;
  RangeRecord& range;
};

// Another send to `number`: counted before it leaves, so that no crash and no race makes it free.
std::optional<Problem> begin_send(SessionRecord& session, Tallies tallies, const std::string& number,
                                  const Limits& limits, WallTime now);

// Whether an SMS left.
enum class Sent { yes, no, unlikely, unknown };

// What came of the send that began at `began`. One that surely sent nothing makes nobody wait: it is taken back from the
// number's count and its range's, not from the prefix's, or a number that always fails could be used without end. One that
// is unlikely to have sent anything makes nobody wait for another, and counts.
void finish_send(SessionRecord& session, NumberRecord& number_record, RangeRecord& range, const std::string& number,
                 Sent sent, SentCode code, const Limits& limits, WallTime began, WallTime now);

// How long until the next send to this number; zero when it may be now.
Milliseconds resend_after(const NumberRecord& number_record, WallTime now);

// Takes one attempt, before the API is asked: of any number of guesses at once, as many get through as are left.
std::optional<Problem> begin_verify(SessionRecord& session, NumberRecord& number_record, const Limits& limits,
                                    WallTime now);

// The one code that `entered` (JSON texts of the visitor's attributes) may be meant for: the one that holds the same
// value, compared in constant time, else the newest.
struct Turn {
  SentCode code;
};
// When to ask again, since the pauses of SPEC section 5 aren't over or another check is under way.
struct Wait {
  Milliseconds for_ms{0};
};
// A turn makes the others wait until finish_verify, or `longest` when that never comes.
std::variant<Turn, Wait, Problem> take_turn(SessionRecord& session, const std::vector<Secret>& entered,
                                            const Limits& limits, Milliseconds longest, WallTime now);

// error gives the attempt back (the API said neither yes nor no), at most limits.attempts times a number. success uses
// the codes up, so that none of them is taken again, and takes the sends to this number back from its range. False when
// they had been used up already: then nobody is verified.
bool finish_verify(SessionRecord& session, NumberRecord& number_record, RangeRecord& range, const std::string& number,
                   api::Outcome outcome, const Limits& limits, WallTime now);

int attempts_left(const SessionRecord& session, const Limits& limits);

// A call of another API.
std::optional<Problem> begin_call(SessionRecord& session, const Limits& limits, WallTime now);

// Another session of this prefix.
std::optional<Problem> begin_session(PrefixRecord& prefix, const Limits& limits, WallTime now);

}  // namespace ringback::relay
