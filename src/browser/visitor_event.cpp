#include "browser/visitor_event.hpp"

#include <algorithm>

#include "browser/json_fields.hpp"

namespace ringback::browser {

namespace {

Json parsed_object(std::string_view text) {
  auto parsed = parse_json(text);
  Json* value = std::get_if<Json>(&parsed);
  return value != nullptr && value->is_object() ? std::move(*value) : Json::object();
}

flow::Refusal refusal_named(std::string_view name) {
  using flow::Refusal;
  if (name == "empty") return Refusal::empty;
  if (name == "too_short") return Refusal::too_short;
  if (name == "too_long") return Refusal::too_long;
  if (name == "country_not_allowed") return Refusal::country_not_allowed;
  if (name == "landline") return Refusal::landline;
  if (name == "no_calling_code") return Refusal::no_calling_code;
  return Refusal::invalid_phone;
}

}  // namespace

VisitorEvent visitor_event(std::string_view json_text) {
  const Json json = parsed_object(json_text);
  const std::string type = text_field(json, "type");
  VisitorEvent event;
  if (type == "phone") {
    if (const auto number = E164::parse(text_field(json, "e164"))) {
      event.chat_event = flow::PhoneEntered{{*number, text_field(json, "international")}, text_field(json, "region")};
    } else {
      event.chat_event = chat::PhoneRefused{};
    }
  } else if (type == "phone_refused") {
    event.chat_event = chat::PhoneRefused{refusal_named(text_field(json, "reason")), text_field(json, "country")};
  } else if (type == "text") {
    event.chat_event = flow::TextEntered{text_field(json, "text")};
  } else if (type == "choice") {
    event.chat_event = flow::ChoiceMade{static_cast<std::size_t>(std::max(number_field(json, "index", 0), 0.0))};
  } else if (type == "resend") {
    event.chat_event = flow::ResendRequested{};
  } else if (type == "change") {
    event.chat_event = flow::ChangeRequested{};
  } else if (type == "retry") {
    event.chat_event = flow::RetryRequested{};
  } else if (type == "restart") {
    event.chat_event = flow::RetryRequested{};
  } else if (type == "reset") {
    event.reset = true;
  } else if (type == "set") {
    const auto value = json.find("value");
    event.chat_event = flow::AttributeSet{text_field(json, "name"), value != json.end() ? *value : Json()};
  }
  return event;
}

ui::Appearance appearance_from(std::string_view json_text) {
  const Json json = parsed_object(json_text);
  ui::Appearance appearance;
  appearance.dark = flag_field(json, "dark");
  appearance.right_to_left = flag_field(json, "rightToLeft");
  appearance.reduced_motion = flag_field(json, "reducedMotion");
  appearance.accent = Color::parse(text_field(json, "accent")).value_or(appearance.accent);
  appearance.radius = static_cast<float>(std::clamp(number_field(json, "radius", appearance.radius), 0.0, 24.0));
  appearance.text_scale = static_cast<float>(std::clamp(number_field(json, "textScale", 1), 0.5, 4.0));
  return appearance;
}

}  // namespace ringback::browser
