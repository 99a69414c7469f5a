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
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/call.hpp"
#include "flow/flow.hpp"

namespace ringback::flow {

inline constexpr Milliseconds kSendToVerify{5'000};        // the provider's guide: the code must have been stored
inline constexpr Milliseconds kVerifyToVerify{2'000};      // the provider's guide: the pause before a re-verify
inline constexpr int kMaximumStepsWithoutWaiting = 1'000;  // a loop of nodes that never waits is a fault of the flow
inline constexpr int kMaximumCallsWithoutWaiting = 20;     // so is a loop of calls with neither a delay nor a visitor
inline constexpr int kMaximumPauseFactor = 8;              // resend: after, 2·after, 4·after, 8·after, 8·after, …
inline constexpr std::size_t kMaximumNumbers = 16;         // of which counts are kept in a conversation
inline constexpr std::size_t kMaximumAttributeBytes = 8 * 1024;  // of what the page sets, as JSON text

// ---- events
struct Started {};  // also starts over after an end that failed
struct TimePassed {};
struct PhoneEntered {
  PhoneNumber number;
  std::string region;  // ISO 3166-1 alpha-2, empty if unknown
};
struct TextEntered {
  std::string text;  // otp, text, email, number: as typed
};
struct ChoiceMade {
  std::size_t index = 0;
};
struct ResendRequested {};
struct ChangeRequested {};
struct RetryRequested {};  // after an error that the flow has no way for
struct CallAnswered {
  std::uint32_t call = 0;
  api::CallResult result;
};
// To a send that was given up before. What it says is of no use any more; the pauses begin anew with it.
struct SendAnsweredLate {
  std::string api;
};
// By the page. Refused for private and undeclared ones, for a value of another type and for one that is too large; null
// clears.
struct AttributeSet {
  std::string name;
  Json value;
};
using Event = std::variant<Started, TimePassed, PhoneEntered, TextEntered, ChoiceMade, ResendRequested, ChangeRequested,
                           RetryRequested, CallAnswered, SendAnsweredLate, AttributeSet>;

// ---- what stands beside the input, until the visitor's next event
enum class Refusal {
  none,
  empty,
  too_short,
  too_long,
  not_a_number,
  not_an_email,
  pattern,
  below_min,
  above_max,
  invalid_phone,
  country_not_allowed,
  landline,
  no_calling_code  // a national number, and of which country isn't known
};
struct Notice {
  enum class Kind { none, refused, wrong_code, expired, problem };
  Kind kind = Kind::none;
  Refusal refusal = Refusal::none;
  api::Problem problem = api::Problem::none;
  std::optional<int> attempts_left;  // wrong_code
  std::optional<Instant> retry_at;   // problem rate_limited
};

// ---- commands, in the order in which they happen
// The bot. `text_to_store` is set when the text holds a value that must not outlive the page: the text without it.
struct Say {
  std::string text;
  NodeId node;
  std::optional<std::string> text_to_store = std::nullopt;
};
// What the visitor entered, as it may be shown ("••••••" for a code); text_to_store as with Say.
struct Echo {
  std::string text;
  NodeId node;
  std::optional<std::string> text_to_store = std::nullopt;
};
struct Call {
  std::uint32_t call = 0;
  std::string api;
  std::string idempotency_key;
  bool repeated = false;  // a call with this key was made before, and may have arrived
};
// Page event "step".
struct StepTo {
  NodeId node;
};
// Page event "sent".
struct SendAccepted {};
// Page event "rejected".
struct CodeRejected {
  std::optional<int> attempts_left;
};
// Page event "error".
struct CallFailed {
  api::Problem problem;
  std::optional<Milliseconds> retry_after;
  std::string detail;
};
struct Ended {
  EndOutcome outcome;
};
// The flow ran in a circle. Page event "error", code "config".
struct Broken {
  std::string message;
};
// The page can't set this. For the console of who wrote it; without the value.
struct AttributeRefused {
  std::string reason;
};
using Command =
    std::variant<Say, Echo, Call, StepTo, SendAccepted, CodeRejected, CallFailed, Ended, Broken, AttributeRefused>;
using Commands = std::vector<Command>;

// ---- where the conversation stands: what an adapter shows
struct AtInput {
  NodeId node;
  const InputNode* input = nullptr;  // lives as long as the flow
  std::optional<Instant> resend_at;  // when resend may be pressed (in the past: now); absent: no resend
  std::string kept_text;             // phone: the number entered before, for editing (E.164)
};
struct Busy {};  // a call or a delay: the typing indicator shows
struct AwaitingRetry {
  api::Problem problem;
  std::optional<Instant> retry_at;
  bool can_change = false;  // ChangeRequested leads back to the number: a send that failed
};
struct Over {
  EndOutcome outcome;
};
using Position = std::variant<AtInput, Busy, AwaitingRetry, Over>;

// Whether the whole of `text` matches an ECMAScript regular expression. The edge brings it (RegExp in the browser,
// std::regex natively), since a regular expression library would double the download.
using PatternMatcher = bool (*)(std::string_view pattern, std::string_view text);

struct EngineOptions {
  std::string locale = "en";  // BCP 47
  // At least 128 random bits as text, made afresh by the edge on every load: keys of new calls begin with it. A key
  // that may have to be used again (a send that perhaps arrived) is part of the state.
  std::string idempotency_seed;
  PatternMatcher matches = nullptr;  // null: nothing matches
};

// What of an answer the flow's attributes can hold: of a no what fits; a yes of which something doesn't is an error.
api::CallResult usable_part(const Flow& flow, api::CallResult result);

class Engine {
 public:
  Engine(std::shared_ptr<const Flow> flow, EngineOptions options);

  // An event with an earlier `now` than the one before it counts as happening at the latest time known.
  Commands handle(const Event& event, Instant now);
  // The edge refused what was typed before it became an event (a phone number): only the notice changes.
  void refuse(Refusal reason);
  // When TimePassed has something to do; none when it waits for the visitor or a call.
  std::optional<Instant> next_deadline() const;

  bool started() const { return state_.phase != Phase::not_started; }
  Position position() const;
  const Notice& notice() const { return state_.notice; }
  // All of them, the private ones too: for requests only. See visible() for everything else.
  const Attributes& attributes() const { return state_.attributes; }
  const Flow& flow() const { return *flow_; }

  // For the page and for texts: null for private ones, what was made from private ones, undeclared and unset ones.
  const Json* visible(std::string_view name) const;
  // In the visitor's language; private attributes insert nothing.
  std::string render(const LocalizedText& text) const;
  // E.164: the number of the last send that succeeded, whatever its attribute holds by now. Empty before.
  const std::string& sent_number() const { return state_.sent_number; }

  // The whole state as JSON, without private and transient attributes, codes, and what was made from any of them;
  // instants become durations before `now`.
  Json save(Instant now) const;
  // Null unless `saved` came from the same flow (digest) and is well-formed in every part. A call that was under way
  // is interrupted: it takes its node's error way and is never made again by itself. Through a relay it is made again
  // under its key, unless a value of it is lost: the relay carries it out once. Time that passed between save and restore
  // counts as none, so no pause is ever shortened. `resumed` gets the commands of going on.
  // A conversation that can't go on without a value that wasn't stored goes back to the code input; where the value is
  // one that the code is checked against, the code counts as expired.
  static std::optional<Engine> restore(std::shared_ptr<const Flow> flow, EngineOptions options, const Json& saved,
                                       Instant now, Commands& resumed);

 private:
  // not_started ─▶ at_input ⇄ { delaying, guarding ─▶ calling ─▶ awaiting_retry } ─▶ over
  // guarding: at a verify that may not leave yet.
  enum class Phase { not_started, at_input, delaying, guarding, calling, awaiting_retry, over };

  // A call that perhaps arrived: the next one for the same values carries the same key. A send; through a relay any.
  struct DoubtfulCall {
    std::string key;
    bool counted = false;  // among `sends`
  };

  // Of one number.
  struct Counts {
    int wrong_codes = 0;                    // verify failures
    int sends = 0;                          // that arrived or may have
    std::optional<Instant> pause_from;      // of resend: the answer to the last of those sends
    std::optional<Instant> no_send_before;  // the server's word (429), or the relay's after a send
  };

  struct State {
    Phase phase = Phase::not_started;
    NodeId node;
    Instant now{};                            // the latest time known
    EndOutcome outcome = EndOutcome::failed;  // over
    Instant wait_until{};                     // delaying, guarding
    api::Problem retry_problem = api::Problem::none;
    std::optional<Instant> retry_at;  // awaiting_retry

    std::uint32_t calls_made = 0;  // also the id of the last call
    std::string call_key;  // of the last call; empty when its values changed meanwhile: it is no key of the new ones
    int calls_without_waiting = 0;
    std::set<std::string, std::less<>> sent_since_press;  // send APIs called since the visitor last did something
    std::map<std::string, DoubtfulCall, std::less<>> doubtful_calls;  // by API
    std::map<std::string, Instant, std::less<>> answered_at;          // by API
    std::optional<Instant> last_send_answered_at, last_verify_answered_at;

    std::string tried_number, sent_number;  // E.164: of the last send, of the last send that succeeded
    // By number, at most kMaximumNumbers.
    std::map<std::string, Counts, std::less<>> counts;
    std::optional<Instant> code_sent_at;
    bool expiry_told = false;           // of this code: its `expired` way was taken on coming to the input
    bool code_lost = false;             // what the code is checked against did not survive a reload
    bool code_refused = false;          // as expired, by the relay
    std::optional<NodeId> phone_input;  // where the last number was entered
    std::optional<NodeId> code_input;   // where the last code was asked for
    bool code_unchecked = false;        // the code entered there has not been answered yes or no
    bool number_entered = false;        // the visitor's last act; not stored

    Attributes attributes;
    std::set<std::string, std::less<>> made_from_private, made_from_transient;  // attributes, by `set` nodes
    std::set<std::string, std::less<>> set_by_page;
    Notice notice;
  };

  // engine.cpp
  void handle_attribute(const AttributeSet& event, Commands& commands);
  void press();
  void start_over(Commands& commands);
  void end(EndOutcome outcome, Commands& commands);
  void break_off(std::string message, Commands& commands);

  // engine_walk.cpp: nodes that are walked through until one waits
  void go_to(NodeId node, Commands& commands);
  std::optional<NodeId> enter(const Node& node, Commands& commands);
  std::optional<NodeId> enter_input(const InputNode& input, Commands& commands);
  std::optional<NodeId> enter_delay(const DelayNode& delay);
  void enter_api(const ApiNode& node, Commands& commands);
  bool take_way_without_send(const ApiNode& node, Commands& commands);
  void count_for(std::string number);
  Counts& counts() { return state_.counts[state_.tried_number]; }
  const Counts& counts_of(std::string_view number) const;
  void leave_exhausted(const InputNode* input, Commands& commands);
  void make_call(const ApiNode& node, Commands& commands);
  void resume_waiting(Commands& commands);

  // engine_visitor.cpp: what the visitor does
  void handle_phone(const PhoneEntered& event, Commands& commands);
  void handle_text(const TextEntered& event, Commands& commands);
  void handle_choice(const ChoiceMade& event, Commands& commands);
  void handle_resend(Commands& commands);
  void handle_change(Commands& commands);
  void handle_retry(Commands& commands);
  const InputNode* current_input() const;
  std::optional<Instant> resend_at(const InputNode& input) const;
  bool code_expired(const InputNode& input) const;
  bool takes_expired_way(const InputNode& input) const;
  bool has_way_from_expired(const InputNode& input) const;
  void leave_expired(Commands& commands);
  bool can_change_after_failure() const;

  // engine_answer.cpp: what calls answer
  void handle_answer(const CallAnswered& event, Commands& commands);
  void finish_call(const ApiNode& node, const api::CallResult& result, Commands& commands);
  void note_doubt(const api::Definition& definition, const api::CallResult& result);
  void handle_late_answer(const SendAnsweredLate& event);
  void note_send(const api::CallResult& result, bool counted_before);
  bool take_refusal_way(const ApiNode& node, const api::CallResult& result, Commands& commands);
  void refuse_number(const ApiNode& node, Refusal reason, Commands& commands);
  void take_error_way(const ApiNode& node, const api::CallResult& result, Commands& commands);
  void take_wrong_code_way(const ApiNode& node, const api::CallResult& result, Commands& commands);

  // engine_values.cpp: attributes and who may see them
  void set_value(std::string_view name, Json value);
  void forget_keys_of_calls_with(std::string_view name);
  bool is_sent_to(std::string_view api, std::string_view name) const;
  void evaluate_set(const SetNode& node);
  bool holds(const ConditionNode& condition) const;
  bool is_private(std::string_view name) const;
  bool is_transient(std::string_view name) const;
  bool is_code(std::string_view name) const;
  std::string number_of(const api::Definition& definition) const;
  Say say(const LocalizedText& text) const;
  Echo echo(const InputNode& input, std::string shown) const;
  Echo echo_of_choice(const InputNode& input, const Choice& choice) const;

  // engine_store.cpp
  bool resume(const std::set<std::string, std::less<>>& lost, Commands& commands);
  void resume_call(bool same_values, Commands& commands);

  std::shared_ptr<const Flow> flow_;
  EngineOptions options_;
  State state_;

  friend class EngineStore;
};

}  // namespace ringback::flow
