#include "native/plural.hpp"

#include <catch2/catch_test_macros.hpp>

using ringback::native::plural_category_of;

TEST_CASE("plural categories are the CLDR's") {
  CHECK(plural_category_of("en")(1) == "one");
  CHECK(plural_category_of("en-GB")(0) == "other");
  CHECK(plural_category_of("fr")(0) == "one");
  CHECK(plural_category_of("ja")(1) == "other");
  const auto russian = plural_category_of("ru");
  CHECK(russian(1) == "one");
  CHECK(russian(3) == "few");
  CHECK(russian(5) == "many");
  CHECK(russian(11) == "many");
  CHECK(russian(21) == "one");
  CHECK(plural_category_of("pl")(21) == "many");
  CHECK(plural_category_of("cs")(5) == "other");
  CHECK(plural_category_of("pl")(1) == "one");
  CHECK(plural_category_of("pl")(3) == "few");
  CHECK(plural_category_of("pl")(12) == "many");
  CHECK(plural_category_of("pt-BR")(1) == "one");
  CHECK(plural_category_of("it")(1) == "one");
  CHECK(plural_category_of("it")(0) == "other");
  CHECK(plural_category_of("nl")(1) == "one");
  CHECK(plural_category_of("tr")(1) == "one");
  for (const char* uncounted : {"zh-Hant-TW", "ko", "id"}) CHECK(plural_category_of(uncounted)(1) == "other");
  CHECK(plural_category_of("he")(1) == "one");
  CHECK(plural_category_of("he")(2) == "two");
  CHECK(plural_category_of("he")(10) == "other");
  const auto arabic = plural_category_of("ar");
  CHECK(arabic(0) == "zero");
  CHECK(arabic(2) == "two");
  CHECK(arabic(5) == "few");
  CHECK(arabic(12) == "many");
  CHECK(arabic(100) == "other");
}

TEST_CASE("a language without a rule of its own counts as English does") {
  CHECK(plural_category_of("xx-YY")(1) == "one");
  CHECK(plural_category_of("xx-YY")(2) == "other");
}
