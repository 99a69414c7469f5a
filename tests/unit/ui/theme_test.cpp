#include "ui/theme.hpp"

#include <catch2/catch_test_macros.hpp>
#include <vector>

using namespace ringback;
using namespace ringback::ui;

namespace {
// Accents that sites have, the awkward ones first: too light, too dark, mid grey, saturated.
std::vector<Color> accents() {
  std::vector<Color> all = {{255, 255, 255}, {0, 0, 0}, {255, 255, 0}, {128, 128, 128}, {255, 105, 180}, {0, 255, 0}};
  for (int red = 0; red < 256; red += 51) {
    for (int green = 0; green < 256; green += 51) {
      for (int blue = 0; blue < 256; blue += 51) {
        all.push_back(
            {static_cast<std::uint8_t>(red), static_cast<std::uint8_t>(green), static_cast<std::uint8_t>(blue)});
      }
    }
  }
  return all;
}
}  // namespace

// Light and dark, in each accent.
template <class Check>
void for_each_palette(Check check) {
  for (const bool dark : {false, true}) {
    for (const Color accent : accents()) {
      Appearance appearance;
      appearance.dark = dark;
      appearance.accent = accent;
      const Palette palette = Palette::of(appearance);
      INFO("accent " << accent.css() << (dark ? ", dark" : ", light"));
      check(palette);
    }
  }
}

TEST_CASE("every text of the palette has 4.5 to 1 and every outline 3 to 1, for any accent, light and dark") {
  for_each_palette([](const Palette& palette) {
    CHECK(contrast(palette.ink, palette.surface) >= 4.5);
    CHECK(contrast(palette.quiet, palette.surface) >= 4.5);
    CHECK(contrast(palette.danger, palette.surface) >= 4.5);
    CHECK(contrast(palette.success, palette.success_tint) >= 4.5);
    CHECK(contrast(palette.success_ink, palette.success) >= 3);
    CHECK(contrast(palette.bot_ink, palette.bot_bubble) >= 4.5);
    CHECK(contrast(palette.visitor_ink, palette.visitor_bubble) >= 4.5);
    CHECK(contrast(palette.accent_ink, palette.accent) >= 4.5);
    CHECK(contrast(palette.accent_text, palette.surface) >= 4.5);
    CHECK(contrast(palette.field_line, palette.surface) >= 3);
    CHECK(contrast(palette.accent_line, palette.surface) >= 3);
    CHECK(contrast(palette.accent_line, palette.ground) >= 3);
  });
}

TEST_CASE("a site's accent stays its own where text can be read on it, and lines of it are seen") {
  const auto of = [](Color accent, bool dark) {
    Appearance appearance;
    appearance.accent = accent;
    appearance.dark = dark;
    return Palette::of(appearance);
  };
  for (const Color bright : {Color{0xff, 0xd4, 0x00}, Color{0xff, 0xff, 0xff}, Color{0x7f, 0xff, 0xd4}}) {
    const Palette light = of(bright, false);
    CHECK(light.accent == bright);
    CHECK(light.visitor_bubble == bright);
    CHECK(light.accent_line != bright);
    CHECK(of(bright, true).accent_line == bright);
  }
  const Palette blue = of({0x2f, 0x6f, 0xeb}, false);
  CHECK(blue.accent_line == blue.accent);
  CHECK(of({0x10, 0x20, 0x40}, true).accent == Color{0x10, 0x20, 0x40});
}

TEST_CASE("a bubble stands out from the ground, and the ground from what frames it, for any accent") {
  for_each_palette([](const Palette& palette) {
    // No text has this contrast: it is for the shapes alone. Bubbles of messengers have 1.1 to 1.25 (docs/looks.md).
    CHECK(contrast(palette.bot_bubble, palette.ground) >= 1.07);
    CHECK(contrast(palette.surface, palette.ground) >= 1.04);
    CHECK(relative_luminance(palette.shade) < relative_luminance(palette.ground));
  });
}
