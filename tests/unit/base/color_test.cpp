#include "base/color.hpp"

#include <catch2/catch_test_macros.hpp>

namespace ringback {
namespace {

TEST_CASE("contrast is WCAG's: black on white is 21 to 1, a colour on itself 1 to 1") {
  CHECK(contrast({0, 0, 0}, {255, 255, 255}) > 20.99);
  CHECK(contrast({18, 52, 86}, {18, 52, 86}) == 1.0);
  // The grey that WCAG's own examples call the lightest that passes on white.
  CHECK(contrast({0x76, 0x76, 0x76}, {255, 255, 255}) >= 4.5);
  CHECK(contrast({0x77, 0x77, 0x77}, {255, 255, 255}) < 4.5);
}

TEST_CASE("a colour is parsed from #rrggbb and nothing else") {
  CHECK(Color::parse("#2f6FEB") == Color{0x2f, 0x6f, 0xeb});
  for (const char* bad : {"", "#fff", "2f6feb", "#2f6fe", "#2f6febb", "#2f6fxx", "red"}) {
    CHECK_FALSE(Color::parse(bad).has_value());
  }
  CHECK(Color{0x2f, 0x6f, 0xeb}.css() == "#2f6feb");
}

TEST_CASE("what is written on a colour is white where that reads well, else the better of white and nearly black") {
  CHECK(ink_on({0x3a, 0x5b, 0xf0}) == Color{255, 255, 255});
  CHECK(ink_on({0xff, 0xd4, 0x00}) == Color{0x10, 0x13, 0x1a});
  for (int grey = 0; grey < 256; ++grey) {
    const auto channel = static_cast<std::uint8_t>(grey);
    CHECK(contrast(ink_on({channel, channel, channel}), {channel, channel, channel}) >= 4.3);
  }
}

TEST_CASE("a colour is moved no further than its contrast needs") {
  const Color white{255, 255, 255}, blue{0x3a, 0x5b, 0xf0}, yellow{0xff, 0xd4, 0x00};
  CHECK(with_contrast(blue, white, kTextContrast) == blue);
  const Color moved = with_contrast(yellow, white, kOutlineContrast);
  CHECK(contrast(moved, white) >= kOutlineContrast);
  CHECK(contrast(moved, white) < kOutlineContrast * 1.2);
  CHECK(with_contrast(white, white, 21.5) == Color{0, 0, 0});
}

}  // namespace
}  // namespace ringback
