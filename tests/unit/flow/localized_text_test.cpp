#include <catch2/catch_test_macros.hpp>
#include <string>

#include "flow/flow.hpp"

namespace ringback::flow {
namespace {

LocalizedText text(std::initializer_list<const char*> locales) {
  LocalizedText result;
  for (const char* locale : locales)
    result.by_locale.emplace(locale, TextTemplate::literal(std::string{"text "} + locale));
  return result;
}

std::string in(const LocalizedText& each, std::string_view locale) { return each.in(locale).render_for_display({}); }

TEST_CASE("a text is found by its exact locale, without regard to case") {
  const LocalizedText each = text({"en", "pt", "pt-BR"});
  CHECK(in(each, "pt-BR") == "text pt-BR");
  CHECK(in(each, "PT-br") == "text pt-BR");
}

TEST_CASE("a region without a text of its own gets its language's") {
  CHECK(in(text({"de", "en"}), "de-AT") == "text de");
  CHECK(in(text({"en", "zh", "zh-Hant"}), "zh-Hant-TW") == "text zh-Hant");
  CHECK(in(text({"en", "zh", "zh-Hant"}), "zh-TW") == "text zh-Hant");
  CHECK(in(text({"en", "zh", "zh-Hant", "zh-TW"}), "zh-TW") == "text zh-TW");
  CHECK(in(text({"en", "zh"}), "zh-TW") == "text zh");
}

TEST_CASE("a language without a text gets the plain one, else English, else the first") {
  CHECK(in(text({"", "en", "de"}), "fr") == "text ");
  CHECK(in(text({"de", "en"}), "fr") == "text en");
  CHECK(in(text({"de", "es"}), "fr") == "text de");
  CHECK(in(text({"de"}), "") == "text de");
}

TEST_CASE("another region's text is taken before another language's") {
  for (const char* tag : {"pt", "pt-PT", "PT-ao"}) CHECK(in(text({"en", "pt-BR"}), tag) == "text pt-BR");
  CHECK(in(text({"en", "pt", "pt-BR"}), "pt-PT") == "text pt");
  CHECK(in(text({"en", "es-419", "es-ES"}), "es-MX") == "text es-419");  // the first by its tag
  CHECK(in(text({"de", "en-US"}), "fr") == "text en-US");
  CHECK(in(text({"en", "ptx"}), "pt") == "text en");
}

TEST_CASE("Chinese gets its own script before the other") {
  const LocalizedText each = text({"en", "zh", "zh-TW"});
  for (const char* tag : {"zh-TW", "zh-Hant", "zh-Hant-TW", "zh-HK", "zh-MO", "zh-Hant-HK"}) {
    INFO(tag);
    CHECK(in(each, tag) == "text zh-TW");
    CHECK(in(text({"en", "zh-CN"}), tag) == "text zh-CN");
    CHECK(in(text({"en", "zh", "zh-Hant", "zh-SG"}), tag) == "text zh-Hant");
  }
  for (const char* tag : {"zh", "zh-Hans", "zh-CN", "zh-SG", "zh-Hans-HK"}) {
    INFO(tag);
    CHECK(in(each, tag) == "text zh");
    CHECK(in(text({"en", "zh-CN", "zh-Hant"}), tag) == "text zh-CN");
    CHECK(in(text({"en", "zh-HK", "zh-Hans", "zh-TW"}), tag) == "text zh-Hans");
    CHECK(in(text({"en", "zh-TW"}), tag) == "text zh-TW");
  }
  CHECK(in(text({"en", "zh-HK", "zh-TW"}), "zh-Hant-TW") == "text zh-TW");
  CHECK(in(text({"en", "zh-HK", "zh-TW"}), "zh-MO") == "text zh-HK");
}

TEST_CASE("Norwegian is one language, in the form that is nearest") {
  for (const char* tag : {"nb", "nb-NO", "nn-NO", "no-NO", "no"}) CHECK(in(text({"en", "no"}), tag) == "text no");
  CHECK(in(text({"en", "nb", "nn", "no"}), "nb-NO") == "text nb");
  CHECK(in(text({"en", "nb", "nn", "no"}), "nn-NO") == "text nn");
  CHECK(in(text({"en", "nb", "nn"}), "no") == "text nb");
  CHECK(in(text({"en", "nn", "no"}), "nb") == "text no");
  CHECK(in(text({"en", "nb", "no"}), "nn") == "text no");
  CHECK(in(text({"en", "nn"}), "nb-NO") == "text nn");
  CHECK(in(text({"en", "nb-NO"}), "no-NO") == "text nb-NO");
  CHECK(in(text({"en", "no"}), "da") == "text en");
}

}  // namespace
}  // namespace ringback::flow
