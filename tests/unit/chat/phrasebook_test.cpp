#include "chat/phrasebook.hpp"

#include <catch2/catch_test_macros.hpp>

namespace ringback::chat {
namespace {

const Json kEnglish =
    Json{{"hello", "Hello {name}"}, {"bye", "Bye"}, {"left.one", "1 left"}, {"left.other", "{count} left"}};

TEST_CASE("a sentence gets its arguments, and a brace that is no argument stays") {
  const Phrasebook phrases{kEnglish, Json()};
  CHECK(phrases.say("hello", {{"name", "Ada"}}) == "Hello Ada");
  CHECK(phrases.say("hello") == "Hello {name}");
  CHECK(phrases.say("hello", {{"name", "{name}"}}) == "Hello {name}");
  const Phrasebook odd{Json{{"a", "{{x} }{x"}}, Json()};
  CHECK(odd.say("a", {{"x", "1"}}) == "{1 }{x");
}

TEST_CASE("an unknown key is its own text") {
  CHECK(Phrasebook{kEnglish, Json()}.say("nobody.wrote.this") == "nobody.wrote.this");
  CHECK(Phrasebook{}.say("hello") == "hello");
}

TEST_CASE("a translation may be partial or nonsense: the rest is English") {
  const Phrasebook partial{kEnglish, Json{{"hello", "Hallo {name}"}, {"bye", 5}, {"left.one", ""}}};
  CHECK(partial.say("hello", {{"name", "Ada"}}) == "Hallo Ada");
  CHECK(partial.say("bye") == "Bye");
  CHECK(partial.say_count("left", 1) == "1 left");
  CHECK(Phrasebook{kEnglish, Json::array({1, 2})}.say("bye") == "Bye");
  CHECK(Phrasebook{kEnglish, Json("x")}.say("bye") == "Bye");
}

TEST_CASE("plural forms follow the edge's rules, and fall back on other") {
  Phrasebook phrases{kEnglish, Json{{"left.few", "{count} few"}, {"left.other", "{count} other"}}};
  CHECK(phrases.say_count("left", 1) == "1 left");
  CHECK(phrases.say_count("left", 0) == "0 other");
  phrases.set_plural_category([](int count) { return std::string(count == 3 ? "few" : "many"); });
  CHECK(phrases.say_count("left", 3) == "3 few");
  CHECK(phrases.say_count("left", 9) == "9 other");
}

}  // namespace
}  // namespace ringback::chat
