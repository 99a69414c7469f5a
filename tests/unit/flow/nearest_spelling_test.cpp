#include "flow/nearest_spelling.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace ringback::flow {
namespace {

std::string nearest(std::string_view found, const std::vector<std::string_view>& candidates) {
  return std::string{nearest_spelling(found, candidates)};
}

TEST_CASE("a letter too few, too many, wrong or swapped is one slip") {
  for (const char* slip : {"verfy", "verifyy", "verufy", "vreify"}) {
    INFO(slip);
    CHECK(nearest(slip, {"hello", "verify", "wait"}) == "verify");
  }
}

TEST_CASE("the candidate with the fewest slips wins, and of equals the first") {
  CHECK(nearest("verfy", {"verge", "verify"}) == "verify");
  CHECK(nearest("sant", {"sent", "sand"}) == "sent");
}

TEST_CASE("case is no slip") { CHECK(nearest("AccountSid", {"token", "accountSID"}) == "accountSID"); }

TEST_CASE("what shares too little with any candidate has no nearest spelling") {
  CHECK(nearest("colour", {"next", "text"}).empty());
  CHECK(nearest("a", {"b"}).empty());
  CHECK(nearest("ab", {"cd"}).empty());
  CHECK(nearest("", {"a"}).empty());
  CHECK(nearest("abc", {}).empty());
}

TEST_CASE("a long text isn't compared, so that a hostile file costs nothing") {
  CHECK(nearest(std::string(65, 'a'), {std::string(65, 'a')}).empty());
}

}  // namespace
}  // namespace ringback::flow
