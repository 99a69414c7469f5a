// A phone number as ITU-T E.164 has it: "+", then 7 to 15 digits, the first not 0.
// Knows no numbering plans: for those see shell/src/phone (browser) and native/phone_numbers.hpp (Google's library).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ringback {

class E164 {
 public:
  // Strict: exactly the E.164 form, nothing is stripped or guessed.
  static std::optional<E164> parse(std::string_view text);

  const std::string& text() const { return text_; }
  // "+*********34": for logs. Keeps the last two digits.
  std::string masked() const;

  friend bool operator==(const E164&, const E164&) = default;

 private:
  explicit E164(std::string text) : text_{std::move(text)} {}
  std::string text_;
};

// A number with the form in which people read it ("+49 1512 3456789").
struct PhoneNumber {
  E164 e164;
  std::string international;
};

}  // namespace ringback
