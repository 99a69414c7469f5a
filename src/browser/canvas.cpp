#include "browser/canvas.hpp"

#include <algorithm>
#include <cstring>

#include "browser/bridge.hpp"
#include "browser/glyphs.hpp"
#include "imgui_internal.h"
#include "ui/painter.hpp"

namespace ringback::browser {

namespace {
// Device pixels. Text in view takes less than the panel does; where that is little, there is room for a few screenfuls.
constexpr float kLeastRoom = 512 * 1024;
// The least that both WebGL 2 and phones promise.
constexpr int kMaximumTextureSize = 4096;

int id_of(const ImTextureData* texture) { return static_cast<int>(static_cast<intptr_t>(texture->TexID)); }

// All that lists consist of is plain: Dear ImGui fills what its commands don't use with zeros.
template <class T>
bool are_same(const ImVector<T>& a, const ImVector<T>& b) {
  return a.Size == b.Size && (a.empty() || std::memcmp(a.Data, b.Data, a.size_in_bytes()) == 0);
}
}  // namespace

Canvas::Canvas() : drawing_{*cluster_loader()} {
  ImFontAtlas& atlas = drawing_.atlas();
  // The atlas's own pixels are a white dot: one byte each is enough, clusters are painted by the page.
  atlas.TexDesiredFormat = ImTextureFormat_Alpha8;
  atlas.TexMinWidth = 512;
  atlas.TexMinHeight = 256;
  atlas.TexMaxWidth = kMaximumTextureSize;
  atlas.TexMaxHeight = kMaximumTextureSize;
}

Canvas::~Canvas() {
  for (ImTextureData* texture : drawing_.atlas().TexList) {
    if (texture->TexID != ImTextureID_Invalid) host_destroy_texture(id_of(texture));
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
  forget_packed_clusters();
}

void Canvas::begin(const ui::Viewport& viewport) {
  viewport_ = viewport;
  drawing_.begin(viewport.width, viewport.height, viewport.pixel_ratio);
}

bool Canvas::is_shown(const ImDrawList& list) const {
  return shown_ && are_same(shown_->vertices, list.VtxBuffer) && are_same(shown_->indices, list.IdxBuffer) &&
         are_same(shown_->commands, list.CmdBuffer);
}

void Canvas::end() {
  drawing_.end();
  const bool repainted = update_textures();
  const ImDrawList& list = drawing_.list();
  if (!repainted && is_shown(list)) return;
  shown_ = Picture{list.VtxBuffer, list.IdxBuffer, list.CmdBuffer};
  const float ratio = viewport_.pixel_ratio;
  host_begin_frame(viewport_.width, viewport_.height, ratio);
  host_draw_list(list.VtxBuffer.Data, list.VtxBuffer.size_in_bytes(), list.IdxBuffer.Data,
                 list.IdxBuffer.size_in_bytes());
  for (const ImDrawCmd& command : list.CmdBuffer) {
    if (command.ElemCount == 0) continue;
    const ImVec4& clip = command.ClipRect;
    host_draw_command(static_cast<int>(command.GetTexID()), static_cast<int>(command.ElemCount),
                      static_cast<int>(command.IdxOffset), clip.x * ratio, clip.y * ratio, clip.z * ratio,
                      clip.w * ratio);
  }
  host_end_frame();
}

bool Canvas::update_textures() {
  ImFontAtlas& atlas = drawing_.atlas();
  bool changed = false;
  for (ImTextureData* texture : drawing_.atlas().TexList) {
    const bool current = texture == atlas.TexData;
    switch (texture->Status) {
      case ImTextureStatus_WantCreate: {
        const int id = next_texture_++;
        host_create_texture(id, texture->Width, texture->Height,
                            static_cast<const std::uint8_t*>(texture->GetPixels()));
        texture->SetTexID(static_cast<ImTextureID>(id));
        texture->SetStatus(ImTextureStatus_OK);
        if (current) paint_clusters(atlas, id, Repaint::all);
        changed = true;
        break;
      }
      case ImTextureStatus_WantUpdates:
        for (const ImTextureRect& part : texture->Updates) {
          host_update_texture(id_of(texture), part.x, part.y, part.w, part.h, texture->GetPitch(),
                              static_cast<const std::uint8_t*>(texture->GetPixelsAt(part.x, part.y)));
        }
        texture->SetStatus(ImTextureStatus_OK);
        changed = true;
        [[fallthrough]];
      case ImTextureStatus_OK:
        if (current && paint_clusters(atlas, id_of(texture), Repaint::new_clusters)) changed = true;
        break;
      case ImTextureStatus_WantDestroy:
        if (texture->UnusedFrames == 0) break;
        host_destroy_texture(id_of(texture));
        texture->SetTexID(ImTextureID_Invalid);
        texture->SetStatus(ImTextureStatus_Destroyed);
        break;
      case ImTextureStatus_Destroyed: break;
    }
  }
  return changed;
}

void Canvas::set_usable(bool usable) {
  usable_ = usable;
  forget_shown();
  // Dear ImGui makes a texture again when its status says that it is gone while its pixels are kept.
  for (ImTextureData* texture : drawing_.atlas().TexList) {
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(texture->WantDestroyNextFrame ? ImTextureStatus_Destroyed : ImTextureStatus_WantCreate);
  }
}

void Canvas::discard_clusters() {
  ImFontAtlasBuildDiscardBakes(&drawing_.atlas(), 0);
  forget_packed_clusters();
}

bool Canvas::is_crowded() const {
  const float ratio = viewport_.pixel_ratio;
  return packed_cluster_area() > std::max(kLeastRoom, viewport_.width * viewport_.height * ratio * ratio);
}

}  // namespace ringback::browser
