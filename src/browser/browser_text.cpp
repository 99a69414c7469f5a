#include "browser/browser_text.hpp"

#include <algorithm>
#include <cmath>

#include "browser/bridge.hpp"
#include "browser/glyphs.hpp"

namespace ringback::browser {

namespace {
// A message of more lines than this is cut: 200 lines are five screens of a phone.
constexpr int kMaximumLines = 200;
constexpr int kBeforeLines = 2;  // direction, baseline
}  // namespace

ui::TextBlock BrowserText::set(const std::string& text, ui::TextStyle style, Color ink, float max_width) {
  static float buffer[kBeforeLines + 2 * kMaximumLines];
  const int count = host_break_lines(text.c_str(), static_cast<int>(style), ink.rgb(), max_width, buffer,
                                     static_cast<int>(sizeof buffer / sizeof buffer[0]));
  ui::TextBlock block;
  block.line_height = std::round(ui::line_height_of(style) * text_scale_);
  block.right_to_left = buffer[0] != 0;
  block.baseline = buffer[1];
  for (int i = 0; i < count; ++i) {
    const int cluster = static_cast<int>(buffer[kBeforeLines + 2 * i]);
    const float width = buffer[kBeforeLines + 1 + 2 * i];
    cluster_count_ = std::max(cluster_count_, cluster + 1);
    block.lines.push_back({static_cast<char32_t>(cluster * ui::kGlyphSteps) + kFirstClusterGlyph, width});
    block.width = std::max(block.width, std::ceil(width));
  }
  return block;
}

}  // namespace ringback::browser
