#include "base/bidi.hpp"

#include <catch2/catch_test_macros.hpp>

#include "base/utf8.hpp"

namespace ringback {
namespace {

std::string character(char32_t code) {
  std::string text = "a ";
  append_utf8(text, code);
  return text + " b";
}

TEST_CASE("strong right-to-left characters are known at both ends of their blocks") {
  for (const char32_t code : {0x0590, 0x05D0, 0x05FF, 0x0600, 0x0645, 0x07FF, 0x0800, 0x08FF, 0xFB1D, 0xFB4F, 0xFDFF,
                              0xFE70, 0xFEFC, 0x10800, 0x10FFF, 0x1E800, 0x1E922, 0x1EFFF}) {
    INFO(static_cast<unsigned>(code));
    CHECK(has_right_to_left(character(code)));
  }
}

TEST_CASE("every other script is left to right here, and so are punctuation, emoji and byte order marks") {
  for (const char32_t code : {0x0041, 0x00E9, 0x03A9, 0x0416, 0x058F, 0x0900,  0x0E01,  0x3042,  0x6F22,  0xAC00,
                              0xFB1C, 0xFE00, 0xFE6F, 0xFEFF, 0x2068, 0x107FF, 0x11000, 0x1E7FF, 0x1F000, 0x1F600}) {
    INFO(static_cast<unsigned>(code));
    CHECK_FALSE(has_right_to_left(character(code)));
  }
  CHECK_FALSE(has_right_to_left(""));
}

TEST_CASE("what isn't UTF-8 is looked at without reading beyond its end") {
  for (const std::string_view cut : {"\xD6", "\xE0", "\xEF", "\xEF\xAC", "\xF0", "\xF0\x90"}) {
    CHECK_FALSE(has_right_to_left(cut));
  }
}

TEST_CASE("an isolated text stands between U+2068 and U+2069; nothing stays nothing") {
  CHECK(isolated("+49") == "\u2068+49\u2069");
  CHECK(isolated("").empty());
}

}  // namespace
}  // namespace ringback
