#include "base/bidi.hpp"

#include <cstdint>

namespace ringback {
namespace {

// Blocks whose letters are of class R or AL, by the first bytes of their UTF-8: no other character begins so.
bool begins_right_to_left(std::string_view text) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0U; };
  switch (byte(0)) {
    case 0xD6: return byte(1) >= 0x90;                     // U+0590
    case 0xE0: return byte(1) >= 0xA0 && byte(1) <= 0xA3;  // U+0800 to U+08FF
    case 0xEF:                                             // U+FB1D to U+FDFF, U+FE70 to U+FEFC
      if (byte(1) == 0xAC) return byte(2) >= 0x9D;
      if (byte(1) == 0xBB) return byte(2) <= 0xBC;
      return (byte(1) >= 0xAD && byte(1) <= 0xB7) || byte(1) == 0xBA || (byte(1) == 0xB9 && byte(2) >= 0xB0);
    case 0xF0:  // U+10800 to U+10FFF, U+1E800 to U+1EFFF
      return (byte(1) == 0x90 || byte(1) == 0x9E) && byte(2) >= 0xA0;
    default: return byte(0) >= 0xD7 && byte(0) <= 0xDF;  // U+05C0 to U+07FF
  }
}

}  // namespace

bool has_right_to_left(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(1)) {
    if (begins_right_to_left(text)) return true;
  }
  return false;
}

std::string isolated(std::string_view text) {
  if (text.empty()) return {};
  return "\xE2\x81\xA8" + std::string{text} + "\xE2\x81\xA9";
}

}  // namespace ringback
