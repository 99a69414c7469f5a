// Colours and their contrast (WCAG 2.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ringback {

struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  // "#rrggbb" and nothing else.
  static std::optional<Color> parse(std::string_view text);
  std::string css() const;                      // "#rrggbb"
  std::uint32_t rgb() const;                    // 0xrrggbb
  Color mixed(Color other, float share) const;  // share of `other`, 0 to 1

  friend bool operator==(Color, Color) = default;
};

// WCAG 2.2: relative luminance 0 to 1, contrast ratio 1 to 21.
double relative_luminance(Color color);
double contrast(Color a, Color b);
// `color`, darkened or lightened just enough to stand out from `background`.
Color with_contrast(Color color, Color background, double ratio);
// White where it reads well, since that is what buttons look like; otherwise the better of white and nearly black.
Color ink_on(Color background);

// WCAG 2.2, 1.4.3 and 1.4.11: what text needs, and what lines, edges and other outlines do.
inline constexpr double kTextContrast = 4.5;
inline constexpr double kOutlineContrast = 3.0;

}  // namespace ringback
