#include "base/name.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/ascii.hpp"

namespace ringback {
namespace {

TEST_CASE("a name is letters, digits and underscores, and doesn't begin with a digit") {
  CHECK(is_name("a"));
  CHECK(is_name("_A9z"));
  for (const char* text : {"", "9a", "a-b", "a b", "a.b", "ä"}) {
    INFO(text);
    CHECK_FALSE(is_name(text));
  }
  CHECK(is_name(std::string(kMaximumNameLength, 'a')));
  CHECK_FALSE(is_name(std::string(kMaximumNameLength + 1, 'a')));
}

TEST_CASE("a dash is allowed behind the first letter, where dashes are") {
  CHECK(is_name("ask-code", true));
  CHECK_FALSE(is_name("-ask", true));
}

TEST_CASE("ASCII letters compare without case, other bytes as they are") {
  CHECK(equals_ignoring_case("Retry-After", "retry-AFTER"));
  CHECK_FALSE(equals_ignoring_case("a", "ab"));
  CHECK_FALSE(equals_ignoring_case("ä", "Ä"));
  CHECK_FALSE(equals_ignoring_case("[", "{"));
}

}  // namespace
}  // namespace ringback
