// The flow file as values (SPEC section 4). Made by flow/flow_file.hpp only, so a Flow is always valid.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/definition.hpp"
#include "base/attributes.hpp"
#include "base/text_template.hpp"
#include "base/time.hpp"

namespace ringback::flow {

using NodeId = std::string;

// One text in one or more languages; the key is a BCP 47 tag, "" for a text given as a plain string.
class LocalizedText {
 public:
  std::map<std::string, TextTemplate, std::less<>> by_locale;
  // The nearest of the locale's language (base/language_tag.hpp), of two as near the first by its tag; then "", then English,
  // then the first. Precondition: by_locale isn't empty.
  const TextTemplate& in(std::string_view locale) const;
};

struct MessageNode {
  LocalizedText text;
  NodeId next;
};

enum class InputKind { phone, otp, text, email, number, choice };

struct Choice {
  LocalizedText label;
  Json value;
  std::optional<NodeId> next;  // instead of the input's
};

// A way out of a code input: "resend" needs its pause, "change" doesn't.
struct Resend {
  NodeId node;
  Milliseconds after{30'000};  // since the answer to the last send
};

struct InputNode {
  InputKind kind = InputKind::text;
  std::string to;
  std::optional<LocalizedText> text;
  NodeId next;

  std::size_t length = 6;               // otp: digits
  std::optional<Resend> resend;         // otp
  std::optional<NodeId> change;         // otp: "change number"
  std::optional<int> attempts;          // otp: wrong codes for one number; the way on is `exhausted`
  std::optional<NodeId> exhausted;      // absent: the conversation ends as blocked
  std::optional<Milliseconds> expires;  // otp: the code's life since the send's answer; the way on is `expired`
  std::optional<NodeId> expired;        // absent: a notice beside the input, and resend
  std::optional<std::string> pattern;   // text: regular expression over the whole value
  std::optional<double> min, max;       // number: value; text, email: characters
  std::vector<std::string> countries;   // phone: ISO 3166-1 alpha-2 allow-list, empty means all
  std::optional<std::string> default_country;
  std::optional<LocalizedText> consent;  // shown before a number is asked for
  std::vector<Choice> choices;           // choice
};

struct ApiNode {
  std::string api;
  NodeId success;
  std::optional<NodeId> failure;  // absent: as error
  std::optional<NodeId> error;    // absent: a clear message and a way to try again
};

struct DelayNode {
  Milliseconds wait{0};
  std::optional<std::string> since;  // an API: only what is left since its last answer; absent: in full
  NodeId next;
};

enum class Comparison { equals, not_equals, exists, matches, greater, less };

struct ConditionNode {
  std::string attribute;
  Comparison comparison = Comparison::equals;
  Json value;
  NodeId then;
  NodeId otherwise;  // "else" in the file
};

struct SetNode {
  std::string attribute;
  api::BodyValue value;
  NodeId next;
};

struct GotoNode {
  NodeId node;
};

enum class EndOutcome { verified, failed, blocked };

struct EndNode {
  EndOutcome outcome = EndOutcome::failed;
};

using Node = std::variant<MessageNode, InputNode, ApiNode, DelayNode, ConditionNode, SetNode, GotoNode, EndNode>;

struct Flow {
  LocalizedText title;
  std::optional<std::string> relay;  // base URL, no "/" at its end; its APIs have a name, a role and a timeout only
  std::optional<std::string> id;     // the flow's name at its relay; there whenever `relay` is
  bool accept_public_secrets = false;
  AttributeDeclarations attributes;
  std::map<std::string, api::Definition, std::less<>> apis;
  NodeId start;
  std::map<NodeId, Node, std::less<>> nodes;
  std::string digest;  // of the canonical JSON text: a stored state belongs to exactly this flow
};

}  // namespace ringback::flow
