#include "ui/panel.hpp"

#include <algorithm>

#include "imgui.h"
#include "ui/layout_measures.hpp"
#include "ui/motion.hpp"
#include "ui/paint_composer.hpp"
#include "ui/painter.hpp"

namespace ringback::ui {

using namespace measures;

namespace {

template <class T>
bool replace(T& held, T next) {
  if (held == next) return false;
  held = std::move(next);
  return true;
}

constexpr float kTightCorner = 6;
constexpr float kShadeDrop = 1;

void paint_bubble(Painter& painter, const Box& box, Color color, Color edge, const Palette& palette,
                  const float (&radii)[4], float alpha) {
  painter.fill_bubble(box.moved(0, kShadeDrop), palette.shade, radii, alpha);
  painter.bubble_edged(box, color, edge, radii, alpha);
}

void paint_message(Painter& painter, const PlacedMessage& message, const Palette& palette, const Appearance& appearance,
                   float dy, float alpha) {
  const bool visitor = message.from == chat::Sender::visitor;
  const float round = appearance.radius;
  const float tight = std::min(kTightCorner, round);
  // Corners on the sender's side are tight where bubbles of one group meet, and at the foot, as if it were spoken there.
  const float top = message.first_of_group ? round : tight;
  const bool on_the_right = visitor != appearance.right_to_left;
  const float left_radii[4] = {top, round, round, tight};
  const float right_radii[4] = {round, top, tight, round};
  const Color color = visitor ? palette.visitor_bubble : palette.bot_bubble;
  paint_bubble(painter, message.bubble.moved(0, dy), color, visitor ? palette.accent_line : color, palette,
               on_the_right ? right_radii : left_radii, alpha);
  painter.text(message.text, dy, alpha);
}

void paint_typing(Painter& painter, Box box, const Palette& palette, const Appearance& appearance, Instant now) {
  const float radii[4] = {appearance.radius, appearance.radius, appearance.radius, appearance.radius};
  paint_bubble(painter, box, palette.bot_bubble, palette.bot_bubble, palette, radii, 1);
  constexpr float kDot = 3.5f;
  constexpr float kDistance = 12;
  constexpr float kHop = 4;
  for (int i = 0; i < 3; ++i) {
    const float lift = appearance.reduced_motion ? 0 : motion::typing_dot(i, now);
    const Point center{box.center().x + static_cast<float>(i - 1) * kDistance, box.center().y - lift * kHop};
    painter.disc(center, kDot, palette.quiet, 0.55f + 0.45f * lift);
  }
}

void paint_header(Painter& painter, const Layout& layout, const Palette& palette, const PointerState& pointer) {
  painter.fill(layout.header, palette.surface);
  painter.fill({layout.header.x, layout.header.bottom() - 1, layout.header.width, 1}, palette.hairline);
  const Point center = layout.icon.center();
  painter.disc_edged(center, layout.icon.width / 2, palette.accent, palette.accent_line);
  painter.tick(center, layout.icon.width, palette.accent_ink, 2.6f);
  painter.text(layout.title);
  paint_button(painter, layout.close, palette, pointer);
}

}  // namespace

bool Panel::set_viewport(const Viewport& viewport) { return replace(viewport_, viewport); }

void Panel::set_appearance(const Appearance& appearance) {
  appearance_ = appearance;
  palette_ = Palette::of(appearance_);
  text_.forget();
}

bool Panel::set_pointer(PointerState pointer) {
  const bool changed = replace(pointer_.hovered, std::move(pointer.hovered));
  const bool pressed = replace(pointer_.pressed, std::move(pointer.pressed));
  pointer_.focused = std::move(pointer.focused);  // the page draws it
  return changed || pressed;
}

bool Panel::set_field(FieldState field) {
  const bool text = replace(field_.text, std::move(field.text));
  const bool start = replace(field_.selection_start, field.selection_start);
  const bool end = replace(field_.selection_end, field.selection_end);
  const bool focused = replace(field_.focused, field.focused);
  return text || start || end || focused;
}

LayoutInput Panel::layout_input(const PanelContent& content, Instant now) const {
  return {content.conversation, content.phrases, appearance_, palette_, viewport_.width, viewport_.height, now};
}

void Panel::lay_out(const PanelContent& content, Instant now) {
  layout_ = ui::lay_out(layout_input(content, now), text_);
}

Json Panel::tree(const PanelContent& content, Instant now) const {
  return semantic_tree(layout_, layout_input(content, now), {viewport_.scroll_top, layout_.scroller.height}, field_);
}

std::optional<Instant> Panel::next_frame(const PanelContent& content, Instant now) const {
  if (appearance_.reduced_motion) return std::nullopt;
  const auto& transcript = content.conversation.transcript;
  if (!transcript.empty() && motion::progress(transcript.back().at, motion::kMessageEntrance, now) < 1) return now;
  if (content.conversation.busy) return motion::next_typing_step(now);
  return std::nullopt;
}

void Panel::draw(Drawing& drawing, const PanelContent& content, Instant now) {
  Painter painter{drawing, viewport_.pixel_ratio};
  const float top = viewport_.scroll_top;
  const float bottom = top + layout_.scroller.height;
  const auto is_visible = [top, bottom](const Box& box) { return box.bottom() >= top && box.y <= bottom; };

  // Every glyph first: when the atlas has to grow for one, what was drawn before it in the same frame would point into
  // the old texture.
  std::vector<PlacedText> digits = code_digits(layout_.composer, field_, palette_, text_);
  painter.touch(layout_.title);
  for (const PlacedMessage& message : layout_.messages) {
    if (is_visible(message.bubble)) painter.touch(message.text);
  }
  touch_composer(painter, layout_.composer);
  for (const PlacedText& digit : digits) painter.touch(digit);

  painter.fill(layout_.panel, palette_.ground);

  painter.clip(layout_.scroller);
  const float scroll = layout_.scroller.y - top;
  const auto shown_of = [this, now](Instant appeared) {
    if (appearance_.reduced_motion) return 1.0f;
    return motion::ease_out(motion::progress(appeared, motion::kMessageEntrance, now));
  };
  for (const PlacedMessage& message : layout_.messages) {
    if (!is_visible(message.bubble)) continue;
    const float shown = shown_of(message.appeared);
    paint_message(painter, message, palette_, appearance_, scroll + (1 - shown) * motion::kMessageRise, shown);
  }
  if (layout_.typing && is_visible(*layout_.typing)) {
    paint_typing(painter, layout_.typing->moved(0, scroll), palette_, appearance_, now);
  }
  painter.unclip();

  // "Verified" comes with the words that say so.
  const auto& transcript = content.conversation.transcript;
  const float arrived = transcript.empty() ? 1 : shown_of(transcript.back().at);
  paint_header(painter, layout_, palette_, pointer_);
  paint_composer(painter, layout_.composer, {palette_, pointer_, field_, digits, appearance_.right_to_left, arrived});
}

}  // namespace ringback::ui
