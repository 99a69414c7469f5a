#include "ui/paint_composer.hpp"

#include <algorithm>
#include <cmath>

#include "ui/layout_measures.hpp"

namespace ringback::ui {

using namespace measures;

namespace {

constexpr float kHoverShade = 0.10f;
constexpr float kPressShade = 0.20f;
constexpr float kThinLine = 1;
constexpr float kThickLine = 2;
constexpr float kDigitMargin = 2;  // of a code, to its box
constexpr float kWidestDigit = 200;

float shade_of(const PlacedButton& button, const PointerState& pointer) {
  if (button.disabled) return 0;
  if (pointer.pressed == button.id) return kPressShade;
  return pointer.hovered == button.id ? kHoverShade : 0;
}

void paint_cross(Painter& painter, Point center, float reach, Color color) {
  const Point falling[2] = {{center.x - reach, center.y - reach}, {center.x + reach, center.y + reach}};
  const Point rising[2] = {{center.x - reach, center.y + reach}, {center.x + reach, center.y - reach}};
  painter.stroke(falling, 2, color, 1.8f);
  painter.stroke(rising, 2, color, 1.8f);
}

void paint_arrow_up(Painter& painter, Point center, Color color) {
  const Point shaft[2] = {{center.x, center.y + 7}, {center.x, center.y - 7}};
  const Point head[3] = {{center.x - 6, center.y - 1}, {center.x, center.y - 7}, {center.x + 6, center.y - 1}};
  painter.stroke(shaft, 2, color, 2.2f);
  painter.stroke(head, 3, color, 2.2f);
}

// An input's outline says what state it is in (WCAG 1.4.11); the words beside it say why.
void paint_field_box(Painter& painter, const Box& box, const Palette& palette, bool active, bool invalid) {
  painter.fill(box, palette.field, kFieldRadius);
  const Color line = invalid ? palette.danger : active ? palette.accent_line : palette.field_line;
  painter.outline(box, line, kFieldRadius, active || invalid ? kThickLine : kThinLine);
}

const PlacedButton* find_button(const PlacedComposer& composer, std::string_view id) {
  for (const PlacedButton& button : composer.buttons) {
    if (button.id == id) return &button;
  }
  return nullptr;
}

void paint_field(Painter& painter, const PlacedComposer& composer, const ComposerLook& look) {
  const bool invalid = composer.alert.has_value() && composer.invalid;
  if (!composer.code_boxes.empty()) {
    const auto active = active_box(look.field, composer.code_boxes.size());
    for (std::size_t i = 0; i < composer.code_boxes.size(); ++i) {
      const bool is_active = i == active;
      paint_field_box(painter, composer.code_boxes[i], look.palette, is_active, invalid && !is_active);
    }
    for (const PlacedText& digit : look.digits) painter.text(digit);
    return;
  }
  if (!composer.field) return;
  Box box = *composer.field;
  if (const PlacedButton* country = find_button(composer, "country")) {
    // Country and number are one field to the eye.
    const float right = std::max(box.right(), country->box.right());
    box.x = std::min(box.x, country->box.x);
    box.width = right - box.x;
    paint_field_box(painter, box, look.palette, look.field.focused, invalid);
    const float edge = look.right_to_left ? country->box.x : country->box.right();
    painter.fill({edge, box.y + 12, 1, box.height - 24}, look.palette.hairline);
    return;
  }
  paint_field_box(painter, box, look.palette, look.field.focused, invalid);
}

// The badge grows and is ticked as the news arrives.
void paint_pill(Painter& painter, const Box& pill, const ComposerLook& look) {
  const Palette& palette = look.palette;
  painter.fill(pill, palette.success_tint, kPillHeight / 2);
  const float inset = kBadgeInset + kBadgeSize / 2;
  const Point center{look.right_to_left ? pill.right() - inset : pill.x + inset, pill.center().y};
  painter.disc(center, kBadgeSize / 2 * (0.5f + 0.5f * look.arrived), palette.success);
  painter.tick(center, kBadgeSize, palette.success_ink, 2, look.arrived);
}

}  // namespace

std::vector<PlacedText> code_digits(const PlacedComposer& composer, const FieldState& field, const Palette& palette,
                                    TextSetter& text) {
  std::vector<PlacedText> digits;
  const std::size_t count = std::min(composer.code_boxes.size(), field.text.size());
  for (std::size_t i = 0; i < count; ++i) {
    const Box& box = composer.code_boxes[i];
    PlacedText digit;
    digit.text = field.text.substr(i, 1);
    digit.ink = palette.ink;
    digit.align = Align::center;
    for (const TextStyle style : {TextStyle::code, TextStyle::title, TextStyle::small}) {
      digit.style = style;
      digit.block = text.set(digit.text, style, digit.ink, kWidestDigit);
      if (digit.block.width <= box.width - 2 * kDigitMargin) break;
    }
    digit.box = {box.x, box.y + std::round((box.height - digit.block.height()) / 2), box.width, digit.block.height()};
    digits.push_back(std::move(digit));
  }
  return digits;
}

void touch_composer(Painter& painter, const PlacedComposer& composer) {
  for (const std::optional<PlacedText>* text : {&composer.consent, &composer.alert, &composer.outcome}) {
    if (*text) painter.touch(**text);
  }
  for (const PlacedButton& button : composer.buttons) {
    if (button.label) painter.touch(*button.label);
  }
}

void paint_button(Painter& painter, const PlacedButton& button, const Palette& palette, const PointerState& pointer) {
  const float shade = shade_of(button, pointer);
  const Color accent = palette.accent.mixed(palette.accent_ink, shade);
  const Color edge = palette.accent_line == palette.accent ? accent : palette.accent_line;
  switch (button.look) {
    case ButtonLook::primary: painter.fill_edged(button.box, accent, edge, kFieldRadius); break;
    case ButtonLook::link:
      if (shade > 0) painter.fill(button.box, palette.surface.mixed(palette.accent_text, shade), kFieldRadius);
      break;
    case ButtonLook::chip:
      painter.fill(button.box, palette.surface.mixed(palette.accent_text, shade), kChipRadius);
      painter.outline(button.box, palette.accent_text, kChipRadius, 1.5f);
      break;
    case ButtonLook::icon_send:
      painter.disc_edged(button.box.center(), button.box.width / 2, accent, edge);
      paint_arrow_up(painter, button.box.center(), palette.accent_ink);
      break;
    case ButtonLook::icon_close:
      if (shade > 0) painter.disc(button.box.center(), 18, palette.surface.mixed(palette.ink, shade));
      paint_cross(painter, button.box.center(), 5.5f, palette.quiet);
      break;
    case ButtonLook::country:  // the page writes flag and code, since only it knows the country
      if (shade > 0)
        painter.fill(button.box.inset(4, 4), palette.field.mixed(palette.ink, shade / 2), kFieldRadius - 4);
      break;
  }
  if (button.label) painter.text(*button.label);
}

void paint_composer(Painter& painter, const PlacedComposer& composer, const ComposerLook& look) {
  if (composer.box.height <= 0) return;
  painter.fill(composer.box, look.palette.surface);
  painter.fill({composer.box.x, composer.box.y, composer.box.width, 1}, look.palette.hairline);
  if (composer.consent) painter.text(*composer.consent);
  paint_field(painter, composer, look);
  if (composer.alert) painter.text(*composer.alert);
  if (composer.pill) paint_pill(painter, *composer.pill, look);
  if (composer.outcome) painter.text(*composer.outcome);
  for (const PlacedButton& button : composer.buttons) paint_button(painter, button, look.palette, look.pointer);
}

}  // namespace ringback::ui
