// The real input of the page, as far as the picture shows it: the digits of a code, the outline of a field.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

namespace ringback::ui {

struct FieldState {
  std::string text;
  int selection_start = 0;  // UTF-16 offsets, as the page counts
  int selection_end = 0;
  bool focused = false;
};

// The box of a code into which the next digit goes, of `boxes`; none without the focus.
inline std::optional<std::size_t> active_box(const FieldState& field, std::size_t boxes) {
  if (!field.focused || boxes == 0) return std::nullopt;
  return std::min(static_cast<std::size_t>(std::max(field.selection_start, 0)), boxes - 1);
}

}  // namespace ringback::ui
