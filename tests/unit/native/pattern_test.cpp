#include "native/pattern.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/json.hpp"
#include "support/flow_loader.hpp"

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

TEST_CASE("a pattern that can't be used matches nothing and says why") {
  const ringback::Json all = ringback::testing::json_of(ringback::testing::read_file("tests/fixtures/patterns.json"));
  for (const ringback::Json& each : all.at("refused")) {
    const std::string pattern = ringback::text_of(each.at("pattern"));
    INFO(pattern);
    CHECK(pattern_fault(pattern) == ringback::text_of(each.at("why")));
    CHECK_FALSE(matches_pattern(pattern, pattern));
  }
}

// tests/shell/patterns.test.mjs asks a browser's RegExp the same.
TEST_CASE("a pattern means what it means in a browser") {
  const ringback::Json all = ringback::testing::json_of(ringback::testing::read_file("tests/fixtures/patterns.json"));
  for (const ringback::Json& each : all.at("taken")) {
    const std::string pattern = ringback::text_of(each.at("pattern"));
    INFO(pattern);
    CHECK(pattern_fault(pattern).empty());
    for (const ringback::Json& text : each.at("matches")) {
      INFO(ringback::dump_json(text));
      CHECK(matches_pattern(pattern, ringback::text_of(text)));
    }
    for (const ringback::Json& text : each.at("differs")) {
      INFO(ringback::dump_json(text));
      CHECK_FALSE(matches_pattern(pattern, ringback::text_of(text)));
    }
  }
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
