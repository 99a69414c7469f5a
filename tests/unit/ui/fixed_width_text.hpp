// A text setter for tests: every character is as wide as half its line is high, and lines break at blanks.
#pragma once

#include <cmath>
#include <map>
#include <string>

#include "ui/text.hpp"

namespace ringback::ui::testing {

class FixedWidthText final : public TextSetter {
 public:
  TextBlock set(const std::string& text, TextStyle style, Color, float max_width) override {
    ++calls;
    TextBlock block;
    block.line_height = std::round(line_height_of(style) * text_scale);
    block.baseline = block.line_height * 3 / 4;
    const float advance = block.line_height / 2;
    const auto per_line = static_cast<std::size_t>(std::max(std::floor(max_width / advance), 1.0f));
    std::size_t start = 0;
    do {
      std::size_t length = std::min(per_line, text.size() - start);
      if (start + length < text.size()) {
        const std::size_t blank = text.rfind(' ', start + length);
        if (blank != std::string::npos && blank > start) length = blank - start;
      }
      const float width = static_cast<float>(length) * advance;
      block.lines.push_back({next_glyph, width});
      written[next_glyph] = text.substr(start, length);
      next_glyph += kGlyphSteps;
      block.width = std::max(block.width, std::ceil(width));
      start += length;
      while (start < text.size() && text[start] == ' ') ++start;
    } while (start < text.size());
    return block;
  }

  float text_scale = 1;
  int calls = 0;
  char32_t next_glyph = 0x100;
  std::map<char32_t, std::string> written;  // what stands on a line, by its glyph
};

}  // namespace ringback::ui::testing
