// Draws the composer: fields, the boxes of a code, buttons. What it looks like; where it lies is ui/composer_layout.cpp.
#pragma once

#include <vector>

#include "ui/painter.hpp"
#include "ui/panel.hpp"

namespace ringback::ui {

struct ComposerLook {
  const Palette& palette;
  const PointerState& pointer;
  const FieldState& field;
  const std::vector<PlacedText>& digits;
  bool right_to_left = false;
  float arrived = 1;  // 0 to 1: how far the newest message has come in
};

// The digits typed so far, each in the middle of its box. A code is written left to right in every language.
std::vector<PlacedText> code_digits(const PlacedComposer& composer, const FieldState& field, const Palette& palette,
                                    TextSetter& text);

void touch_composer(Painter& painter, const PlacedComposer& composer);
void paint_composer(Painter& painter, const PlacedComposer& composer, const ComposerLook& look);
void paint_button(Painter& painter, const PlacedButton& button, const Palette& palette, const PointerState& pointer);

}  // namespace ringback::ui
