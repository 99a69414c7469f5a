// The flow engine: a pure function from state, event and time to the next state and the commands that an adapter
// carries out. It sends nothing, draws nothing and never asks for the time.
//
//   Started ─▶ [ message | set | goto | condition ]* ─▶ input ──event──▶ … ─▶ api ──Call──▶ CallAnswered ─▶ …
//                                                      └▶ delay ──next_deadline──▶ TimePassed ─▶ …      └▶ end
//
// Invariants, whatever the flow file says (SPEC section 5):
//   a call of Role::verify is never commanded less than kSendToVerify after the answer to the last send,
//   nor less than kVerifyToVerify after the answer to the last verify; an event that the state doesn't wait for
//   changes nothing (so a second click sends nothing).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/call.hpp"
#include "flow/flow.hpp"

namespace ringback::flow {

inline constexpr Milliseconds kSendToVerify{5'000};    // the provider's guide: the code must have been stored
inline constexpr Milliseconds kVerifyToVerify{2'000};  // the provider's guide: the pause before a re-verify
inline constexpr int kMaximumStepsWithoutWaiting = 1'000;  // a loop of nodes that never waits is a fault of the flow

// ---- events
struct Started {};
struct TimePassed {};
struct PhoneEntered { PhoneNumber number; std::string region; };  // region: ISO 3166-1 alpha-2, empty if unknown
struct TextEntered { std::string text; };          // otp, text, email, number: as typed
struct ChoiceMade { std::size_t index = 0; };
struct ResendRequested {};
struct ChangeRequested {};
struct RetryRequested {};                          // after an error that the flow has no way for
struct CallAnswered { std::uint32_t call = 0; api::CallResult result; };
struct AttributeSet { std::string name; Json value; };  // by the page; refused for private and undeclared ones
using Event = std::variant<Started, TimePassed, PhoneEntered, TextEntered, ChoiceMade, ResendRequested, ChangeRequested,
                           RetryRequested, CallAnswered, AttributeSet>;

// ---- what stands beside the input, until the visitor's next event
enum class Refusal { none, empty, too_short, too_long, not_a_number, not_an_email, pattern, below_min, above_max,
                     invalid_phone, country_not_allowed, landline };
struct Notice {
  enum class Kind { none, refused, wrong_code, expired, problem };
  Kind kind = Kind::none;
  Refusal refusal = Refusal::none;
  api::Problem problem = api::Problem::none;
  std::optional<int> attempts_left;     // wrong_code
  std::optional<Instant> retry_at;      // problem rate_limited
};

// ---- commands, in the order in which they happen
struct Say { std::string text; NodeId node; };                    // the bot
struct Echo { std::string text; NodeId node; };                   // what the visitor entered, as it may be shown ("••••••" for a code)
struct Call { std::uint32_t call = 0; std::string api; std::string idempotency_key; };
struct StepTo { NodeId node; };                                   // page event "step"
struct SendAccepted {};                                           // page event "sent"
struct CodeRejected { std::optional<int> attempts_left; };        // page event "rejected"
struct CallFailed { api::Problem problem; std::optional<Milliseconds> retry_after; std::string detail; };  // page event "error"
struct Ended { EndOutcome outcome; };
struct Broken { std::string message; };                           // the flow ran in a circle; page event "error", code "config"
using Command = std::variant<Say, Echo, Call, StepTo, SendAccepted, CodeRejected, CallFailed, Ended, Broken>;
using Commands = std::vector<Command>;

// ---- where the conversation stands: what an adapter shows
struct AtInput {
  NodeId node;
  const InputNode* input = nullptr;       // lives as long as the flow
  std::optional<Instant> resend_at;       // when resend may be pressed (in the past: now); absent: no resend
  std::string kept_text;                  // phone: the number entered before, for editing (E.164)
};
struct Busy {};                           // a call or a delay: the typing indicator shows
struct AwaitingRetry { api::Problem problem; std::optional<Instant> retry_at; };
struct Over { EndOutcome outcome; };
using Position = std::variant<AtInput, Busy, AwaitingRetry, Over>;

// Whether the whole of `text` matches an ECMAScript regular expression. The edge brings it (RegExp in the browser,
// std::regex natively), since a regular expression library would double the download.
using PatternMatcher = bool (*)(std::string_view pattern, std::string_view text);

struct EngineOptions {
  std::string locale = "en";     // BCP 47
  std::string idempotency_seed;  // at least 128 random bits as text, made by the edge; part of the state
  PatternMatcher matches = nullptr;  // null: nothing matches
};

class Engine {
 public:
  Engine(std::shared_ptr<const Flow> flow, EngineOptions options);

  Commands handle(const Event& event, Instant now);
  // When TimePassed has something to do; none when it waits for the visitor or a call.
  std::optional<Instant> next_deadline() const;

  Position position() const;
  const Notice& notice() const;
  const Attributes& attributes() const;
  const Flow& flow() const;

  // The whole state as JSON, without private and transient attributes; instants become durations before `now`.
  Json save(Instant now) const;
  // Null unless `saved` came from the same flow (digest) and is well-formed in every part. A call that was under way
  // is interrupted: it takes its node's error way and is never made again by itself. Time that passed between save and
  // restore counts as none, so no pause is ever shortened. `resumed` gets the commands of going on.
  static std::optional<Engine> restore(std::shared_ptr<const Flow> flow, EngineOptions options, const Json& saved,
                                       Instant now, Commands& resumed);

 private:
  struct State {
    NodeId node;
    bool started = false;
    bool over = false;
    std::optional<EndOutcome> outcome;
    bool awaiting_retry = false;
    api::Problem retry_problem = api::Problem::none;
    std::optional<Instant> wait_until;              // of a delay, or of the guard before a verify
    std::optional<std::uint32_t> call_under_way;
    std::uint32_t calls_made = 0;
    int wrong_codes = 0;                            // verify failures for the present number
    std::optional<int> attempts_left_by_relay;
    std::optional<NodeId> code_input;               // the otp input whose code is being verified
    std::map<std::string, Instant, std::less<>> answered_at;  // by API
    std::optional<Instant> last_send_answered_at, last_verify_answered_at, sent_at;
    Attributes attributes;
    Notice notice;
  };
  std::shared_ptr<const Flow> flow_;
  EngineOptions options_;
  State state_;
};

}  // namespace ringback::flow
