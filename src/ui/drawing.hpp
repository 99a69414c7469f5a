// Dear ImGui's drawing without its windows: one draw list and one atlas of glyphs. The panel has no ImGui window, no
// widget and no keyboard navigation, since all that is pressed or typed into is a real element of the semantic layer, so
// none of that is in a visitor's download. Textures go to whoever shows the list: browser/canvas.
#pragma once

#include "imgui.h"
#include "imgui_internal.h"

namespace ringback::ui {

class Drawing {
 public:
  // The loader gives all glyphs and must outlive this.
  explicit Drawing(const ImFontLoader& loader);
  ~Drawing();
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;

  // Empties the list and takes notice of what became of the textures. Glyphs may only be loaded from here to end().
  // Sizes in CSS pixels, `pixel_ratio` device pixels a CSS pixel.
  void begin(float width, float height, float pixel_ratio);
  void end();

  ImDrawList& list() { return list_; }
  // Valid until end(). A glyph that it lacks is asked of the loader.
  ImFontBaked& glyphs() { return *glyphs_; }
  ImFontAtlas& atlas() { return atlas_; }

 private:
  ImFontAtlas atlas_;
  ImDrawListSharedData shared_;
  ImDrawList list_{&shared_};
  ImFont* font_;
  ImFontBaked* glyphs_ = nullptr;
  int frame_ = 0;
};

}  // namespace ringback::ui
