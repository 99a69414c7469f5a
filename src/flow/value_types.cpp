#include "flow/value_types.hpp"

#include <cmath>
#include <cstdint>
#include <variant>

namespace ringback::flow {
namespace {

std::optional<E164> number_text(const Json& value) {
  const auto* text = value.get_ptr<const Json::string_t*>();
  return text == nullptr ? std::nullopt : E164::parse(*text);
}

}  // namespace

bool fits(AttributeType type, const Json& value) {
  switch (type) {
    case AttributeType::text: return value.is_string() || value.is_number() || value.is_boolean();
    case AttributeType::phone: return number_text(value).has_value();
    case AttributeType::number: return value.is_number();
    case AttributeType::boolean: return value.is_boolean();
    case AttributeType::json: return !value.is_null();
  }
  return false;
}

bool same_value(const Json& a, const Json& b) {
  if (a == b) return true;
  const bool scalars = a.is_primitive() && b.is_primitive() && !a.is_null() && !b.is_null();
  return scalars && (a.is_string() || b.is_string()) && text_of(a) == text_of(b);
}

std::optional<double> number_in(const Json& value) {
  if (const auto* number = value.get_ptr<const Json::number_float_t*>()) return *number;
  if (const auto* number = value.get_ptr<const Json::number_unsigned_t*>()) return static_cast<double>(*number);
  if (const auto* number = value.get_ptr<const Json::number_integer_t*>()) return static_cast<double>(*number);
  const auto* text = value.get_ptr<const Json::string_t*>();
  if (text == nullptr) return std::nullopt;
  const auto parsed = parse_json(*text);
  const Json* number = std::get_if<Json>(&parsed);
  return number != nullptr && number->is_number() ? number_in(*number) : std::nullopt;
}

Json json_number(double number) {
  constexpr double kFirstInexact = 9007199254740992;  // 2^53: from there on not every whole number is a double
  const bool whole = std::abs(number) < kFirstInexact && std::trunc(number) == number;
  return whole ? Json(static_cast<std::int64_t>(number)) : Json(number);
}

void copy_value(const Attributes& from, const std::string& name, Attributes& to) {
  const Json& value = *from.find(name);
  if (const std::optional<E164> number = number_text(value)) {
    const auto form = from.international_forms().find(number->text());
    if (form != from.international_forms().end()) {
      to.set_phone(name, PhoneNumber{*number, form->second});
      return;
    }
  }
  to.set(name, value);
}

}  // namespace ringback::flow
