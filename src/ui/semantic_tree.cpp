#include "ui/semantic_tree.hpp"

namespace ringback::ui {

namespace {

Json to_json(const Box& box) { return Json::array({box.x, box.y, box.width, box.height}); }

Json to_json(const PlacedText& text) {
  Json json = Json::object();
  json["text"] = text.text;
  json["box"] = to_json(text.box);
  json["style"] = name_of(text.style);
  return json;
}

Json to_json(const std::optional<PlacedText>& text) { return text ? to_json(*text) : Json(); }

Json to_json(const PlacedButton& button) {
  Json json = Json::object();
  json["id"] = button.id;
  json["name"] = button.name;
  json["text"] = button.label ? button.label->text : std::string();
  json["box"] = to_json(button.box);
  json["disabled"] = button.disabled;
  return json;
}

Json to_json(const PlacedMessage& message) {
  Json json = to_json(message.text);
  json["id"] = message.id;
  json["from"] = message.from == chat::Sender::visitor ? "visitor" : "bot";
  json["bubble"] = to_json(message.bubble);
  return json;
}

const char* name_of(chat::Composer::Kind kind) {
  using Kind = chat::Composer::Kind;
  switch (kind) {
    case Kind::none: return "none";
    case Kind::phone: return "phone";
    case Kind::code: return "code";
    case Kind::text: return "text";
    case Kind::email: return "email";
    case Kind::number: return "number";
    case Kind::choice: return "choice";
    case Kind::retry: return "retry";
    case Kind::restart: return "restart";
  }
  return "none";
}

Json strings(const std::vector<std::string>& values) {
  Json json = Json::array();
  for (const std::string& value : values) json.push_back(value);
  return json;
}

// Where there is no canvas, elements show the boxes of a code and what is in them.
Json code_tree(const std::vector<Box>& boxes, const FieldState& field) {
  if (boxes.empty()) return {};
  Json json = Json::object();
  json["boxes"] = Json::array();
  for (const Box& box : boxes) json["boxes"].push_back(to_json(box));
  json["digits"] = field.text;
  const auto active = active_box(field, boxes.size());
  json["active"] = active ? static_cast<int>(*active) : -1;
  return json;
}

Json composer_tree(const PlacedComposer& placed, const chat::Composer& composer, std::optional<Instant> alert_ends,
                   const FieldState& field) {
  Json json = Json::object();
  json["box"] = to_json(placed.box);
  json["kind"] = name_of(composer.kind);
  json["node"] = composer.node;
  json["field"] = placed.field ? to_json(*placed.field) : Json();
  json["label"] = placed.label;
  json["initialText"] = composer.initial_text;
  json["codeLength"] = composer.code_length;
  json["code"] = code_tree(placed.code_boxes, field);
  json["countries"] = strings(composer.countries);
  json["defaultCountry"] = composer.default_country;
  json["consent"] = to_json(placed.consent);
  json["alert"] = to_json(placed.alert);
  json["alertEnds"] = alert_ends ? Json(ms_of(*alert_ends)) : Json();
  json["outcome"] = to_json(placed.outcome);
  json["verified"] = placed.pill.has_value();
  json["invalid"] = composer.invalid;
  json["keepsTyped"] = composer.keeps_typed;
  Json buttons = Json::array();
  for (const PlacedButton& button : placed.buttons) buttons.push_back(to_json(button));
  json["buttons"] = std::move(buttons);
  return json;
}

Json palette_tree(const Palette& palette) {
  Json json = Json::object();
  json["surface"] = palette.surface.css();
  json["ground"] = palette.ground.css();
  json["shade"] = palette.shade.css();
  json["ink"] = palette.ink.css();
  json["quiet"] = palette.quiet.css();
  json["botBubble"] = palette.bot_bubble.css();
  json["botInk"] = palette.bot_ink.css();
  json["visitorBubble"] = palette.visitor_bubble.css();
  json["visitorInk"] = palette.visitor_ink.css();
  json["accent"] = palette.accent.css();
  json["accentInk"] = palette.accent_ink.css();
  json["accentLine"] = palette.accent_line.css();
  json["accentText"] = palette.accent_text.css();
  json["success"] = palette.success.css();
  json["successInk"] = palette.success_ink.css();
  json["successTint"] = palette.success_tint.css();
  json["hairline"] = palette.hairline.css();
  json["field"] = palette.field.css();
  json["fieldLine"] = palette.field_line.css();
  json["danger"] = palette.danger.css();
  return json;
}

}  // namespace

Json semantic_tree(const Layout& layout, const LayoutInput& input, View view, const FieldState& field) {
  Json tree = Json::object();
  tree["title"] = to_json(layout.title);
  tree["close"] = to_json(layout.close);
  Json scroller = Json::object();
  scroller["box"] = to_json(layout.scroller);
  scroller["contentHeight"] = layout.content_height;
  tree["scroller"] = std::move(scroller);

  Json messages = Json::array();
  const bool whole = layout.messages.size() <= kProjectedWhole;
  for (const PlacedMessage& message : layout.messages) {
    const bool newest = &message == &layout.messages.back();  // or a reader far up wouldn't hear of it
    const bool near = message.bubble.bottom() >= view.scroll_top - view.height &&
                      message.bubble.y <= view.scroll_top + 2 * view.height;
    if (whole || near || newest) messages.push_back(to_json(message));
  }
  tree["messages"] = std::move(messages);

  if (layout.typing) {
    Json typing = Json::object();
    typing["box"] = to_json(*layout.typing);
    typing["name"] = input.phrases.say("typing");
    tree["typing"] = std::move(typing);
  } else {
    tree["typing"] = Json();
  }
  tree["composer"] =
      composer_tree(layout.composer, input.conversation.composer, input.conversation.alert_counts_down_to, field);
  tree["palette"] = palette_tree(input.palette);
  return tree;
}

}  // namespace ringback::ui
