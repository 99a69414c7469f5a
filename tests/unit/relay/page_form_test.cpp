#include "relay/page_form.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace ringback::relay;

namespace {

Request with(std::map<std::string, std::string, std::less<>> fields, const char* languages = "") {
  Request request;
  request.query = std::move(fields);
  if (*languages) request.headers.push_back({"Accept-Language", languages});
  return request;
}

const std::vector<std::string> kKnown{"ar", "de", "en", "pt-BR"};

}  // namespace

TEST_CASE("a form's fields, and nothing that can't be one") {
  const std::string id(64, 'a');
  const PageForm form = read_page_form(with({{"page", id},
                                             {"step", "3"},
                                             {"action", "enter"},
                                             {"value", "+49 151"},
                                             {"origin", "https://shop.example/cart"},
                                             {"return", "https://shop.example/ok"}}));
  CHECK(form.page == id);
  CHECK(form.step == 3);
  CHECK(form.action == "enter");
  CHECK(form.value == "+49 151");
  CHECK(form.origin == "https://shop.example");
  CHECK(form.return_url == "https://shop.example/ok");
  CHECK(form.look.theme == Theme::of_visitor);
  CHECK(read_page_form(with({{"theme", "light"}})).look.theme == Theme::light);
  CHECK(read_page_form(with({{"theme", "dark"}})).look.theme == Theme::dark);
  CHECK(read_page_form(with({{"theme", "\"><script>"}})).look.theme == Theme::of_visitor);
  CHECK_FALSE(form.look.accent.has_value());
  CHECK(read_page_form(with({{"accent", "3a5bF0"}})).look.accent == Color{0x3a, 0x5b, 0xf0});
  for (const char* accent : {"", "3a5bf", "#3a5bf0", "red", "3a5bf0}", "ggggggg"}) {
    CHECK_FALSE(read_page_form(with({{"accent", accent}})).look.accent.has_value());
  }
  for (const char* page : {"", "short", "../../etc"}) CHECK(read_page_form(with({{"page", page}})).page.empty());
  CHECK(read_page_form(with({{"page", std::string(63, 'a') + "G"}})).page.empty());
  CHECK(read_page_form(with({{"step", "-5"}})).step == 0);
  CHECK(read_page_form(with({{"value", std::string(5'000, 'x')}})).value.size() == 2'000);
}

TEST_CASE("the origin of a URL") {
  CHECK(origin_of("https://Shop.Example/cart?x=1") == "https://shop.example");
  CHECK(origin_of("http://localhost:3000") == "http://localhost:3000");
  CHECK(origin_of("http://[::1]:80/") == "http://[::1]:80");
  for (const char* none :
       {"", "shop.example", "javascript:alert(1)", "data:text/html,x", "https://", "https:///x", "https://a b/",
        "https://user@shop.example/", "https://shop.example\\@evil.example/", "//x"}) {
    INFO(none);
    CHECK(origin_of(none).empty());
  }
}

TEST_CASE("the language is the one that was asked for, else the best of the browser's") {
  CHECK(choose_locale(with({{"locale", "de"}}, "ar"), kKnown) == "de");
  CHECK(choose_locale(with({{"locale", "de-AT"}}), kKnown) == "de");
  CHECK(choose_locale(with({{"locale", "xx"}}, "ar"), kKnown) == "ar");
  CHECK(choose_locale(with({}, "fr;q=0.9, de;q=0.5, ar;q=0.7"), kKnown) == "ar");
  CHECK(choose_locale(with({}, "pt-br,en;q=0.5"), kKnown) == "pt-BR");
  CHECK(choose_locale(with({}, "fr"), kKnown) == "en");
  CHECK(choose_locale(with({}, "zh-TW,zh;q=0.9"), {"en", "zh", "zh-Hant"}) == "zh-Hant");
  CHECK(choose_locale(with({}), kKnown) == "en");
  CHECK(choose_locale(with({}, ",;q=,;;q=x,-"), kKnown) == "en");
}

TEST_CASE("the region is the first that a language names") {
  CHECK(region_of(with({{"locale", "de-ch"}}, "en-US")) == "CH");
  CHECK(region_of(with({{"locale", "de"}}, "de,en-US;q=0.8")) == "US");
  CHECK(region_of(with({}, "zh-Hant-TW")) == "TW");
  CHECK(region_of(with({}, "de, es-419")) == "");
}
