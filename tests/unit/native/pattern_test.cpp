#include "native/pattern.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

using ringback::native::matches_pattern;
using ringback::native::pattern_fault;

TEST_CASE("a pattern has to match the whole text") {
  CHECK(matches_pattern("[A-Z]{2}\\d+", "AB12"));
  CHECK_FALSE(matches_pattern("[A-Z]{2}\\d+", "AB12x"));
  CHECK_FALSE(matches_pattern("a|b", "ab"));
}

TEST_CASE("a pattern matches code points, not bytes") {
  CHECK(matches_pattern("..", "é😀"));
  CHECK(matches_pattern("[äöü]+", "öä"));
  CHECK(matches_pattern(".", "\xFF"));
  CHECK(matches_pattern("..", "\xE2\x82"));
}

TEST_CASE("a pattern that doesn't compile matches nothing and says why") {
  CHECK_FALSE(matches_pattern("(", "("));
  CHECK_FALSE(pattern_fault("(").empty());
  CHECK_FALSE(pattern_fault("a{99999}{99999}").empty());
  CHECK(pattern_fault("^\\d{4}$").empty());
}

TEST_CASE("a pattern that backtracks for ever in other libraries is answered at once") {
  CHECK_FALSE(matches_pattern("(a+)+b", std::string(200, 'a')));
}

TEST_CASE("what is too long to be matched in good time doesn't match") {
  CHECK(matches_pattern("a*", std::string(1'000, 'a')));
  CHECK_FALSE(matches_pattern("a*", std::string(1'001, 'a')));
  CHECK_FALSE(matches_pattern(std::string(501, 'a'), std::string(501, 'a')));
  CHECK_FALSE(pattern_fault(std::string(501, 'a')).empty());
}
