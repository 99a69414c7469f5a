// UTF-8 as RFC 3629 has it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ringback {

// The length, 1 to 4 bytes, of the character that `text` begins with; 0 when it begins with none: an overlong form, a
// surrogate, something beyond U+10FFFF, a sequence that is cut off, or nothing at all.
std::size_t utf8_length(std::string_view text);

// Precondition: a Unicode scalar value.
void append_utf8(std::string& text, char32_t code);

}  // namespace ringback
