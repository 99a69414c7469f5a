#include "browser/canvas.hpp"

#include "browser/bridge.hpp"
#include "browser/glyphs.hpp"
#include "imgui.h"
#include "imgui_internal.h"
#include "ui/painter.hpp"

namespace ringback::browser {

namespace {
// Lines, not letters: a screenful is some 40. At pixel ratio 3 this is a texture of about 2048 × 2048.
constexpr int kCrowded = 400;
// The least that both WebGL 2 and phones promise.
constexpr int kMaximumTextureSize = 4096;

int id_of(const ImTextureData* texture) { return static_cast<int>(static_cast<intptr_t>(texture->TexID)); }
}  // namespace

Canvas::Canvas() {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  // The atlas's own pixels are a white dot and line patterns: one byte each is enough, clusters are painted by the page.
  io.Fonts->TexDesiredFormat = ImTextureFormat_Alpha8;
  io.Fonts->TexMinWidth = 512;
  io.Fonts->TexMinHeight = 256;
  io.Fonts->TexMaxWidth = kMaximumTextureSize;
  io.Fonts->TexMaxHeight = kMaximumTextureSize;
  ImGui::GetPlatformIO().Renderer_TextureMaxWidth = kMaximumTextureSize;
  ImGui::GetPlatformIO().Renderer_TextureMaxHeight = kMaximumTextureSize;
  ImFontConfig config;
  config.FontLoader = io.Fonts->FontLoader;
  if (config.FontLoader == nullptr) config.FontLoader = cluster_loader();
  config.SizePixels = ui::kFontSize;
  io.Fonts->AddFont(&config);
  ImGui::GetStyle().FontSizeBase = ui::kFontSize;
  ImGui::GetStyle().AntiAliasedLinesUseTex = false;
  ImGui::GetStyle().CircleTessellationMaxError = 0.1f;
}

Canvas::~Canvas() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->TexID != ImTextureID_Invalid) host_destroy_texture(id_of(texture));
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
  forget_packed_clusters();
  ImGui::DestroyContext();
}

void Canvas::begin(const ui::Viewport& viewport) {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {viewport.width, viewport.height};
  io.DisplayFramebufferScale = {viewport.pixel_ratio, viewport.pixel_ratio};
  io.DeltaTime = 1.0f / 60;  // motion is by Instant (ui/motion.hpp); Dear ImGui only needs a positive number
  ImGui::NewFrame();
}

void Canvas::end() {
  ImGui::Render();
  const ImDrawData& data = *ImGui::GetDrawData();
  update_textures();
  const float ratio = data.FramebufferScale.x;
  host_begin_frame(data.DisplaySize.x, data.DisplaySize.y, ratio);
  for (const ImDrawList* list : data.CmdLists) {
    host_draw_list(list->VtxBuffer.Data, list->VtxBuffer.size_in_bytes(), list->IdxBuffer.Data,
                   list->IdxBuffer.size_in_bytes());
    for (const ImDrawCmd& command : list->CmdBuffer) {
      if (command.ElemCount == 0) continue;
      const ImVec4& clip = command.ClipRect;
      host_draw_command(static_cast<int>(command.GetTexID()), static_cast<int>(command.ElemCount),
                        static_cast<int>(command.IdxOffset), clip.x * ratio, clip.y * ratio, clip.z * ratio,
                        clip.w * ratio);
    }
  }
  host_end_frame();
}

void Canvas::update_textures() {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    const bool current = texture == atlas.TexData;
    switch (texture->Status) {
      case ImTextureStatus_WantCreate: {
        const int id = next_texture_++;
        host_create_texture(id, texture->Width, texture->Height, static_cast<const std::uint8_t*>(texture->GetPixels()));
        texture->SetTexID(static_cast<ImTextureID>(id));
        texture->SetStatus(ImTextureStatus_OK);
        if (current) paint_clusters(atlas, id, Repaint::all);
        break;
      }
      case ImTextureStatus_WantUpdates:
        for (const ImTextureRect& part : texture->Updates) {
          host_update_texture(id_of(texture), part.x, part.y, part.w, part.h, texture->GetPitch(),
                              static_cast<const std::uint8_t*>(texture->GetPixelsAt(part.x, part.y)));
        }
        texture->SetStatus(ImTextureStatus_OK);
        [[fallthrough]];
      case ImTextureStatus_OK:
        if (current) paint_clusters(atlas, id_of(texture), Repaint::new_clusters);
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
}

void Canvas::set_usable(bool usable) {
  usable_ = usable;
  // Dear ImGui makes a texture again when its status says that it is gone while its pixels are kept.
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(texture->WantDestroyNextFrame ? ImTextureStatus_Destroyed : ImTextureStatus_WantCreate);
  }
}

void Canvas::discard_clusters() {
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  ImFontAtlasBuildDiscardBakes(atlas, 0);
  forget_packed_clusters();
}

bool Canvas::is_crowded() const { return packed_cluster_count() > kCrowded; }

}  // namespace ringback::browser
