// assets/locales: a language is one file, and none may lack a sentence, a placeholder or a plural form.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "chat/phrasebook.hpp"
#include "support/flow_loader.hpp"
#include "support/repository.hpp"

namespace ringback::testing {
namespace {

// A new language is a row here: its plural categories by CLDR (Intl.PluralRules in the browser).
struct Locale {
  const char* tag;
  std::set<std::string> categories;
};
const std::vector<Locale> kLocales = {
    {"en", {"one", "other"}},
    {"de", {"one", "other"}},
    {"es", {"one", "many", "other"}},
    {"fr", {"one", "many", "other"}},
    {"ar", {"zero", "one", "two", "few", "many", "other"}},
    {"hi", {"one", "other"}},
    {"ja", {"other"}},
    {"pt", {"one", "many", "other"}},
    {"it", {"one", "many", "other"}},
    {"nl", {"one", "other"}},
    {"pl", {"one", "few", "many", "other"}},
    {"tr", {"one", "other"}},
    {"ru", {"one", "few", "many", "other"}},
    {"zh", {"other"}},
    {"zh-Hant", {"other"}},
    {"ko", {"other"}},
    {"id", {"other"}},
    {"he", {"one", "two", "other"}},
};

Json sentences(const std::string& tag) { return json_of(read_file("assets/locales/" + tag + ".json")); }

bool is_plural(const std::string& key) { return key.rfind("attempts_left.", 0) == 0; }

std::multiset<std::string> placeholders(const std::string& sentence) {
  std::multiset<std::string> names;
  for (std::size_t open = sentence.find('{'); open != std::string::npos; open = sentence.find('{', open + 1)) {
    names.insert(sentence.substr(open, sentence.find('}', open) - open));
  }
  return names;
}

TEST_CASE("every locale has the same keys as English, and the plural forms of its language") {
  const Json english = sentences("en");
  for (const Locale& locale : kLocales) {
    INFO(locale.tag);
    const Json translated = sentences(locale.tag);
    std::set<std::string> expected, found;
    for (const auto& [key, value] : english.items()) {
      if (!is_plural(key)) expected.insert(key);
    }
    for (const std::string& category : locale.categories) expected.insert("attempts_left." + category);
    for (const auto& [key, value] : translated.items()) found.insert(key);
    CHECK(found == expected);
  }
}

TEST_CASE("every sentence has the placeholders of the English one") {
  const Json english = sentences("en");
  for (const Locale& locale : kLocales) {
    const Json translated = sentences(locale.tag);
    for (const auto& [key, value] : translated.items()) {
      INFO(locale.tag << " " << key);
      REQUIRE(value.is_string());
      const std::string& sentence = value.get_ref<const std::string&>();
      CHECK_FALSE(sentence.empty());
      if (!is_plural(key)) {
        CHECK(placeholders(sentence) == placeholders(english.at(key).get_ref<const std::string&>()));
      } else if (!placeholders(sentence).empty()) {
        // "one" and "two" may be words.
        CHECK(placeholders(sentence) == std::multiset<std::string>{"{count"});
      }
    }
  }
}

TEST_CASE("no sentence of another language was left in English") {
  const Json english = sentences("en");
  for (const Locale& locale : kLocales) {
    if (std::string_view{locale.tag} == "en") continue;
    const Json translated = sentences(locale.tag);
    for (const auto& [key, value] : translated.items()) {
      // One word that French shares.
      if (is_plural(key) || key == "conversation") continue;
      INFO(locale.tag << " " << key);
      CHECK(value != english.at(key));
    }
  }
}

// Else the file would be copied into dist and never be held to anything.
TEST_CASE("every file of assets/locales is in the list") {
  std::set<std::string> listed, there;
  for (const Locale& locale : kLocales) listed.insert(locale.tag);
  for (const auto& file : std::filesystem::directory_iterator{in_repository("assets/locales")}) {
    there.insert(file.path().stem().string());
  }
  CHECK(there == listed);
}

TEST_CASE("Arabic counts with six forms") {
  chat::Phrasebook phrases{sentences("en"), sentences("ar")};
  phrases.set_plural_category([](int count) {
    return std::string(count == 2 ? "two" : count >= 3 && count <= 10 ? "few" : count == 1 ? "one" : "other");
  });
  CHECK(phrases.say_count("attempts_left", 2) == "بقيت لك محاولتان.");
  CHECK(phrases.say_count("attempts_left", 5) == "بقيت لك 5 محاولات.");
}

}  // namespace
}  // namespace ringback::testing
