// What is drawn in a site's accent, or on it, so that WCAG 2.2 contrast holds for any accent.
#pragma once

#include "base/color.hpp"

namespace ringback {

inline constexpr Color kDefaultAccent{0x3a, 0x5b, 0xf0};  // as in shell/src/shared/panel_contract.ts and web/page.css

struct AccentColors {
  Color fill, fill_ink;  // buttons, the visitor's bubbles. They keep the accent as far as their text can be read on it
  Color line;            // lines; also around fills, of which a bright accent's would vanish into what they lie on
  Color text;            // links on the surface
  Color ground;          // under the bubbles: grey with a breath of the accent, so that they stand out from it
  Color shade;           // the edge that a bubble throws on the ground

  static AccentColors of(Color accent, bool dark);
};

// The frame around the conversation, and what is written there.
Color surface_color(bool dark);
Color ink_color(bool dark);

}  // namespace ringback
