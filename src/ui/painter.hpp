// The few strokes that the panel is drawn with, over a Drawing.
#pragma once

#include <cstdint>

#include "ui/drawing.hpp"
#include "ui/geometry.hpp"
#include "ui/layout.hpp"
#include "ui/theme.hpp"

namespace ringback::ui {

// The one size that the font is asked for: a line brings its own size, so this is only the loader's unit.
inline constexpr float kFontSize = 16;

class Painter {
 public:
  Painter(Drawing& drawing, float pixel_ratio)
      : list_{drawing.list()}, glyphs_{drawing.glyphs()}, pixel_ratio_{pixel_ratio} {}

  void fill(const Box& box, Color color, float radius = 0, float alpha = 1);
  // Within a line of `edge`, which isn't there when it is the same colour.
  void fill_edged(const Box& box, Color color, Color edge, float radius);
  void disc_edged(Point center, float radius, Color color, Color edge);
  void bubble_edged(const Box& box, Color color, Color edge, const float (&radii)[4], float alpha);
  // The radius of each corner by itself: top left, top right, bottom right, bottom left.
  void fill_bubble(const Box& box, Color color, const float (&radii)[4], float alpha);
  void outline(const Box& box, Color color, float radius, float thickness);
  void disc(Point center, float radius, Color color, float alpha = 1);
  void stroke(const Point* points, int count, Color color, float thickness);
  // The tick of the header's mark and of "Verified": `size` from end to end of a disc of that size, `shown` of it.
  void tick(Point center, float size, Color color, float thickness, float shown = 1);
  void text(const PlacedText& text, float dy = 0, float alpha = 1);
  void clip(const Box& box);
  void unclip();

  // Loads the glyphs of a text before anything is drawn: the atlas may grow only then (see Panel::draw).
  void touch(const PlacedText& text);

 private:
  // Calls `found` with each line and where its baseline starts.
  template <class Found>
  void each_line(const PlacedText& text, Found found) const;
  const ImFontGlyph* glyph_at(const TextLine& line, float x) const;
  void line(const TextLine& line, Point origin, float alpha);

  ImDrawList& list_;
  ImFontBaked& glyphs_;
  float pixel_ratio_;
};

}  // namespace ringback::ui
