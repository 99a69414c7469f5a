// Dear ImGui's platform and renderer backend: frames, textures and draw lists go to the page's WebGL canvas over the
// bridge.
#pragma once

#include <optional>

#include "ui/drawing.hpp"
#include "ui/panel.hpp"

namespace ringback::browser {

class Canvas {
 public:
  Canvas();
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  ui::Drawing& drawing() { return drawing_; }
  void begin(const ui::Viewport& viewport);
  // Shows the list, unless that would be what is shown already: not every event changes the picture.
  void end();
  // The next list is shown in any case: to be called when the viewport changes.
  void forget_shown() { shown_.reset(); }

  // The WebGL context went, or came back with nothing in it: every texture is made again from its pixels.
  void set_usable(bool usable);
  bool usable() const { return usable_; }

  // Old lines leave: drops every cluster's rectangle; those in view come back with the next frame.
  // Only between frames.
  void discard_clusters();
  // More rectangles than a screenful of text needs.
  bool is_crowded() const;

 private:
  struct Picture {
    ImVector<ImDrawVert> vertices;
    ImVector<ImDrawIdx> indices;
    ImVector<ImDrawCmd> commands;
  };
  bool is_shown(const ImDrawList& list) const;
  // Whether any of their pixels changed.
  bool update_textures();

  ui::Drawing drawing_;
  ui::Viewport viewport_;
  std::optional<Picture> shown_;
  bool usable_ = true;
  int next_texture_ = 1;
};

}  // namespace ringback::browser
