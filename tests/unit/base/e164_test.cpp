#include "base/e164.hpp"

#include <catch2/catch_test_macros.hpp>

namespace ringback {
namespace {

TEST_CASE("an E.164 number is a plus sign and 7 to 15 digits, the first not 0") {
  for (const char* text : {"+1234567", "+4915123456789", "+123456789012345"}) {
    INFO(text);
    REQUIRE(E164::parse(text).has_value());
    CHECK(E164::parse(text)->text() == text);
  }
  for (const char* text :
       {"", "+", "4915123456789", "+123456", "+1234567890123456", "+0123456789", "+49 151 23456789", "+49-15123456",
        "tel:+4915123456789", "+4915123456789 ", "++4915123456", "+４９１５１２３４５"}) {
    INFO(text);
    CHECK_FALSE(E164::parse(text).has_value());
  }
}

TEST_CASE("a masked number keeps its plus sign and its last two digits") {
  CHECK(E164::parse("+4915123456734")->masked() == "+***********34");
  CHECK(E164::parse("+1234567")->masked() == "+*****67");
}

}  // namespace
}  // namespace ringback
