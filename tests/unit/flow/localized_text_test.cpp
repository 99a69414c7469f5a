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

TEST_CASE("another region's text isn't taken for the language's") {
  CHECK(in(text({"en", "pt-BR"}), "pt-PT") == "text en");
}

}  // namespace
}  // namespace ringback::flow
