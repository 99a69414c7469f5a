// What a visitor typed becomes a value, or the reason why it can't. Knows nothing of the conversation.
#pragma once

#include <string>
#include <string_view>

#include "flow/engine.hpp"
#include "flow/input_limits.hpp"

namespace ringback::flow {

struct CheckedText {
  Refusal refusal = Refusal::none;
  Json value;         // null when refused
  std::string shown;  // how it may appear in the conversation: bullets for a code
};

// For kinds otp, text, email and number. Digits of every script become ASCII in codes and numbers.
CheckedText check_text(const InputNode& input, std::string_view typed, PatternMatcher matches);

// none, or country_not_allowed. An unknown region (empty) is refused where the input has an allow-list, since every SMS
// is somebody's money.
Refusal check_region(const InputNode& input, std::string_view region);

}  // namespace ringback::flow
