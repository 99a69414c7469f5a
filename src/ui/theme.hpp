// Colours and sizes. A site gives one accent; everything that is drawn on or with it is derived so that WCAG 2.2
// contrast holds for any accent (1.4.3: 4.5:1 for text, 1.4.11: 3:1 for the outline of an input).
#pragma once

#include "base/accent_colors.hpp"

namespace ringback::ui {

// As the page says it (Appearance in bridge.ts).
struct Appearance {
  bool dark = false;
  bool right_to_left = false;
  bool reduced_motion = false;
  Color accent = kDefaultAccent;
  float radius = 18;     // of bubbles, CSS pixels
  float text_scale = 1;  // 1 when the root font is 16 px

  friend bool operator==(const Appearance&, const Appearance&) = default;
};

struct Palette {
  Color surface;  // header and composer: the frame around the conversation
  Color ground;   // under the bubbles: the surface with a breath of the accent, so that they stand out from it
  Color shade;    // the edge that a bubble throws on the ground
  Color ink, quiet;
  Color bot_bubble, bot_ink, visitor_bubble, visitor_ink;
  Color accent, accent_ink;  // fills: buttons, the visitor's bubbles
  Color accent_line;         // lines; also around fills, of which a bright accent's would vanish into what they lie on
  Color accent_text;         // links on the surface
  Color field, field_line, hairline, danger;
  Color success, success_ink, success_tint;  // "Verified": badge and words, the tick on the badge, the pill around them

  static Palette of(const Appearance& appearance);
};

}  // namespace ringback::ui
