#include "flow/input_check.hpp"

#include "flow/unicode.hpp"

namespace ringback::flow {
namespace {

constexpr std::string_view kBullet = "\xE2\x80\xA2";
constexpr std::size_t kMaximumDigits = 15;  // what a double holds exactly

CheckedText refused(Refusal reason) { return {reason, Json(), {}}; }

CheckedText check_code(const InputNode& input, std::string_view typed) {
  std::string code, shown;
  while (!typed.empty()) {
    const char32_t code_point = take_code_point(typed);
    if (is_separator(code_point)) continue;
    const std::optional<int> digit = digit_value(code_point);
    if (!digit) return refused(Refusal::not_a_number);
    if (code.size() == input.length) return refused(Refusal::too_long);
    code += static_cast<char>('0' + *digit);
    shown += kBullet;
  }
  if (code.empty()) return refused(Refusal::empty);
  if (code.size() < input.length) return refused(Refusal::too_short);
  return {Refusal::none, Json(std::move(code)), std::move(shown)};
}

Refusal check_length(const InputNode& input, std::string_view text) {
  const std::size_t length = count_code_points(text);
  if (input.min && static_cast<double>(length) < *input.min) return Refusal::too_short;
  if (length > kMaximumTextLength || (input.max && static_cast<double>(length) > *input.max)) return Refusal::too_long;
  return Refusal::none;
}

// One "@", something before it, and a domain of at least two labels: what catches slips of the finger. Whether the
// mailbox exists only a message to it can tell. Lengths: RFC 5321 section 4.5.3.1.
bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  for (std::string_view rest = text; !rest.empty();) {
    const char32_t code_point = take_code_point(rest);
    if (code_point < 0x20 || code_point == 0x7F || code_point == 0xFFFD) return false;
    if (is_separator(code_point) && code_point != '-') return false;
  }
  std::string_view domain = text.substr(at + 1);
  if (domain.find_first_of("@,;<>()\"\\") != std::string_view::npos) return false;
  std::size_t labels = 0;
  for (;;) {
    const std::size_t dot = domain.find('.');
    const std::string_view label = domain.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    ++labels;
    if (dot == std::string_view::npos) return labels > 1;
    domain.remove_prefix(dot + 1);
  }
}

CheckedText check_plain(const InputNode& input, std::string_view typed, PatternMatcher matches) {
  const std::string_view text = trim(typed);
  if (text.empty()) return refused(Refusal::empty);
  if (const Refusal reason = check_length(input, text); reason != Refusal::none) return refused(reason);
  if (input.kind == InputKind::email && !is_email(text)) return refused(Refusal::not_an_email);
  if (input.pattern && (matches == nullptr || !matches(*input.pattern, text))) return refused(Refusal::pattern);
  return {Refusal::none, Json(std::string(text)), std::string(text)};
}

// "1 234,5" and "١٢٣٤٫٥" become 1234.5. "1,234" is refused: it is one number in London and another in Berlin.
CheckedText check_number(const InputNode& input, std::string_view typed) {
  std::string whole, fraction;
  bool negative = false, in_fraction = false, comma = false, sign_allowed = true;
  const std::string_view text = trim(typed);
  if (text.empty()) return refused(Refusal::empty);
  for (std::string_view rest = text; !rest.empty();) {
    const char32_t code_point = take_code_point(rest);
    if (const std::optional<int> digit = digit_value(code_point)) {
      (in_fraction ? fraction : whole) += static_cast<char>('0' + *digit);
    } else if (sign_allowed && (code_point == '+' || code_point == '-' || code_point == 0x2212)) {
      negative = code_point != '+';
    } else if (!in_fraction && (code_point == '.' || code_point == ',' || code_point == 0x066B)) {
      in_fraction = true;
      comma = code_point == ',';
    } else if (code_point == '-' || code_point == 0x2212 || !is_separator(code_point)) {
      return refused(Refusal::not_a_number);
    } else {
      continue;  // a blank between groups of digits
    }
    sign_allowed = false;
  }
  if (whole.empty() && fraction.empty()) return refused(Refusal::not_a_number);
  if (comma && fraction.size() == 3) return refused(Refusal::not_a_number);
  if (whole.size() + fraction.size() > kMaximumDigits) return refused(Refusal::too_long);

  std::int64_t digits = 0;
  for (const char digit : whole + fraction) digits = digits * 10 + (digit - '0');
  if (negative) digits = -digits;
  double scale = 1;
  for (std::size_t at = 0; at < fraction.size(); ++at) scale *= 10;
  const double number = static_cast<double>(digits) / scale;
  if (input.min && number < *input.min) return refused(Refusal::below_min);
  if (input.max && number > *input.max) return refused(Refusal::above_max);
  Json value = fraction.empty() ? Json(digits) : Json(number);
  return {Refusal::none, std::move(value), std::string(text)};
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool same_region(std::string_view a, std::string_view b) {
  return a.size() == 2 && b.size() == 2 && upper(a[0]) == upper(b[0]) && upper(a[1]) == upper(b[1]);
}

}  // namespace

CheckedText check_text(const InputNode& input, std::string_view typed, PatternMatcher matches) {
  switch (input.kind) {
    case InputKind::otp: return check_code(input, typed);
    case InputKind::number: return check_number(input, typed);
    default: return check_plain(input, typed, matches);
  }
}

Refusal check_region(const InputNode& input, std::string_view region) {
  if (input.countries.empty()) return Refusal::none;
  for (const std::string& allowed : input.countries) {
    if (same_region(allowed, region)) return Refusal::none;
  }
  return Refusal::country_not_allowed;
}

}  // namespace ringback::flow
