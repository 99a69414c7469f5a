// Language tags (BCP 47), without regard to case.
#pragma once

#include <optional>
#include <string_view>

#include "base/ascii.hpp"

namespace ringback {

// The next tag to look for when `tag` isn't there: "de-CH" → "de" → "" (RFC 4647 section 3.4). Where Chinese is written
// in traditional characters, those come before the simplified ones of "zh": "zh-TW" → "zh-Hant" → "zh".
constexpr std::string_view wider_tag(std::string_view tag) {
  for (const char* traditional : {"zh-TW", "zh-HK", "zh-MO"}) {
    if (equals_ignoring_case(tag, traditional)) return "zh-Hant";
  }
  const std::size_t dash = tag.rfind('-');
  return tag.substr(0, dash == std::string_view::npos ? 0 : dash);
}

// How far a text in `tag` is from one in `wanted`: 0 for the same tag, more for a wider one, for another region's, for another
// form of Norwegian, and most for Chinese in the other script. Nothing for another language.
std::optional<int> tag_distance(std::string_view wanted, std::string_view tag);

}  // namespace ringback
