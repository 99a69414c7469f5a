#include "flow/input_check.hpp"

#include <catch2/catch_test_macros.hpp>

#include "flow/unicode.hpp"

namespace ringback::flow {
namespace {

CheckedText check(InputKind kind, std::string_view typed) {
  InputNode input;
  input.kind = kind;
  return check_text(input, typed, nullptr);
}

std::string code_of(std::string_view typed) {
  const CheckedText checked = check(InputKind::otp, typed);
  return checked.refusal == Refusal::none ? text_of(checked.value) : "refused";
}

TEST_CASE("a code is read in the digits of every script") {
  CHECK(code_of("123456") == "123456");
  CHECK(code_of("１２３４５６") == "123456");  // full-width
  CHECK(code_of("١٢٣٤٥٦") == "123456");        // Arabic-Indic
  CHECK(code_of("۱۲۳۴۵۶") == "123456");        // extended Arabic-Indic
  CHECK(code_of("१२३४५६") == "123456");        // Devanagari
  CHECK(code_of("১২৩৪৫৬") == "123456");        // Bengali
  CHECK(code_of("๑๒๓๔๕๖") == "123456");        // Thai
  CHECK(code_of("𝟏𝟐𝟑𝟒𝟓𝟞") == "123456");        // mathematical
  CHECK(code_of("٠٠1２३๔") == "001234");       // whatever a visitor mixes
}

TEST_CASE("blanks, dashes and unseen marks in a code are dropped, leading zeros are not") {
  CHECK(code_of(" 123 456\n") == "123456");
  CHECK(code_of("123-456") == "123456");
  CHECK(code_of("12–34—56") == "123456");
  CHECK(code_of("\u00A0123\u2009456\u3000") == "123456");
  CHECK(code_of("\u200E123456\u202C\uFEFF") == "123456");
  CHECK(code_of("000012") == "000012");
}

TEST_CASE("a code has exactly its length, of digits alone") {
  CHECK(check(InputKind::otp, "12345").refusal == Refusal::too_short);
  CHECK(check(InputKind::otp, "1234567").refusal == Refusal::too_long);
  CHECK(check(InputKind::otp, "12345a").refusal == Refusal::not_a_number);
  CHECK(check(InputKind::otp, "12345六").refusal == Refusal::not_a_number);
  CHECK(check(InputKind::otp, "12345\xFF").refusal == Refusal::not_a_number);
  CHECK(check(InputKind::otp, "").refusal == Refusal::empty);
  CHECK(check(InputKind::otp, " - ").refusal == Refusal::empty);
}

TEST_CASE("a code is shown as bullets") { CHECK(check(InputKind::otp, "123456").shown == "••••••"); }

TEST_CASE("a text is trimmed, may not be empty, and counts its characters, not its bytes") {
  CHECK(text_of(check(InputKind::text, "  Zoë Å \n").value) == "Zoë Å");
  CHECK(check(InputKind::text, " \t\u3000").refusal == Refusal::empty);
  InputNode input;
  input.min = 3;
  input.max = 4;
  CHECK(check_text(input, "äö", nullptr).refusal == Refusal::too_short);
  CHECK(check_text(input, "äöü", nullptr).refusal == Refusal::none);
  CHECK(check_text(input, "日本語字", nullptr).refusal == Refusal::none);
  CHECK(check_text(input, "12345", nullptr).refusal == Refusal::too_long);
  CHECK(check(InputKind::text, std::string(kMaximumTextLength, 'x')).refusal == Refusal::none);
  CHECK(check(InputKind::text, std::string(kMaximumTextLength + 1, 'x')).refusal == Refusal::too_long);
}

TEST_CASE("a pattern decides, and without regular expressions nothing matches") {
  InputNode input;
  input.pattern = "[A-Z]+";
  CHECK(check_text(input, "ABC", nullptr).refusal == Refusal::pattern);
  const PatternMatcher matches = [](std::string_view, std::string_view text) { return text == "ABC"; };
  CHECK(check_text(input, " ABC ", matches).refusal == Refusal::none);
  CHECK(check_text(input, "abc", matches).refusal == Refusal::pattern);
}

TEST_CASE("an email needs something before one @ and a domain of two labels") {
  for (const char* good : {"a@b.co", "first.last+tag@example.com", "用户@例え.jp", "a@b-c.example.org", " a@b.co "}) {
    INFO(good);
    CHECK(check(InputKind::email, good).refusal == Refusal::none);
  }
  for (const char* bad : {"a", "@b.co", "a@", "a@b", "a@b.", "a@.co", "a@@b.co", "a b@c.co", "a@b..co", "a@-b.co",
                          "a@b.co,c@d.co", "a@b\u200B.co"}) {
    INFO(bad);
    CHECK(check(InputKind::email, bad).refusal == Refusal::not_an_email);
  }
}

TEST_CASE("an empty text is an answer where min is 0, whatever the form of one that is given") {
  for (const InputKind kind : {InputKind::text, InputKind::email}) {
    InputNode input;
    input.kind = kind;
    input.pattern = "never";
    input.min = 0;
    const CheckedText checked = check_text(input, " \n", nullptr);
    CHECK(checked.refusal == Refusal::none);
    CHECK(checked.value == Json(""));
    CHECK(checked.shown.empty());
    CHECK(check_text(input, "x", nullptr).refusal != Refusal::none);
    input.min = 1;
    CHECK(check_text(input, " \n", nullptr).refusal == Refusal::empty);
    input.min.reset();
    CHECK(check_text(input, "", nullptr).refusal == Refusal::empty);
  }
  InputNode number;
  number.kind = InputKind::number;
  number.min = 0;
  CHECK(check_text(number, "", nullptr).refusal == Refusal::empty);
}

std::string number_of(std::string_view typed) {
  const CheckedText checked = check(InputKind::number, typed);
  return checked.refusal == Refusal::none ? text_of(checked.value) : "refused";
}

TEST_CASE("a number takes signs, decimals, grouping blanks and other digits") {
  CHECK(number_of("42") == "42");
  CHECK(number_of("+007") == "7");
  CHECK(number_of("1.5") == "1.5");
  CHECK(number_of("1,5") == "1.5");
  CHECK(number_of(".5") == "0.5");
  CHECK(number_of("1\u202F234,5") == "1234.5");
  CHECK(number_of("1\u00AD234") == "1234");
  CHECK(number_of("١٢٫٥") == "12.5");
  CHECK(number_of("５．５") == "5.5");  // full-width, as East Asian input methods write
  CHECK(number_of("５，５") == "5.5");
  CHECK(number_of("＋５") == "5");
  CHECK(number_of("1.2.3") == "refused");
  CHECK(number_of("1e5") == "refused");
  CHECK(number_of("0x10") == "refused");
  CHECK(check(InputKind::number, "12345678901234567890").refusal == Refusal::too_long);
  CHECK(check(InputKind::number, "").refusal == Refusal::empty);
}

TEST_CASE("a dash is a minus in front of a number, and nothing elsewhere") {
  for (const std::string dash : {"-", "−", "\u2010", "\u2011", "\u2012", "–", "﹣", "－"}) {
    INFO(dash);
    CHECK(number_of(dash + "5") == "-5");
    CHECK(number_of(dash + " 5") == "-5");
    CHECK(number_of("5" + dash + "10") == "refused");
    CHECK(number_of("5" + dash) == "refused");
    CHECK(number_of(dash + dash + "5") == "refused");
    CHECK(number_of("+" + dash + "5") == "refused");
    CHECK(number_of(dash) == "refused");
  }
  // Longer than any minus.
  for (const std::string dash : {"—", "―", "﹘"}) {
    INFO(dash);
    CHECK(number_of(dash + "5") == "refused");
    CHECK(number_of("5" + dash + "10") == "refused");
  }
}

TEST_CASE("what two countries read differently is no number, with a point as with a comma") {
  for (const std::string mark : {".", ",", "．", "，"}) {
    INFO(mark);
    CHECK(number_of("1" + mark + "234") == "refused");
    CHECK(number_of("-1" + mark + "234") == "refused");
    CHECK(number_of("12" + mark + "345") == "refused");
    CHECK(number_of("123" + mark + "456") == "refused");
    CHECK(number_of("１" + mark + "２３４") == "refused");
    CHECK(number_of("1" + mark + "234" + mark + "567") == "refused");
    // Thousands look otherwise.
    CHECK(number_of("0" + mark + "125") == "0.125");
    CHECK(number_of(mark + "125") == "0.125");
    CHECK(number_of("12" + mark + "34") == "12.34");
    CHECK(number_of("12" + mark + "3456") == "12.3456");
    CHECK(number_of("1234" + mark + "567") == "1234.567");
    CHECK(number_of("1 234" + mark + "567") == "1234.567");
  }
  CHECK(number_of("1,234.5") == "refused");
  CHECK(number_of("١٫٢٣٤") == "1.234");
}

TEST_CASE("a number stays within min and max") {
  InputNode input;
  input.kind = InputKind::number;
  input.min = 1;
  input.max = 2.5;
  CHECK(check_text(input, "0", nullptr).refusal == Refusal::below_min);
  CHECK(check_text(input, "2.6", nullptr).refusal == Refusal::above_max);
  CHECK(check_text(input, "2.5", nullptr).refusal == Refusal::none);
}

TEST_CASE("the limits that the parser knows are those that an input has") {
  const std::string address = std::string(64, 'a') + "@" + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
                              std::string(56, 'd') + ".ef";
  CHECK(address.size() == kMaximumEmailLength - 2);
  CHECK(check(InputKind::email, address + "gh").refusal == Refusal::none);
  CHECK(check(InputKind::email, address + "ghi").refusal == Refusal::not_an_email);
  CHECK(check(InputKind::email, "a@b.c").refusal == Refusal::none);
  CHECK(std::string_view{"a@b.c"}.size() == kMinimumEmailLength);
  CHECK(number_of(std::to_string(kLargestNumber)) == std::to_string(kLargestNumber));
  CHECK(check(InputKind::number, std::to_string(kLargestNumber + 1)).refusal == Refusal::too_long);
}

TEST_CASE("a country allow-list refuses other regions and unknown ones") {
  InputNode input;
  CHECK(check_region(input, "") == Refusal::none);
  input.countries = {"DE", "AT"};
  CHECK(check_region(input, "AT") == Refusal::none);
  CHECK(check_region(input, "at") == Refusal::none);
  CHECK(check_region(input, "FR") == Refusal::country_not_allowed);
  CHECK(check_region(input, "") == Refusal::country_not_allowed);
  CHECK(check_region(input, "DEU") == Refusal::country_not_allowed);
}

TEST_CASE("malformed UTF-8 is read a byte at a time, without end and without reading past it") {
  for (const std::string_view text :
       {"\xC3", "\xE2\x80", "\xF0\x9F\x98", "\xED\xA0\x80", "\xC0\xAF", "\xF8\x88\x80\x80"}) {
    std::string_view rest = text;
    std::size_t count = 0;
    while (!rest.empty()) {
      CHECK(take_code_point(rest) == 0xFFFD);
      ++count;
    }
    CHECK(count == text.size());
  }
  CHECK(count_code_points("a😀é") == 3);
}

}  // namespace
}  // namespace ringback::flow
