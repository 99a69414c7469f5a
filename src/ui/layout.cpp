#include "ui/layout.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "base/utf8.hpp"
#include "ui/layout_measures.hpp"

namespace ringback::ui {

using namespace measures;

namespace {

constexpr const char* kEllipsis = "\u2026";

void mirror(Box& box, float width) { box.x = width - box.x - box.width; }
void mirror(PlacedText& text, float width) { mirror(text.box, width); }
void mirror(std::optional<PlacedText>& text, float width) {
  if (text) mirror(*text, width);
}
void mirror(PlacedButton& button, float width) {
  mirror(button.box, width);
  mirror(button.label, width);
}

// Right to left: everything swaps sides; what has a direction of its own (a code, a number) is drawn as it is.
void mirror(Layout& layout, float width) {
  for (Box* box : {&layout.header, &layout.icon, &layout.scroller, &layout.composer.box}) mirror(*box, width);
  mirror(layout.title, width);
  mirror(layout.close, width);
  for (PlacedMessage& message : layout.messages) {
    mirror(message.bubble, width);
    mirror(message.text, width);
  }
  if (layout.typing) mirror(*layout.typing, width);
  PlacedComposer& composer = layout.composer;
  if (composer.field) mirror(*composer.field, width);
  mirror(composer.consent, width);
  mirror(composer.alert, width);
  mirror(composer.outcome, width);
  if (composer.pill) mirror(*composer.pill, width);
  for (PlacedButton& button : composer.buttons) mirror(button, width);
}

void move_down(PlacedComposer& composer, float by) {
  const auto move = [by](Box& box) { box.y += by; };
  move(composer.box);
  if (composer.field) move(*composer.field);
  if (composer.pill) move(*composer.pill);
  for (Box& box : composer.code_boxes) move(box);
  for (std::optional<PlacedText>* text : {&composer.consent, &composer.alert, &composer.outcome}) {
    if (*text) move((*text)->box);
  }
  for (PlacedButton& button : composer.buttons) {
    move(button.box);
    if (button.label) move(button.label->box);
  }
}

// The title whole, or as much of it as stands with "…" on four lines.
TextBlock set_shortened(const std::string& title, Color ink, float width, TextSetter& text) {
  constexpr std::size_t kMostLines = 4;
  TextBlock block = text.set(title, TextStyle::title, ink, width);
  if (block.lines.size() <= kMostLines) return block;
  std::vector<std::size_t> ends;  // of what may be left of it
  for (std::size_t i = 0; i < title.size();
       i += std::max<std::size_t>(utf8_length(std::string_view{title}.substr(i)), 1)) {
    if (i > 0 && title[i - 1] != ' ') ends.push_back(i);
  }
  const auto shortened = [&](std::size_t end) {
    return text.set(title.substr(0, end) + kEllipsis, TextStyle::title, ink, width);
  };
  const auto first_too_long = std::partition_point(
      ends.begin(), ends.end(), [&](std::size_t end) { return shortened(end).lines.size() <= kMostLines; });
  block = shortened(first_too_long == ends.begin() ? 0 : *std::prev(first_too_long));
  if (block.lines.size() > kMostLines) block.lines.resize(kMostLines);
  return block;
}

float lay_out_messages(const LayoutInput& input, TextSetter& text, Layout& layout) {
  const auto& transcript = input.conversation.transcript;
  const float widest = std::floor((input.width - 2 * kMargin) * kBubbleShare);
  float y = kMargin;
  for (std::size_t i = 0; i < transcript.size(); ++i) {
    const chat::Message& message = transcript[i];
    const bool visitor = message.from == chat::Sender::visitor;
    PlacedMessage placed;
    placed.id = message.id;
    placed.from = message.from;
    placed.appeared = message.at;
    placed.first_of_group = i == 0 || transcript[i - 1].from != message.from;
    placed.last_of_group = i + 1 == transcript.size() || transcript[i + 1].from != message.from;
    if (i > 0) y += placed.first_of_group ? kGapBetweenGroups : kGapInGroup;

    placed.text.text = message.text;
    placed.text.style = TextStyle::message;
    placed.text.ink = visitor ? input.palette.visitor_ink : input.palette.bot_ink;
    placed.text.block = text.set(message.text, TextStyle::message, placed.text.ink, widest - 2 * kBubblePaddingX);
    const TextBlock& block = placed.text.block;
    const float width = std::max(block.width + 2 * kBubblePaddingX, kBubbleMinimumWidth);
    const float height = block.height() + 2 * kBubblePaddingY;
    placed.bubble = {visitor ? input.width - kMargin - width : kMargin, y, width, height};
    placed.text.box = placed.bubble.inset(kBubblePaddingX, kBubblePaddingY);
    y += height;
    layout.messages.push_back(std::move(placed));
  }
  if (input.conversation.busy) {
    y += transcript.empty() ? 0 : kGapBetweenGroups;
    layout.typing = Box{kMargin, y, kTypingWidth, kTypingHeight};
    y += kTypingHeight;
  }
  return y + kMargin;
}

}  // namespace

Layout lay_out(const LayoutInput& input, TextSetter& text) {
  Layout layout;
  layout.panel = {0, 0, input.width, input.height};
  layout.header = {0, 0, input.width, kHeaderHeight};
  layout.icon = {kMargin, (kHeaderHeight - kIconSize) / 2, kIconSize, kIconSize};

  layout.close.id = "close";
  layout.close.name = input.phrases.say("close_chat");
  layout.close.look = ButtonLook::icon_close;
  layout.close.box = {input.width - kMargin / 2 - kTargetSize, (kHeaderHeight - kTargetSize) / 2, kTargetSize,
                      kTargetSize};

  const float title_x = layout.icon.right() + kIconGap;
  layout.title.text = input.conversation.title;
  layout.title.style = TextStyle::title;
  layout.title.ink = input.palette.ink;
  // A long title makes the header taller rather than being cut off, also in large text, but leaves the conversation its place.
  layout.title.block = set_shortened(layout.title.text, layout.title.ink, layout.close.box.x - title_x, text);
  const float title_height = layout.title.block.height();
  layout.header.height = std::max(kHeaderHeight, title_height + 2 * kHeaderPadding);
  layout.title.box = {title_x, std::round((layout.header.height - title_height) / 2), layout.close.box.x - title_x,
                      title_height};

  layout.composer = lay_out_composer(input, text);
  // A composer taller than the panel leaves the conversation a strip; the page scrolls the rest (WCAG 1.4.10).
  const float header_bottom = layout.header.bottom();
  const float composer_top = std::max(input.height - layout.composer.box.height, header_bottom);
  move_down(layout.composer, composer_top);
  layout.scroller = {0, header_bottom, input.width, composer_top - header_bottom};

  layout.content_height = lay_out_messages(input, text, layout);
  // A short conversation stands at the bottom, near the composer, as in a messenger.
  const float slack = layout.scroller.height - layout.content_height;
  if (slack > 0) {
    for (PlacedMessage& message : layout.messages) {
      message.bubble.y += slack;
      message.text.box.y += slack;
    }
    if (layout.typing) layout.typing->y += slack;
    layout.content_height = layout.scroller.height;
  }

  if (input.appearance.right_to_left) mirror(layout, input.width);
  return layout;
}

}  // namespace ringback::ui
