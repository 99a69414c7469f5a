#include "browser/glyphs.hpp"

#include <vector>

#include "browser/bridge.hpp"
#include "imgui_internal.h"
#include "ui/text.hpp"

namespace ringback::browser {

namespace {

struct PackedCluster {
  int cluster = 0;
  int step = 0;       // of ui::kGlyphSteps
  float area = 0;     // device pixels
  float density = 1;  // device pixels a CSS pixel
  ImFontAtlasRectId rectangle = ImFontAtlasRectId_Invalid;
  bool painted = false;
};

std::vector<PackedCluster>& packed_clusters() {
  static std::vector<PackedCluster> clusters;
  return clusters;
}

// In device pixels.
float offset_of(int step) { return static_cast<float>(step) / ui::kGlyphSteps; }

bool contains_glyph(ImFontAtlas*, ImFontConfig*, ImWchar codepoint) { return codepoint >= kFirstClusterGlyph; }

bool init_baked(ImFontAtlas*, ImFontConfig*, ImFontBaked* baked, void*) {
  baked->Ascent = baked->Size;
  baked->Descent = 0;
  return true;
}

bool load_glyph(ImFontAtlas* atlas, ImFontConfig*, ImFontBaked* baked, void*, ImWchar codepoint, ImFontGlyph* glyph,
                float* advance) {
  if (codepoint < kFirstClusterGlyph) return false;
  if (advance != nullptr) {
    *advance = 0;  // the layout knows the width; nothing here asks Dear ImGui to measure
    return true;
  }
  const int number = static_cast<int>(codepoint - kFirstClusterGlyph);
  const int cluster = number / ui::kGlyphSteps;
  const int step = number % ui::kGlyphSteps;
  const float density = baked->RasterizerDensity;
  float box[4] = {0, 0, 0, 0};
  host_measure_cluster(cluster, density, offset_of(step), box);
  glyph->Codepoint = codepoint;
  glyph->AdvanceX = 0;
  if (box[2] <= 0 || box[3] <= 0) return true;  // blanks

  const ImFontAtlasRectId rectangle = ImFontAtlasPackAddRect(atlas, static_cast<int>(box[2]), static_cast<int>(box[3]));
  if (rectangle == ImFontAtlasRectId_Invalid) return false;
  packed_clusters().push_back({cluster, step, box[2] * box[3], density, rectangle, false});
  glyph->X0 = box[0] / density;
  glyph->Y0 = box[1] / density;
  glyph->X1 = (box[0] + box[2]) / density;
  glyph->Y1 = (box[1] + box[3]) / density;
  glyph->Visible = true;
  glyph->PackId = rectangle;
  return true;
}

}  // namespace

bool paint_clusters(ImFontAtlas& atlas, int texture, Repaint repaint) {
  auto& clusters = packed_clusters();
  std::size_t kept = 0;
  bool painted = false;
  for (PackedCluster& each : clusters) {
    const ImTextureRect* place = ImFontAtlasPackGetRectSafe(&atlas, each.rectangle);
    if (place == nullptr) continue;  // the atlas discarded it
    if (repaint == Repaint::all || !each.painted) {
      host_draw_cluster(texture, each.cluster, each.density, offset_of(each.step), place->x, place->y, place->w,
                        place->h);
      each.painted = painted = true;
    }
    clusters[kept++] = each;
  }
  clusters.resize(kept);
  return painted;
}

float packed_cluster_area() {
  float area = 0;
  for (const PackedCluster& each : packed_clusters()) area += each.area;
  return area;
}
void forget_packed_clusters() { packed_clusters().clear(); }

const ImFontLoader* cluster_loader() {
  static ImFontLoader loader;
  loader.Name = "browser";
  loader.FontSrcContainsGlyph = contains_glyph;
  loader.FontBakedInit = init_baked;
  loader.FontBakedLoadGlyph = load_glyph;
  return &loader;
}

}  // namespace ringback::browser

// The entry point that FreeType's loader would define: imgui_build/ringback_imconfig.h says why.
namespace ImGuiFreeType {
const ImFontLoader* GetFontLoader();
const ImFontLoader* GetFontLoader() { return ringback::browser::cluster_loader(); }
}  // namespace ImGuiFreeType
