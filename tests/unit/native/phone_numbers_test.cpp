#include "native/phone_numbers.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <map>
#include <string>

using ringback::native::parse_phone;
using ringback::native::ParsedPhone;
using ringback::native::PhoneFault;
using ringback::native::region_of;
using ringback::native::takes_sms;

namespace {

// E.164 text, or what stands against it.
std::string parsed(std::string_view text, std::string_view region) {
  const auto result = parse_phone(text, region);
  if (const auto* phone = std::get_if<ParsedPhone>(&result)) return phone->number.e164.text();
  switch (std::get<PhoneFault>(result)) {
    case PhoneFault::empty: return "empty";
    case PhoneFault::too_short: return "too short";
    case PhoneFault::too_long: return "too long";
    case PhoneFault::invalid: return "invalid";
    case PhoneFault::landline: return "landline";
    case PhoneFault::no_calling_code: return "no calling code";
  }
  return "?";
}

}  // namespace

TEST_CASE("every common way to write a number means the same number") {
  const auto* text = GENERATE("+49 1512 3456789", "01512 3456789", "0049 1512 3456789", "+49 (0) 1512 345 67 89",
                              "tel:+49-1512-3456789", "(01512) 345-67-89", "  +49.1512.3456789  ",
                              "＋４９ １５１２ ３４５６７８９", "٠١٥١٢٣٤٥٦٧٨٩");
  CAPTURE(text);
  CHECK(parsed(text, "DE") == "+4915123456789");
}

TEST_CASE("a national number is read in its region") {
  CHECK(parsed("(415) 555-2671", "US") == "+14155552671");
  CHECK(parsed("07400 123456", "GB") == "+447400123456");
  CHECK(parsed("098765 43210", "IN") == "+919876543210");
}

TEST_CASE("00 means abroad also where another prefix does") {
  CHECK(parsed("00 49 1512 3456789", "US") == "+4915123456789");
  CHECK(parsed("011 49 1512 3456789", "US") == "+4915123456789");
}

TEST_CASE("a national number without a region lacks its calling code") {
  CHECK(parsed("01512 3456789", "") == "no calling code");
  CHECK(parsed("+999 123456789", "") == "invalid");
}

TEST_CASE("an international number needs no region") { CHECK(parsed("+4915123456789", "") == "+4915123456789"); }

TEST_CASE("the reason for a refusal is the first that a person can mend") {
  CHECK(parsed("", "DE") == "empty");
  CHECK(parsed(" \t ", "DE") == "empty");
  CHECK(parsed("+1 415 555", "US") == "too short");
  CHECK(parsed("+1 415 555 2671 99", "US") == "too long");
  CHECK(parsed("hello", "DE") == "invalid");
  CHECK(parsed("+999 123456789", "DE") == "invalid");
  CHECK(parsed(std::string(500, '1'), "DE") == "too long");
}

TEST_CASE("a landline is refused where the plan knows it") {
  CHECK(parsed("+49 30 901820", "") == "landline");
  CHECK(parsed("+33 1 40 20 50 50", "") == "landline");
  // North America's plan doesn't tell.
  CHECK(parsed("+1 212 736 5000", "") == "+12127365000");
}

TEST_CASE("a number that takes no SMS by its kind is refused") { CHECK(parsed("+49 900 1234567", "") == "invalid"); }

TEST_CASE("a number of no country is refused: satellites, networks that are everywhere") {
  const auto* number = GENERATE("+881612345678", "+8821612345678", "+883510012345", "+80012345678");
  CAPTURE(number);
  CHECK(parsed(number, "") == "invalid");
  CHECK_FALSE(takes_sms(*E164::parse(number)));
}

TEST_CASE("a Mexican telephone has one number, whether its old mobile prefix is written or not") {
  CHECK(parsed("+52 1 55 1234 5678", "") == "+525512345678");
  CHECK(parsed("55 1234 5678", "MX") == "+525512345678");
  CHECK(takes_sms(*E164::parse("+525512345678")));
  CHECK_FALSE(takes_sms(*E164::parse("+5215512345678")));
}

TEST_CASE("the regions of North America's numbers are the library's, with those found before as without") {
  std::map<std::string, int> numbers_by_region;
  for (int area = 200; area < 1'000; ++area) {
    for (int exchange = 220; exchange < 1'000; exchange += 60) {
      const std::string text = "+1" + std::to_string(area) + std::to_string(exchange) + "4567";
      const auto parsed = parse_phone(text, "");
      const auto* phone = std::get_if<ParsedPhone>(&parsed);
      if (!phone) continue;
      INFO(text);
      CHECK(region_of(phone->number.e164) == phone->region);
      ++numbers_by_region[phone->region];
    }
  }
  CHECK(numbers_by_region.size() > 15);
  CHECK(numbers_by_region["US"] > 1'000);
  CHECK(numbers_by_region["CA"] > 100);
  CHECK(numbers_by_region["JM"] > 3);
}

TEST_CASE("a number comes with its international form and region") {
  const auto result = parse_phone("07400 123456", "GB");
  const auto* phone = std::get_if<ParsedPhone>(&result);
  REQUIRE(phone);
  CHECK(phone->number.international == "+44 7400 123456");
  CHECK(phone->region == "GB");
}

TEST_CASE("an extension is not part of the number") {
  const auto result = parse_phone("+1 415 555 2671 ext. 12", "US");
  const auto* phone = std::get_if<ParsedPhone>(&result);
  REQUIRE(phone);
  CHECK(phone->number.e164.text() == "+14155552671");
  CHECK(phone->number.international == "+1 415-555-2671");
}

TEST_CASE("the sandbox's misbehaving numbers are numbers that people can enter") {
  for (char last = '1'; last <= '9'; ++last)
    CHECK(parsed(std::string{"+1 415 555 000"} + last, "") == std::string{"+1415555000"} + last);
}

TEST_CASE("a calling code without its plus, or twice, is understood") {
  CHECK(parsed("4915112345678", "DE") == "+4915112345678");
  CHECK(parsed("+49 49 1511 2345678", "DE") == "+4915112345678");
  CHECK(parsed("49 30 12345678", "DE") == "landline");
}
