// What is drawn, said in the words of the bridge (SemanticTree in shell/src/engine/bridge.ts): the page makes real
// elements of it, for screen readers, selection, find-in-page and every other tool that reads a page.
#pragma once

#include "base/json.hpp"
#include "ui/field_state.hpp"
#include "ui/layout.hpp"

namespace ringback::ui {

// The part of the content that is near the view; what lies outside isn't projected (SPEC section 6).
struct View {
  float scroll_top = 0;
  float height = 0;
};

// A conversation this short is projected whole, so that find-in-page and screen readers have all of it.
inline constexpr std::size_t kProjectedWhole = 80;

Json semantic_tree(const Layout& layout, const LayoutInput& input, View view, const FieldState& field = {});

}  // namespace ringback::ui
