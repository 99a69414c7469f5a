#include "base/accent_colors.hpp"

namespace ringback {
namespace {

constexpr float kGroundTint = 0.05f;
constexpr float kDarkGroundTint = 0.03f;  // a bright accent weighs more in the dark
constexpr float kShade = 0.10f;

}  // namespace

Color surface_color(bool dark) { return dark ? Color{0x1b, 0x1f, 0x27} : Color{0xff, 0xff, 0xff}; }

Color ink_color(bool dark) { return dark ? Color{0xf1, 0xf3, 0xf7} : Color{0x14, 0x18, 0x20}; }

AccentColors AccentColors::of(Color accent, bool dark) {
  AccentColors colors;
  const Color surface = surface_color(dark);
  if (dark) {
    colors.ground = Color{0x10, 0x13, 0x19}.mixed(accent, kDarkGroundTint);
    colors.shade = colors.ground.mixed({0, 0, 0}, 3 * kShade);
  } else {
    colors.ground = Color{0xf3, 0xf5, 0xf9}.mixed(accent, kGroundTint);
    colors.shade = colors.ground.mixed(ink_color(dark), kShade);
  }
  colors.fill_ink = ink_on(accent);
  colors.fill = with_contrast(accent, colors.fill_ink, kTextContrast);
  // Of ground and surface, one is nearer to any accent that is moved: the darker in light colours, the lighter in dark.
  colors.line = with_contrast(colors.fill, dark ? surface : colors.ground, kOutlineContrast);
  colors.text = with_contrast(accent, surface, kTextContrast);
  return colors;
}

}  // namespace ringback
