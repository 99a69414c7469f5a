#include "flow/unicode.hpp"

#include <cstdint>

namespace ringback::flow {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// The zeros of the runs of ten in Unicode's category Nd; the mathematical digits (five runs in a row) stand apart.
constexpr char32_t kZeros[] = {
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
};
constexpr char32_t kMathematicalZero = 0x1D7CE;
constexpr char32_t kMathematicalEnd = 0x1D800;

struct Range {
  char32_t first, last;
};
constexpr Range kBlanks[] = {{0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                             {0xAD, 0xAD},     {0x1680, 0x1680}, {0x2000, 0x200F}, {0x2028, 0x202F},
                             {0x205F, 0x2069}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
constexpr Range kDashes[] = {{'-', '-'},       {0x2010, 0x2015}, {0x2212, 0x2212},
                             {0xFE58, 0xFE58}, {0xFE63, 0xFE63}, {0xFF0D, 0xFF0D}};

template <std::size_t N>
bool in_any(const Range (&ranges)[N], char32_t code_point) {
  for (const Range& range : ranges) {
    if (code_point >= range.first && code_point <= range.last) return true;
  }
  return false;
}

}  // namespace

char32_t take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const std::uint8_t lead = byte(0);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : (lead & 0xF0) == 0xE0       ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 1) {
    text.remove_prefix(1);
    return lead;
  }
  char32_t code_point = length == 2 ? lead & 0x1F : length == 3 ? lead & 0x0F : lead & 0x07;
  bool well_formed = length != 0 && text.size() >= length;
  for (std::size_t at = 1; well_formed && at < length; ++at) {
    well_formed = (byte(at) & 0xC0) == 0x80;
    code_point = code_point << 6 | (byte(at) & 0x3F);
  }
  const bool overlong = (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
  if (!well_formed || overlong || surrogate || code_point > 0x10FFFF) {
    text.remove_prefix(1);
    return kReplacement;
  }
  text.remove_prefix(length);
  return code_point;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    take_code_point(text);
    ++count;
  }
  return count;
}

std::optional<int> digit_value(char32_t code_point) {
  for (const char32_t zero : kZeros) {
    if (code_point >= zero && code_point < zero + 10) return static_cast<int>(code_point - zero);
  }
  if (code_point >= kMathematicalZero && code_point < kMathematicalEnd) {
    return static_cast<int>((code_point - kMathematicalZero) % 10);
  }
  return std::nullopt;
}

bool is_blank(char32_t code_point) { return in_any(kBlanks, code_point); }
bool is_separator(char32_t code_point) { return is_blank(code_point) || in_any(kDashes, code_point); }

std::string_view trim(std::string_view text) {
  std::string_view rest = text;
  std::size_t begin = text.size(), end = 0;
  while (!rest.empty()) {
    const std::size_t at = text.size() - rest.size();
    const char32_t code_point = take_code_point(rest);
    if (is_blank(code_point)) continue;
    if (begin == text.size()) begin = at;
    end = text.size() - rest.size();
  }
  return end == 0 ? std::string_view{} : text.substr(begin, end - begin);
}

}  // namespace ringback::flow
