#include "base/json_parser.hpp"

#include <cstdint>
#include <limits>
#include <optional>

#include "base/ascii.hpp"
#include "base/decimal.hpp"
#include "base/utf8.hpp"

namespace ringback {

std::size_t plain_length(std::string_view text) {
  std::size_t length = 0;
  for (; length < text.size(); ++length) {
    const auto byte = static_cast<unsigned char>(text[length]);
    if (byte < ' ' || byte >= 0x80 || byte == '"' || byte == '\\') break;
  }
  return length;
}

bool JsonParser::parse(Json& value) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) at_ = kByteOrderMark.size();  // as some editors write
  if (!read_value(value, Place{})) return false;
  skip_blanks();
  return at_ == text_.size();
}

bool JsonParser::read_value(Json& value, const Place& place) {
  skip_blanks();
  switch (peek()) {
    case '{': return read_object(value, place);
    case '[': return read_array(value, place);
    case '"': value = Json(Json::value_t::string); return read_string(*value.get_ptr<Json::string_t*>());
    case 't': value = Json(true); return read_word("true");
    case 'f': value = Json(false); return read_word("false");
    case 'n': value = Json(nullptr); return read_word("null");
    default: return read_number(value);
  }
}

bool JsonParser::read_object(Json& value, const Place& parent) {
  if (parent.depth == kMaximumJsonDepth) return refuse(JsonFault::too_deep);
  ++at_;
  value = Json(Json::value_t::object);
  auto& members = *value.get_ptr<Json::object_t*>();
  skip_blanks();
  if (skip('}')) return true;
  do {
    skip_blanks();
    std::string key;
    if (peek() != '"' || !read_string(key)) return false;
    skip_blanks();
    if (!skip(':')) return false;
    const auto [member, is_new] = members.try_emplace(std::move(key));
    const Place place{&parent, &member->first, 0, parent.depth + 1};
    if (!is_new && duplicate_keys_ != nullptr) duplicate_keys_->push_back(pointer_of(place));
    if (!read_value(member->second, place)) return false;
    skip_blanks();
  } while (skip(','));
  return skip('}');
}

bool JsonParser::read_array(Json& value, const Place& parent) {
  if (parent.depth == kMaximumJsonDepth) return refuse(JsonFault::too_deep);
  ++at_;
  value = Json(Json::value_t::array);
  auto& elements = *value.get_ptr<Json::array_t*>();
  skip_blanks();
  if (skip(']')) return true;
  do {
    const Place place{&parent, nullptr, elements.size(), parent.depth + 1};
    elements.emplace_back();
    if (!read_value(elements.back(), place)) return false;
    skip_blanks();
  } while (skip(','));
  return skip(']');
}

bool JsonParser::read_string(std::string& string) {
  ++at_;
  while (at_ < text_.size()) {
    const std::size_t plain = plain_length(text_.substr(at_));
    string += text_.substr(at_, plain);
    at_ += plain;
    if (at_ == text_.size()) break;
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte == '"') {
      ++at_;
      return true;
    }
    if (byte < ' ') return false;
    if (byte == '\\') {
      if (!read_escape(string)) return false;
    } else {
      const std::size_t length = utf8_length(text_.substr(at_, 4));
      if (length == 0) return false;
      string += text_.substr(at_, length);
      at_ += length;
    }
  }
  return false;
}

bool JsonParser::read_escape(std::string& string) {
  constexpr std::string_view kNames = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
  ++at_;
  const std::size_t name = at_ < text_.size() ? kNames.find(text_[at_]) : std::string_view::npos;
  if (name != std::string_view::npos) {
    string.push_back(kMeanings[name]);
    ++at_;
    return true;
  }
  unsigned code = 0, low = 0;
  if (!skip('u') || !read_hex(code)) return false;
  if (code >= 0xD800 && code < 0xE000) {
    const bool pair = code < 0xDC00 && skip('\\') && skip('u') && read_hex(low) && low >= 0xDC00 && low < 0xE000;
    if (!pair) return false;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  append_utf8(string, code);
  return true;
}

bool JsonParser::read_hex(unsigned& code) {
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = lower(peek());
    if (is_digit(c)) {
      code = code << 4 | static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      code = code << 4 | static_cast<unsigned>(c - 'a' + 10);
    } else {
      return false;
    }
  }
  return true;
}

bool JsonParser::read_number(Json& value) {
  const std::size_t start = at_;
  const bool negative = skip('-');
  const std::size_t digits = at_;
  if (!skip('0') && !skip_digits()) return false;
  std::uint64_t natural = 0;
  bool whole = true;
  for (std::size_t i = digits; i < at_ && whole; ++i) {
    const auto digit = static_cast<std::uint64_t>(text_[i] - '0');
    whole = natural <= (std::numeric_limits<std::uint64_t>::max() - digit) / 10;
    natural = natural * 10 + digit;
  }
  if (skip('.')) {
    whole = false;
    if (!skip_digits()) return false;
  }
  if (lower(peek()) == 'e') {
    ++at_;
    whole = false;
    if (!skip('-')) skip('+');
    if (!skip_digits()) return false;
  }
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (whole && !negative) {
    value = Json(natural);
  } else if (whole && natural <= kLargest + 1) {
    value = Json(static_cast<std::int64_t>(0 - natural));
  } else {
    const std::optional<double> number = parse_decimal(text_.substr(start, at_ - start));
    if (!number) {
      at_ = start;
      return refuse(JsonFault::number_too_large);
    }
    value = Json(*number);
  }
  return true;
}

bool JsonParser::read_word(std::string_view word) {
  if (text_.substr(at_, word.size()) != word) return false;
  at_ += word.size();
  return true;
}

bool JsonParser::skip_digits() {
  const std::size_t start = at_;
  while (is_digit(peek())) ++at_;
  return at_ > start;
}

bool JsonParser::refuse(JsonFault fault) {
  fault_ = fault;
  return false;
}

bool JsonParser::skip(char c) {
  if (at_ >= text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

void JsonParser::skip_blanks() {
  while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++at_;
}

std::string JsonParser::pointer_of(const Place& place) {
  if (place.parent == nullptr) return {};
  return pointer_to(pointer_of(*place.parent), place.key == nullptr ? std::to_string(place.index) : *place.key);
}

}  // namespace ringback
