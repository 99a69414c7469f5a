#include "ui/painter.hpp"

#include <algorithm>
#include <cmath>

namespace ringback::ui {

namespace {

ImU32 packed(Color color, float alpha) {
  const int opacity = static_cast<int>(std::lround(std::clamp(alpha, 0.0f, 1.0f) * 255));
  return IM_COL32(color.red, color.green, color.blue, opacity);
}

ImVec2 vec(Point point) { return {point.x, point.y}; }
ImVec2 top_left(const Box& box) { return {box.x, box.y}; }
ImVec2 bottom_right(const Box& box) { return {box.right(), box.bottom()}; }

// Where a line is drawn: the whole device pixel, and which of its glyphs has the rest.
// The width of the line around what would vanish without one.
constexpr float kEdge = 1;

struct Pen {
  float pixel = 0;
  int step = 0;
};

Pen pen_at(float x, float pixel_ratio) {
  const auto steps = static_cast<int>(std::floor(x * pixel_ratio * kGlyphSteps + 0.5f));
  const int step = ((steps % kGlyphSteps) + kGlyphSteps) % kGlyphSteps;
  return {static_cast<float>((steps - step) / kGlyphSteps), step};
}

}  // namespace

void Painter::fill(const Box& box, Color color, float radius, float alpha) {
  list_.AddRectFilled(top_left(box), bottom_right(box), packed(color, alpha), radius);
}

void Painter::fill_edged(const Box& box, Color color, Color edge, float radius) {
  if (edge == color) return fill(box, color, radius);
  fill(box, edge, radius);
  fill(box.inset(kEdge, kEdge), color, radius - kEdge);
}

void Painter::disc_edged(Point center, float radius, Color color, Color edge) {
  if (edge == color) return disc(center, radius, color);
  disc(center, radius, edge);
  disc(center, radius - kEdge, color);
}

void Painter::bubble_edged(const Box& box, Color color, Color edge, const float (&radii)[4], float alpha) {
  if (edge == color) return fill_bubble(box, color, radii, alpha);
  fill_bubble(box, edge, radii, alpha);
  float inner[4];
  for (int i = 0; i < 4; ++i) inner[i] = std::max(radii[i] - kEdge, 0.0f);
  fill_bubble(box.inset(kEdge, kEdge), color, inner, alpha);
}

void Painter::fill_bubble(const Box& box, Color color, const float (&radii)[4], float alpha) {
  constexpr float kPi = 3.14159265f;
  const float limit = std::min(box.width, box.height) / 2;
  const Point corners[4] = {{box.x, box.y}, {box.right(), box.y}, {box.right(), box.bottom()}, {box.x, box.bottom()}};
  const float inward_x[4] = {1, -1, -1, 1};
  const float inward_y[4] = {1, 1, -1, -1};
  for (int i = 0; i < 4; ++i) {
    const float radius = std::min(radii[i], limit);
    const ImVec2 center{corners[i].x + inward_x[i] * radius, corners[i].y + inward_y[i] * radius};
    const float start = kPi + static_cast<float>(i) * kPi / 2;
    list_.PathArcTo(center, radius, start, start + kPi / 2);
  }
  list_.PathFillConvex(packed(color, alpha));
}

void Painter::outline(const Box& box, Color color, float radius, float thickness) {
  const float half = thickness / 2;
  list_.AddRect({box.x + half, box.y + half}, {box.right() - half, box.bottom() - half}, packed(color, 1),
                radius - half, 0, thickness);
}

void Painter::disc(Point center, float radius, Color color, float alpha) {
  list_.AddCircleFilled(vec(center), radius, packed(color, alpha));
}

void Painter::stroke(const Point* points, int count, Color color, float thickness) {
  for (int i = 0; i < count; ++i) list_.PathLineTo(vec(points[i]));
  list_.PathStroke(packed(color, 1), 0, thickness);
  // Round ends: ImGui's are cut off straight.
  disc(points[0], thickness / 2, color);
  disc(points[count - 1], thickness / 2, color);
}

void Painter::tick(Point center, float size, Color color, float thickness, float shown) {
  const auto at = [&](float x, float y) { return Point{center.x + x * size, center.y + y * size}; };
  Point points[3] = {at(-0.194f, 0.014f), at(-0.056f, 0.153f), at(0.208f, -0.139f)};
  // The short arm is a third of the way.
  constexpr float kTurn = 1 / 3.0f;
  const int last = shown > kTurn ? 2 : 1;
  const float reached = last == 2 ? (shown - kTurn) / (1 - kTurn) : shown / kTurn;
  const Point from = points[last - 1];
  points[last].x = from.x + (points[last].x - from.x) * reached;
  points[last].y = from.y + (points[last].y - from.y) * reached;
  stroke(points, last + 1, color, thickness);
}

template <class Found>
void Painter::each_line(const PlacedText& text, Found found) const {
  float y = text.box.y + text.block.baseline;
  for (const TextLine& line : text.block.lines) {
    float x = text.box.x;
    if (text.align == Align::center)
      x += std::round((text.box.width - line.width) / 2);
    else if (text.block.right_to_left)
      x = text.box.right() - line.width;
    found(line, Point{x, y});
    y += text.block.line_height;
  }
}

void Painter::text(const PlacedText& text, float dy, float alpha) {
  each_line(text, [&](const TextLine& each, Point origin) { line(each, {origin.x, origin.y + dy}, alpha); });
}

const ImFontGlyph* Painter::glyph_at(const TextLine& line, float x) const {
  const auto step = static_cast<char32_t>(pen_at(x, pixel_ratio_).step);
  return glyphs_.FindGlyphNoFallback(static_cast<ImWchar>(line.glyph + step));
}

void Painter::line(const TextLine& line, Point origin, float alpha) {
  const ImFontGlyph* glyph = glyph_at(line, origin.x);
  if (glyph == nullptr || !glyph->Visible) return;
  const float x = pen_at(origin.x, pixel_ratio_).pixel / pixel_ratio_;
  // Browsers put a baseline on a whole device pixel.
  const float y = std::floor(origin.y * pixel_ratio_ + 0.5f) / pixel_ratio_;
  // The ink's colour is in the pixels, so the vertex colour only carries the opacity.
  list_.PrimReserve(6, 4);
  list_.PrimRectUV({x + glyph->X0, y + glyph->Y0}, {x + glyph->X1, y + glyph->Y1}, {glyph->U0, glyph->V0},
                   {glyph->U1, glyph->V1}, packed({255, 255, 255}, alpha));
}

void Painter::clip(const Box& box) { list_.PushClipRect(top_left(box), bottom_right(box), true); }
void Painter::unclip() { list_.PopClipRect(); }

void Painter::touch(const PlacedText& text) {
  each_line(text, [&](const TextLine& line, Point origin) { glyph_at(line, origin.x); });
}

}  // namespace ringback::ui
