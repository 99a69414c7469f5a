#include "ui/drawing.hpp"

#include "ui/painter.hpp"

namespace ringback::ui {

namespace {
// How far an arc's chords may be from it, in device pixels. Finer ones look the same under smoothed edges and are twice the
// triangles, which count where the GPU is software.
constexpr float kArcError = 0.2f;
}  // namespace

Drawing::Drawing(const ImFontLoader& loader) {
  atlas_.Flags |= ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoBakedLines;  // neither is drawn here
  atlas_.SetFontLoader(&loader);
  ImFontConfig config;
  config.FontLoader = &loader;
  config.SizePixels = kFontSize;
  font_ = atlas_.AddFont(&config);
  ImFontAtlasAddDrawListSharedData(&atlas_, &shared_);
  shared_.FontAtlas = &atlas_;
  shared_.InitialFlags = ImDrawListFlags_AntiAliasedLines | ImDrawListFlags_AntiAliasedFill;
  shared_.CurveTessellationTol = 1.25f;  // Dear ImGui's default
}

Drawing::~Drawing() { ImFontAtlasRemoveDrawListSharedData(&atlas_, &shared_); }

void Drawing::begin(float width, float height, float pixel_ratio) {
  ImFontAtlasUpdateNewFrame(&atlas_, ++frame_, true);
  shared_.ClipRectFullscreen = {0, 0, width, height};
  shared_.InitialFringeScale = 1 / pixel_ratio;  // edges are smoothed over one device pixel: wider is a halo
  shared_.SetCircleTessellationMaxError(kArcError / pixel_ratio);
  font_->CurrentRasterizerDensity = pixel_ratio;
  glyphs_ = font_->GetFontBaked(kFontSize);
  list_._ResetForNewFrame();
  list_.PushTexture(atlas_.TexRef);
  list_.PushClipRect({0, 0}, {width, height});
}

void Drawing::end() {
  list_._PopUnusedDrawCmd();
  glyphs_ = nullptr;
}

}  // namespace ringback::ui
