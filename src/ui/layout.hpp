// Where everything in the panel lies: pure geometry, made from a conversation and the size of the panel. The picture
// (ui/panel.hpp) and the semantic tree (ui/semantic_tree.hpp) are both made from it, so they can't disagree.
//
//   ┌──────────────────────────────┐
//   │ (icon) title             (×) │ header
//   ├──────────────────────────────┤
//   │ ◖ bot bubble ◗               │ scroller: a window on the content, which is taller;
//   │          ◖ visitor bubble ◗  │ y of messages and typing counts from the content's top
//   │ ◖ ••• ◗                      │ typing
//   ├──────────────────────────────┤
//   │ consent, field or choices,   │ composer: only as tall as it needs
//   │ alert, buttons               │
//   └──────────────────────────────┘
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/conversation.hpp"
#include "chat/phrasebook.hpp"
#include "ui/geometry.hpp"
#include "ui/text.hpp"
#include "ui/theme.hpp"

namespace ringback::ui {

enum class Align { start, center };

struct PlacedText {
  std::string text;
  TextStyle style = TextStyle::message;
  Color ink;
  Align align = Align::start;
  Box box;  // its lines fill it from top to bottom
  TextBlock block;
};

struct PlacedMessage {
  std::uint32_t id = 0;
  chat::Sender from = chat::Sender::bot;
  bool first_of_group = true;  // the one before is from the other side
  bool last_of_group = true;
  Box bubble;
  PlacedText text;
  Instant appeared{};
};

enum class ButtonLook { primary, link, chip, icon_send, icon_close, country };

struct PlacedButton {
  std::string id;    // as SemanticButton.id in bridge.ts
  std::string name;  // accessible name
  ButtonLook look = ButtonLook::primary;
  Box box;
  std::optional<PlacedText> label;
  bool disabled = false;
};

struct PlacedComposer {
  Box box;
  std::optional<Box> field;
  std::vector<Box> code_boxes;
  std::string label;
  std::optional<PlacedText> consent;
  std::optional<PlacedText> alert;
  std::optional<PlacedText> outcome;  // "Verified" where the composer was, when the conversation is over
  std::optional<Box> pill;            // around it when it is good news
  std::vector<PlacedButton> buttons;
  bool invalid = false;  // what was entered was refused
};

struct Layout {
  Box panel;
  Box header;
  Box icon;
  PlacedText title;
  PlacedButton close;
  Box scroller;
  float content_height = 0;
  std::vector<PlacedMessage> messages;
  std::optional<Box> typing;
  PlacedComposer composer;
};

struct LayoutInput {
  const chat::Conversation& conversation;
  const chat::Phrasebook& phrases;
  const Appearance& appearance;
  const Palette& palette;
  float width = 0;  // of the panel
  float height = 0;
  Instant now{};
};

Layout lay_out(const LayoutInput& input, TextSetter& text);

// The composer alone, laid out from y = 0; used by lay_out().
PlacedComposer lay_out_composer(const LayoutInput& input, TextSetter& text);

}  // namespace ringback::ui
