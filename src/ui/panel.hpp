// The panel: keeps what the page said about size, looks, pointer and field, lays the conversation out, draws it with
// Dear ImGui into the current frame, and says what can be read. Knows no browser: glyphs come through TextSetter and
// the font loader of whoever links this room.
#pragma once

#include <string>

#include "ui/field_state.hpp"
#include "ui/layout.hpp"
#include "ui/semantic_tree.hpp"
#include "ui/text.hpp"
#include "ui/theme.hpp"

namespace ringback::ui {

class Drawing;

struct Viewport {
  float width = 0;  // of the panel, CSS pixels
  float height = 0;
  float pixel_ratio = 1;  // device pixels a CSS pixel
  float scroll_top = 0;   // of the conversation
  friend bool operator==(const Viewport&, const Viewport&) = default;
};

// Ids of PlacedButton, or empty.
struct PointerState {
  std::string hovered;
  std::string pressed;
  std::string focused;  // by keyboard; the page draws the focus ring itself
};

// Which conversation to show with which words; both are borrowed for the call.
struct PanelContent {
  const chat::Conversation& conversation;
  const chat::Phrasebook& phrases;
};

class Panel {
 public:
  explicit Panel(TextSetter& text) : text_{text} {}

  // Every text is set anew: the page also calls this when a font of its own has loaded.
  void set_appearance(const Appearance& appearance);
  // Each answers whether a new frame is needed.
  bool set_viewport(const Viewport& viewport);
  bool set_pointer(PointerState pointer);
  bool set_field(FieldState field);

  // The lines that TextSetter gave are no longer known to it.
  void forget_text() { text_.forget(); }

  const Viewport& viewport() const { return viewport_; }

  // Lays out afresh; cheap, since text is remembered. Call before draw() and tree().
  void lay_out(const PanelContent& content, Instant now);
  // Between ImGui::NewFrame and ImGui::Render.
  void draw(Drawing& drawing, const PanelContent& content, Instant now);
  Json tree(const PanelContent& content, Instant now) const;
  const Layout& layout() const { return layout_; }

  // When what is drawn at `now` looks different by itself; none when nothing moves.
  std::optional<Instant> next_frame(const PanelContent& content, Instant now) const;

 private:
  LayoutInput layout_input(const PanelContent& content, Instant now) const;

  CachedTextSetter text_;
  Viewport viewport_;
  Appearance appearance_;
  Palette palette_ = Palette::of(Appearance{});
  PointerState pointer_;
  FieldState field_;
  Layout layout_;
};

}  // namespace ringback::ui
