// One visitor's chat: engine, API calls and transcript together, still pure. An edge (browser/, command/) hands in
// what happened and when, and carries out the Effects.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/client.hpp"
#include "api/relay_client.hpp"
#include "chat/conversation.hpp"
#include "chat/phrasebook.hpp"
#include "flow/engine.hpp"

namespace ringback::chat {

// The phone input's text was refused by the numbering plan before it became a number.
struct PhoneRefused {
  flow::Refusal reason = flow::Refusal::invalid_phone;
  std::string country = {};  // its name in the language of the phrases; empty if unknown
};
struct HttpAnswered {
  std::uint32_t try_id = 0;
  api::HttpAnswer answer;
};
using Event = std::variant<flow::Started, flow::TimePassed, flow::PhoneEntered, flow::TextEntered, flow::ChoiceMade,
                           flow::ResendRequested, flow::ChangeRequested, flow::RetryRequested, flow::AttributeSet,
                           PhoneRefused, HttpAnswered>;

// For the page API (SPEC section 3): `name` is the event's, `detail` its payload as documented there.
struct PageEvent {
  std::string name;  // message, step, sent, verified, rejected, error
  Json detail;
};

struct Effects {
  std::vector<api::TryToSend> requests;  // hand to Http, and its answer back as HttpAnswered with the same try_id
  std::vector<PageEvent> events;
  std::vector<std::string> warnings;  // sentences for the console of who wrote the page
  bool changed = false;               // the conversation differs: draw, project and store it
};

struct ChatOptions {
  std::string locale = "en";
  std::string idempotency_seed;  // at least 128 random bits as text
  flow::PatternMatcher matches = nullptr;
  Phrasebook phrasebook;
  Secrets secrets;  // native edges only; a browser has none
};

class Chat {
 public:
  Chat(std::shared_ptr<const flow::Flow> flow, ChatOptions options);

  // Composer::Kind::restart ("Start over") is answered by RetryRequested or Started.
  Effects handle(const Event& event, Instant now);

  // Goes on from `saved`; when it isn't usable (another flow, another version, damaged), the chat is as new and the
  // answer is false. Either way handle(Started) comes next for a new chat only.
  bool restore(const Json& saved, Instant now, Effects& effects);

  // One timer serves everything: delays, deadlines, countdown of resend (once a second while it shows).
  std::optional<Instant> next_deadline(Instant now) const;

  const Conversation& conversation() const { return conversation_; }
  const Phrasebook& phrasebook() const { return options_.phrasebook; }
  // Seconds until resend may be pressed, rounded up; 0 when it may.
  static int seconds_until(std::optional<Instant> at, Instant now);
  // "25 s", "1:05", "23:59:59": the {time} of countdowns.
  static std::string time_text(int seconds);

  // For ringback.get(): null for private, undeclared and empty ones.
  Json attribute(std::string_view name) const;

  // No private or transient value is in it, nor a code in the transcript. The relay's session is, so it belongs into a
  // store of this visitor and this site only (sessionStorage).
  Json save(Instant now) const;

 private:
  struct Turn;  // one handle() or restore(): what is still to be handed to the engine, and the effects so far
  flow::EngineOptions engine_options() const;
  void go_on(const flow::Commands& resumed, Effects& effects);
  void run(Turn& turn);
  void carry_out(const flow::Commands& commands, Turn& turn);
  void make_call(const flow::Call& call, Turn& turn);
  Json values_for_relay() const;
  api::ClientStep answered(const HttpAnswered& answered);
  void take(api::ClientStep step, Turn& turn);
  void add_message(Sender from, const std::string& text, const flow::NodeId& node,
                   const std::optional<std::string>& text_to_store, Turn& turn);
  void finish(flow::EndOutcome outcome, Turn& turn);

  // chat_composer.cpp
  void update_conversation(Instant now, Effects& effects);
  Composer composer_at(const flow::AtInput& at) const;
  std::string alert_text(const flow::InputNode& input, Instant now) const;
  std::string refusal_text(const flow::InputNode& input, flow::Refusal reason) const;
  std::string problem_text(api::Problem problem, std::optional<Instant> retry_at, Instant now) const;

  std::shared_ptr<const flow::Flow> flow_;
  ChatOptions options_;
  flow::Engine engine_;
  api::Client client_;                     // direct mode
  std::optional<api::RelayClient> relay_;  // relay mode
  Conversation conversation_;
  std::uint32_t next_message_ = 1;
  std::map<std::uint32_t, std::string> texts_to_store_;  // by message, where what is shown must not be stored
  std::optional<std::string> proof_;                     // the relay's, until the verified event carries it
  std::string refused_country_;
  int shown_resend_seconds_ = 0;
  Instant now_{};  // the latest time known
};

}  // namespace ringback::chat
