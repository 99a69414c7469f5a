#include "base/color.hpp"

#include <algorithm>
#include <cmath>

#include "base/hex.hpp"

namespace ringback {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// sRGB transfer function as WCAG 2.2 writes it.
double linear(std::uint8_t channel) {
  const double value = channel / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

std::uint8_t mix_channel(std::uint8_t a, std::uint8_t b, float share) {
  const float mixed = static_cast<float>(a) + (static_cast<float>(b) - static_cast<float>(a)) * share;
  return static_cast<std::uint8_t>(std::lround(std::clamp(mixed, 0.0f, 255.0f)));
}

constexpr Color kWhite{0xff, 0xff, 0xff};
constexpr Color kNearBlack{0x10, 0x13, 0x1a};

}  // namespace

std::optional<Color> Color::parse(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  std::uint8_t channels[3];
  for (std::size_t i = 0; i < 3; ++i) {
    const int high = hex_digit(text[1 + 2 * i]);
    const int low = hex_digit(text[2 + 2 * i]);
    if (high < 0 || low < 0) return std::nullopt;
    channels[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return Color{channels[0], channels[1], channels[2]};
}

std::string Color::css() const {
  return "#" + hex_of(std::string{static_cast<char>(red), static_cast<char>(green), static_cast<char>(blue)});
}

std::uint32_t Color::rgb() const {
  return (static_cast<std::uint32_t>(red) << 16) | (static_cast<std::uint32_t>(green) << 8) | blue;
}

Color Color::mixed(Color other, float share) const {
  return {mix_channel(red, other.red, share), mix_channel(green, other.green, share),
          mix_channel(blue, other.blue, share)};
}

double relative_luminance(Color color) {
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

double contrast(Color a, Color b) {
  const double first = relative_luminance(a);
  const double second = relative_luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Color with_contrast(Color color, Color background, double ratio) {
  const Color target = relative_luminance(background) > 0.18 ? Color{0, 0, 0} : kWhite;
  for (float share = 0; share < 1; share += 0.04f) {
    const Color candidate = color.mixed(target, share);
    if (contrast(candidate, background) >= ratio) return candidate;
  }
  return target;
}

Color ink_on(Color background) {
  if (contrast(kWhite, background) >= kTextContrast) return kWhite;
  return contrast(kNearBlack, background) >= contrast(kWhite, background) ? kNearBlack : kWhite;
}

}  // namespace ringback
