#include "ui/theme.hpp"

namespace ringback::ui {
namespace {

constexpr float kSuccessTint = 0.10f;

}  // namespace

Palette Palette::of(const Appearance& appearance) {
  Palette palette;
  const AccentColors accent = AccentColors::of(appearance.accent, appearance.dark);
  palette.surface = surface_color(appearance.dark);
  palette.ink = ink_color(appearance.dark);
  palette.ground = accent.ground;
  palette.shade = accent.shade;
  if (appearance.dark) {
    palette.quiet = {0xa3, 0xac, 0xba};
    palette.bot_bubble = {0x27, 0x2c, 0x36};
    palette.field = {0x13, 0x16, 0x1c};
    palette.field_line = {0x6d, 0x77, 0x88};
    palette.hairline = {0x2a, 0x30, 0x3b};
    palette.danger = {0xff, 0x8a, 0x80};
    palette.success = {0x4c, 0xc3, 0x8a};
  } else {
    palette.quiet = {0x5a, 0x63, 0x72};
    palette.bot_bubble = {0xff, 0xff, 0xff};
    palette.field = {0xff, 0xff, 0xff};
    palette.field_line = {0x86, 0x8f, 0x9e};
    palette.hairline = {0xde, 0xe2, 0xe9};
    palette.danger = {0xc0, 0x26, 0x2d};
    palette.success = {0x0f, 0x7a, 0x4b};
  }
  palette.bot_ink = palette.ink;
  palette.success_ink = ink_on(palette.success);
  palette.success_tint = palette.surface.mixed(palette.success, kSuccessTint);
  palette.accent = accent.fill;
  palette.accent_ink = accent.fill_ink;
  palette.accent_line = accent.line;
  palette.accent_text = accent.text;
  palette.visitor_bubble = palette.accent;
  palette.visitor_ink = palette.accent_ink;
  return palette;
}

}  // namespace ringback::ui
