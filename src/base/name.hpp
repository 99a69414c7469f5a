// The form of the names that a flow file gives: [A-Za-z_][A-Za-z0-9_]*, of bounded length.
#pragma once

#include <cstddef>
#include <string_view>

namespace ringback {

inline constexpr std::size_t kMaximumNameLength = 64;

constexpr bool is_name(std::string_view text, bool dashes_allowed = false) {
  if (text.empty() || text.size() > kMaximumNameLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    const bool later = (c >= '0' && c <= '9') || (dashes_allowed && c == '-');
    if (!letter && !(later && i > 0)) return false;
  }
  return true;
}

}  // namespace ringback
