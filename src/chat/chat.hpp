// One visitor's chat: engine, API calls and transcript together, still pure. An edge (browser/, command/) hands in
// what happened and when, and carries out the Effects.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/client.hpp"
#include "chat/conversation.hpp"
#include "chat/phrasebook.hpp"
#include "flow/engine.hpp"

namespace ringback::chat {

// The phone input's text was refused by the numbering plan before it became a number.
struct PhoneRefused {
  flow::Refusal reason = flow::Refusal::invalid_phone;
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
  bool changed = false;                  // the conversation differs: draw, project and store it
};

struct ChatOptions {
  std::string locale = "en";
  std::string idempotency_seed;  // at least 128 random bits as text
  flow::PatternMatcher matches = nullptr;
  Phrasebook phrasebook;
  Secrets secrets;               // native edges only; a browser has none
};

class Chat {
 public:
  Chat(std::shared_ptr<const flow::Flow> flow, ChatOptions options);

  // Goes on from `saved`; when it isn't usable (another flow, another version, damaged), the chat is as new and the
  // answer is false. Either way handle(Started) comes next for a new chat only.
  bool restore(const Json& saved, Instant now, Effects& effects);

  Effects handle(const Event& event, Instant now);
  // One timer serves everything: delays, deadlines, countdown of resend (once a second while it shows).
  std::optional<Instant> next_deadline(Instant now) const;

  const Conversation& conversation() const { return conversation_; }
  const Phrasebook& phrasebook() const { return options_.phrasebook; }
  // Seconds until resend may be pressed, rounded up; 0 when it may.
  static int seconds_until(std::optional<Instant> at, Instant now);

  // For ringback.get(): null for private, undeclared and empty ones.
  Json attribute(std::string_view name) const;

  // No private or transient value is in it, nor a code in the transcript.
  Json save(Instant now) const;

 private:
  std::shared_ptr<const flow::Flow> flow_;
  ChatOptions options_;
  flow::Engine engine_;
  api::Client client_;
  Conversation conversation_;
  std::uint32_t next_message_ = 1;
};

}  // namespace ringback::chat
