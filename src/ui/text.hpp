// Text as the layout sees it: lines that the browser's own line breaker made, each drawn as one glyph.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ui/theme.hpp"

namespace ringback::ui {

// The same five as TextStyleName in shell/src/engine/bridge.ts, in the same order.
enum class TextStyle { message, title, button, small, code };

// Name as in TextStyleName.
const char* name_of(TextStyle style);
// Height of a line in CSS pixels at `text_scale` 1; the same numbers as shell/src/engine/canvas/text_styles.ts.
float line_height_of(TextStyle style);

// A line may stand at any fraction of a device pixel, as in the DOM; rasterisers tell quarters apart. So it has this many
// glyphs with consecutive numbers, each a quarter of a device pixel further right than the one before.
inline constexpr int kGlyphSteps = 4;

// A visual line, rasterised by the browser as a unit: shaping and the bidirectional algorithm come with it.
struct TextLine {
  char32_t glyph = 0;  // what the font loader knows the first of its glyphs by
  float width = 0;     // CSS pixels
};

struct TextBlock {
  std::vector<TextLine> lines;
  float width = 0;             // of the widest line, rounded up to whole pixels
  float line_height = 0;       // CSS pixels
  float baseline = 0;          // CSS pixels below the top of each line
  bool right_to_left = false;  // the direction of its first strong character (dir="auto")
  float height() const { return static_cast<float>(lines.size()) * line_height; }
};

// Port: the browser's line breaker and rasteriser (browser/browser_text.hpp), or a fixed-width one in tests.
class TextSetter {
 public:
  virtual ~TextSetter() = default;
  // One line at least, also for an empty text. A word longer than `max_width` is broken.
  virtual TextBlock set(const std::string& text, TextStyle style, Color ink, float max_width) = 0;
};

// Remembers what was set, since a layout asks for every text again at each change.
class CachedTextSetter final : public TextSetter {
 public:
  explicit CachedTextSetter(TextSetter& setter) : setter_{setter} {}
  TextBlock set(const std::string& text, TextStyle style, Color ink, float max_width) override;
  // After a change of fonts, scale or direction every line is another one.
  void forget() { blocks_.clear(); }
  std::size_t size() const { return blocks_.size(); }

 private:
  TextSetter& setter_;
  std::map<std::string, TextBlock, std::less<>> blocks_;
};

}  // namespace ringback::ui
