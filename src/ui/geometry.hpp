// Lengths are CSS pixels, y downwards, from the panel's top left corner unless a name says otherwise.
#pragma once

namespace ringback::ui {

struct Point {
  float x = 0;
  float y = 0;
};

struct Box {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;

  float right() const { return x + width; }
  float bottom() const { return y + height; }
  Point center() const { return {x + width / 2, y + height / 2}; }
  Box inset(float horizontal, float vertical) const {
    return {x + horizontal, y + vertical, width - 2 * horizontal, height - 2 * vertical};
  }
  Box moved(float dx, float dy) const { return {x + dx, y + dy, width, height}; }

  friend bool operator==(const Box&, const Box&) = default;
};

}  // namespace ringback::ui
