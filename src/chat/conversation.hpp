// The conversation as a value that can be drawn (ui/), played in a terminal (command/), stored and resumed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "flow/engine.hpp"

namespace ringback::chat {

enum class Sender { bot, visitor };

struct Message {
  std::uint32_t id = 0;  // from 1, in order, unique in a conversation
  Sender from = Sender::bot;
  std::string text;
  flow::NodeId node;
  Instant at{};  // when it appeared; for motion only. A restored message's is long ago.
};

// What the visitor can do now.
struct Composer {
  enum class Kind { none, phone, code, text, email, number, choice, retry, restart };
  Kind kind = Kind::none;
  flow::NodeId node;    // which input; a new node means a new, empty field
  std::string prompt;   // names text, email and number inputs
  std::string consent;  // sentence shown before a number is asked for
  std::size_t code_length = 0;
  std::vector<std::string> choices;    // labels
  std::vector<std::string> countries;  // allow-list, empty means all
  std::string default_country;         // ISO 3166-1 alpha-2 or empty
  std::string initial_text;            // a kept number (E.164), for editing
  bool can_resend = false;
  std::optional<Instant> resend_at;  // before it, resend shows its countdown
  bool can_change_number = false;    // code; retry after a send that failed
  std::string alert;                 // role=alert beside the input; empty when there is none
  bool invalid = false;              // aria-invalid: what was entered was refused
  bool keeps_typed = false;          // what was entered was never judged: it stays, to be sent again

  friend bool operator==(const Composer&, const Composer&) = default;
};

// A longer transcript loses its oldest messages.
inline constexpr std::size_t kMaximumTranscript = 400;

struct Conversation {
  std::string title;
  std::vector<Message> transcript;
  Composer composer;
  bool busy = false;  // the bot is at work: typing indicator
  std::optional<flow::EndOutcome> outcome;
  std::optional<Instant> alert_counts_down_to;  // a rate limit's retry_at, when the alert shows it
};

}  // namespace ringback::chat
