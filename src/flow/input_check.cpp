#include "flow/input_check.hpp"

#include "flow/unicode.hpp"
#include "flow/value_types.hpp"

namespace ringback::flow {
namespace {

constexpr std::string_view kBullet = "\xE2\x80\xA2";

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
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > kMaximumEmailLength) return false;
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
  if (text.empty()) {
    // As in HTML, an optional answer that isn't given has no form to keep.
    const bool optional = input.min && *input.min <= 0;
    return optional ? CheckedText{Refusal::none, Json(std::string{}), {}} : refused(Refusal::empty);
  }
  if (const Refusal reason = check_length(input, text); reason != Refusal::none) return refused(reason);
  if (input.kind == InputKind::email && !is_email(text)) return refused(Refusal::not_an_email);
  if (input.pattern && (matches == nullptr || !matches(*input.pattern, text))) return refused(Refusal::pattern);
  return {Refusal::none, Json(std::string(text)), std::string(text)};
}

// Keyboards, word processors and the input methods of East Asia each have their own.
bool is_plus(char32_t code_point) { return code_point == '+' || code_point == 0xFF0B; }
bool is_minus(char32_t code_point) {
  return code_point == '-' || (code_point >= 0x2010 && code_point <= 0x2013) || code_point == 0x2212 ||
         code_point == 0xFE63 || code_point == 0xFF0D;
}
bool is_point_or_comma(char32_t code_point) {
  return code_point == '.' || code_point == ',' || code_point == 0xFF0E || code_point == 0xFF0C;
}
constexpr char32_t kArabicDecimalSeparator = 0x066B;

// "1,234" and "1.234" are one number in London and another in Berlin. Before thousands stand one to three digits, the first
// of them no 0.
bool may_be_thousands(std::string_view whole, std::string_view fraction) {
  return fraction.size() == 3 && !whole.empty() && whole.size() <= 3 && whole.front() != '0';
}

// "1 234,5" and "١٢٣٤٫٥" become 1234.5. A dash is a minus in front, and nowhere else: "5–10" is no number.
CheckedText check_number(const InputNode& input, std::string_view typed) {
  std::string whole, fraction;
  bool negative = false, in_fraction = false, point_or_comma = false, sign_allowed = true;
  const std::string_view text = trim(typed);
  if (text.empty()) return refused(Refusal::empty);
  for (std::string_view rest = text; !rest.empty();) {
    const char32_t code_point = take_code_point(rest);
    if (is_blank(code_point)) continue;  // between groups of digits
    if (const std::optional<int> digit = digit_value(code_point)) {
      (in_fraction ? fraction : whole) += static_cast<char>('0' + *digit);
    } else if (sign_allowed && (is_plus(code_point) || is_minus(code_point))) {
      negative = is_minus(code_point);
    } else if (!in_fraction && (is_point_or_comma(code_point) || code_point == kArabicDecimalSeparator)) {
      in_fraction = true;
      point_or_comma = code_point != kArabicDecimalSeparator;
    } else {
      return refused(Refusal::not_a_number);
    }
    sign_allowed = false;
  }
  if (whole.empty() && fraction.empty()) return refused(Refusal::not_a_number);
  if (point_or_comma && may_be_thousands(whole, fraction)) return refused(Refusal::not_a_number);
  if (whole.size() + fraction.size() > kMaximumDigits) return refused(Refusal::too_long);

  std::int64_t digits = 0;
  for (const char digit : whole + fraction) digits = digits * 10 + (digit - '0');
  if (negative) digits = -digits;
  double scale = 1;
  for (std::size_t at = 0; at < fraction.size(); ++at) scale *= 10;
  const double number = static_cast<double>(digits) / scale;
  if (input.min && number < *input.min) return refused(Refusal::below_min);
  if (input.max && number > *input.max) return refused(Refusal::above_max);
  return {Refusal::none, json_number(number), std::string(text)};
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
