// The browser as font rasteriser. A glyph is a "cluster": a whole visual line that the page measures and paints
// (CanvasHost in shell/src/engine/canvas). Dear ImGui only packs its rectangle; no pixel is ever read back, since
// browsers that fight fingerprinting add noise to what is read.
#pragma once

#include "imgui.h"

namespace ringback::browser {

// Clusters are numbered from here for Dear ImGui, above the code points it looks up by itself ('?', '…').
inline constexpr ImWchar kFirstClusterGlyph = 0x100;
// Dear ImGui keeps a table as long as the highest number: past this the numbering starts again (see Canvas).
inline constexpr int kMaximumClusters = 4'000;

// Paints what was packed since the last call into `texture`, or everything when it was created anew: the atlas moves
// rectangles when it grows. Returns whether it painted any.
enum class Repaint { new_clusters, all };
bool paint_clusters(ImFontAtlas& atlas, int texture, Repaint repaint);

const ImFontLoader* cluster_loader();

// What the atlas holds, in device pixels, to bound its memory.
float packed_cluster_area();
// After the atlas forgot every rectangle.
void forget_packed_clusters();

}  // namespace ringback::browser
