// Direction of text (UAX #9), as far as a text with insertions needs it.
#pragma once

#include <string>
#include <string_view>

namespace ringback {

// Whether a strong right-to-left character is in it: Hebrew, Arabic, Syriac, Thaana, N'Ko, Adlam and their like.
bool has_right_to_left(std::string_view text);

// Between U+2068 and U+2069: the text keeps its own direction, whatever stands around it. Nothing stays nothing.
std::string isolated(std::string_view text);

}  // namespace ringback
