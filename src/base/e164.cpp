#include "base/e164.hpp"

namespace ringback {

std::optional<E164> E164::parse(std::string_view text) {
  constexpr std::size_t kMinimumDigits = 7, kMaximumDigits = 15;  // ITU-T E.164 section 6.1; 7 is practice
  if (text.empty() || text.front() != '+') return std::nullopt;
  const std::string_view digits = text.substr(1);
  if (digits.size() < kMinimumDigits || digits.size() > kMaximumDigits || digits.front() == '0') return std::nullopt;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  return E164{std::string{text}};
}

std::string E164::masked() const {
  std::string masked = text_;
  for (std::size_t i = 1; i + 2 < masked.size(); ++i) masked[i] = '*';
  return masked;
}

}  // namespace ringback
