#include "base/attributes.hpp"

#include <catch2/catch_test_macros.hpp>

namespace ringback {
namespace {

PhoneNumber number(const char* e164, const char* international) { return {*E164::parse(e164), international}; }

TEST_CASE("an attribute has the value that was set last, and none after it is cleared") {
  Attributes attributes;
  CHECK(attributes.find("a") == nullptr);
  attributes.set("a", Json(1));
  attributes.set("a", Json("x"));
  REQUIRE(attributes.find("a") != nullptr);
  CHECK(*attributes.find("a") == Json("x"));
  attributes.clear("a");
  attributes.clear("never set");
  CHECK(attributes.find("a") == nullptr);
  CHECK(attributes.display_text("a").empty());
}

TEST_CASE("a phone number is kept as E.164 and shown in international form") {
  Attributes attributes;
  attributes.set_phone("phone", number("+4915123456789", "+49 1512 3456789"));
  CHECK(*attributes.find("phone") == Json("+4915123456789"));
  CHECK(attributes.display_text("phone") == "+49 1512 3456789");
}

TEST_CASE("a number of which no other form is known is shown as E.164") {
  Attributes attributes;
  attributes.set("phone", Json("+4915123456789"));
  CHECK(attributes.display_text("phone") == "+4915123456789");
}

TEST_CASE("a copy of a number in another attribute is shown in international form too") {
  Attributes attributes;
  attributes.set_phone("phone", number("+4915123456789", "+49 1512 3456789"));
  attributes.set("copy", Json("+4915123456789"));
  attributes.clear("phone");
  CHECK(attributes.display_text("copy") == "+49 1512 3456789");
}

TEST_CASE("the form of a number that was changed isn't kept") {
  Attributes attributes;
  attributes.set_phone("phone", number("+4915123456789", "+49 1512 3456789"));
  attributes.set_phone("phone", number("+4915123456780", "+49 1512 3456780"));
  CHECK(attributes.international_forms().size() == 1);
  attributes.clear("phone");
  CHECK(attributes.international_forms().empty());
}

TEST_CASE("numbers, booleans and JSON are shown as their JSON text") {
  Attributes attributes;
  attributes.set("n", Json(2.5));
  attributes.set("b", Json(false));
  attributes.set("j", Json(Json::array_t{Json(1), Json("x")}));
  CHECK(attributes.display_text("n") == "2.5");
  CHECK(attributes.display_text("b") == "false");
  CHECK(attributes.display_text("j") == "[1,\"x\"]");
}

}  // namespace
}  // namespace ringback
