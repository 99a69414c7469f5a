#include "base/result.hpp"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

namespace ringback {
namespace {

TEST_CASE("a result holds a value or an error, never both") {
  const Result<int> good = 5;
  REQUIRE(good.has_value());
  CHECK(*good == 5);
  const Result<int> bad = Error{"no"};
  REQUIRE_FALSE(bad);
  CHECK(bad.error().message == "no");
}

TEST_CASE("a value that can only be moved is moved out of a result") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> value = std::move(result).value();
  CHECK(*value == 7);
}

}  // namespace
}  // namespace ringback
