// What a relay remembers. Instants are wall times, since several relays share them. For a store that is another process
// see record_json.hpp.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "base/secret.hpp"
#include "relay/wall_time.hpp"

namespace ringback::relay {

// What APIs saved, as JSON texts by attribute. A browser is told the public ones and never believed about any.
using SavedValues = std::map<std::string, Secret, std::less<>>;

// A send that was accepted. Where the API reveals the code, that is among the saved values.
struct SentCode {
  WallTime sent_at{};
  SavedValues saved;
};

// One number in one session.
struct Verification {
  int attempts = 0;             // taken and not given back
  int given_back = 0;           // of checks that the API never answered
  std::vector<SentCode> codes;  // oldest first, at most kLiveCodes
};

struct SessionRecord {
  std::string flow;
  std::string issuer;    // the relay's URL as the page knows it: the proof's "iss"
  std::string audience;  // the page's origin: its "aud"
  WallTime ends{};
  std::string number;  // E.164: where the last code went; empty before
  std::map<std::string, Verification, std::less<>> numbers;
  std::optional<WallTime> send_answered_at, verify_answered_at;
  std::optional<WallTime> verify_until;  // while a check is under way: when it is over at the latest
  SavedValues saved;                     // by APIs that neither send nor verify
  // By sends and verifies of `number`, of what other APIs are given; gone when that changes.
  SavedValues saved_of_number;
  // APIs that said yes, of those that others come after: for which number, empty for none in particular.
  std::map<std::string, std::string, std::less<>> passed;
  int calls = 0;  // of other APIs, in the minute that ends at calls_until
  WallTime calls_until{};
};

// A number over all sessions.
struct NumberRecord {
  std::vector<WallTime> sends;  // of the last hour, oldest first
  WallTime no_send_before{};
  int failures = 0;  // in the day that ends at failures_until
  WallTime failures_until{};
  WallTime verified_at{};  // when a code of it was right last
};

// All but the last four digits of an E.164 number: about the blocks that operators are given, and sell.
std::string_view range_of(std::string_view e164);

// The numbers of one range.
struct RangeRecord {
  int unverified = 0;  // sends in the hour that ends at `until` that no right code followed
  WallTime until{};
};

// A prefix of IP addresses.
struct PrefixRecord {
  std::vector<WallTime> sends;  // of the last hour, oldest first
  int sessions = 0;             // in the hour that ends at sessions_until
  WallTime sessions_until{};
  WallTime closed_until{};  // what was kept can't be read, so nothing is allowed; not kept itself
};

// A request by its Idempotency-Key.
struct KeyRecord {
  std::string fingerprint;  // of what was asked
  bool answered = false;
  WallTime until{};  // not answered: whoever took it is gone after this
  int status = 0;
  std::string body;
  std::string retry_after;  // the header, empty if none
};

// A conversation of the page of forms (pages.hpp), between two forms.
struct PageRecord {
  std::string flow;
  std::string origin, return_url;  // as page_form.hpp has them, and allowed
  std::string seed;                // of its Idempotency-Keys
  std::string chat;                // chat::Chat::save as JSON text; empty before the first form
  int step = 0;
  WallTime taken_until{};  // while a form of this step is being carried out
  WallTime ends{};
  std::string answer;  // what was shown last: the same form again gets the same
};

// There was one, and it can't be read.
struct Damaged {
  friend bool operator==(Damaged, Damaged) = default;
};

// What a store holds under a key; std::monostate: there is none. Copies share what they hold, which doesn't change, and
// are equal when they do. Each takes the room of its kind: there are far more numbers and keys than sessions.
template <class T>
using Held = std::shared_ptr<const T>;
using Record = std::variant<std::monostate, Damaged, Held<SessionRecord>, Held<NumberRecord>, Held<PrefixRecord>,
                            Held<RangeRecord>, Held<KeyRecord>, Held<PageRecord>>;

template <class T>
Record record_of(T made) {
  return std::make_shared<const T>(std::move(made));
}

inline bool is_none(const Record& record) { return std::holds_alternative<std::monostate>(record); }

// About the bytes of memory that it takes.
std::size_t weight_of(const Record& record);

// As it is, for as long as it is held; null when there is none, or it is damaged, or of another kind.
template <class T>
Held<T> held_as(const Record& record) {
  const auto* held = std::get_if<Held<T>>(&record);
  return held ? *held : nullptr;
}

// A copy to change; none as above.
template <class T>
std::optional<T> copy_of(const Record& record) {
  const auto* held = std::get_if<Held<T>>(&record);
  return held ? std::optional{**held} : std::nullopt;
}

// As new when there is none. A damaged one is never taken for a fresh start: it counts as full.
NumberRecord number_in(const Record& record, WallTime now);
PrefixRecord prefix_in(const Record& record, WallTime now);
RangeRecord range_in(const Record& record, WallTime now);

}  // namespace ringback::relay
