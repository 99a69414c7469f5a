#include "base/utf8.hpp"

namespace ringback {

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < length) return 0;
  // The table of section 4: only the second byte's range depends on the first.
  unsigned char least = 0x80, most = 0xBF;
  if (lead == 0xE0) least = 0xA0;
  if (lead == 0xF0) least = 0x90;
  if (lead == 0xED) most = 0x9F;
  if (lead == 0xF4) most = 0x8F;
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < least || byte > most) return 0;
    least = 0x80;
    most = 0xBF;
  }
  return length;
}

void append_utf8(std::string& text, char32_t code) {
  if (code < 0x80) {
    text.push_back(static_cast<char>(code));
    return;
  }
  const int continuations = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr char32_t kLeads[] = {0, 0xC0, 0xE0, 0xF0};
  text.push_back(static_cast<char>(kLeads[continuations] | code >> (6 * continuations)));
  for (int i = continuations - 1; i >= 0; --i) text.push_back(static_cast<char>(0x80 | (code >> (6 * i) & 0x3F)));
}

}  // namespace ringback
