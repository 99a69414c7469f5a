// A call through a relay (SPEC section 7): opens the session it needs, repeats under the same key what got lost, and
// waits for what is still under way. A value: it sends nothing, it says what to send.
//
//   start ─▶ [ opening ] ─▶ calling ─▶ finished
//               ▲   session-unknown, once │ ▲
//               └─────────────────────────┘ └─ pausing ◀─ lost, in-progress
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/client.hpp"
#include "api/relay_wire.hpp"

namespace ringback::api {

// The relay answers the same to the same key and carries it out once, so a lost send may be repeated too: kMaximumTries
// in all, kRetryPause apart (doubling), and none later than this after the start, since visitors want to be told.
inline constexpr Milliseconds kRepeatWithin{30'000};
// A call that the relay says is under way is asked for no longer than this.
inline constexpr Milliseconds kAskWithin{60'000};

struct RelayCall {
  CallId call = 0;
  const Definition* definition = nullptr;  // outlives the call (it belongs to the flow)
  std::string idempotency_key;
  Json attributes;        // the object of them
  bool repeated = false;  // a call with this key was made before and may have arrived
};

class RelayClient {
 public:
  // `declared` outlives it (they belong to the flow).
  RelayClient(Relay relay, const AttributeDeclarations& declared) : relay_{std::move(relay)}, declared_{&declared} {}

  // One call at a time: another one is forgotten.
  ClientStep start(RelayCall call, Instant now);
  // An answer to a request that timed out, was followed by another or isn't known changes nothing here.
  ClientStep answered(std::uint32_t try_id, const HttpAnswer& answer, Instant now);
  ClientStep advance(Instant now);
  // When advance() has something to do; none when nothing is under way.
  std::optional<Instant> next_deadline() const;

  // Empty while there is none. To be kept where only this visitor's chat reads it.
  const Secret& session() const { return session_; }
  void set_session(Secret session) { session_ = std::move(session); }

 private:
  enum class Stage { opening, calling, pausing };
  struct Pending {
    RelayCall call;
    Stage stage = Stage::opening;
    std::uint32_t try_id = 0;  // of the request under way; 0 while pausing
    Instant started{};
    Instant next{};  // the deadline of the request under way, or when to call again
    int lost = 0;
    bool reopened = false;
    bool may_have_arrived = false;
  };
  void go_on(Instant now, ClientStep& step);
  void take_session(const HttpAnswer& answer, Instant now, ClientStep& step);
  void take_answer(const HttpAnswer& answer, Instant now, ClientStep& step);
  void take_unknown_session(CallResult result, Instant now, ClientStep& step);
  bool pause(Milliseconds by, Milliseconds within, Instant now);
  void finish(CallResult result, ClientStep& step);

  Relay relay_;
  const AttributeDeclarations* declared_;
  Secret session_;
  std::optional<Pending> pending_;
  LateSends late_sends_;
  std::uint32_t next_try_ = 1;
};

}  // namespace ringback::api
