#include "base/utf8.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <string>

namespace ringback {
namespace {

TEST_CASE("every scalar value is one character of its length, and every surrogate none") {
  for (char32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 251) {
    std::string text;
    append_utf8(text, code);
    const std::size_t expected = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    if (text.size() != expected || utf8_length(text) != (surrogate ? 0 : expected)) FAIL_CHECK(std::uint32_t{code});
  }
}

TEST_CASE("overlong forms, what lies beyond U+10FFFF, stray and missing bytes are no character") {
  for (const char* text : {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80",
                           "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\x80", "\xBF", "\xC3",
                           "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "\xE2\x82(", "\xED\xA0\x80"}) {
    CHECK(utf8_length(text) == 0);
  }
  CHECK(utf8_length("") == 0);
  CHECK(utf8_length("\xEF\xBF\xBFx") == 3);
  CHECK(utf8_length("\xF4\x8F\xBF\xBF") == 4);
}

}  // namespace
}  // namespace ringback
