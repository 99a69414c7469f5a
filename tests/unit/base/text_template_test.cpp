#include "base/text_template.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace ringback {
namespace {

using Kind = TemplateSegment::Kind;

TextTemplate parsed(std::string_view text) {
  Result<TextTemplate> result = TextTemplate::parse(text);
  REQUIRE(result.has_value());
  return std::move(result).value();
}

std::string as_it_is(std::string_view text) { return std::string{text}; }
std::string in_brackets(std::string_view text) { return "[" + std::string{text} + "]"; }

TEST_CASE("a template is cut into literals, attributes and secrets") {
  const std::vector<TemplateSegment> expected{
      {Kind::literal, "a "}, {Kind::attribute, "name"}, {Kind::secret, "API_KEY"}, {Kind::literal, " z"}};
  CHECK(parsed("a {{name}}{{secret.API_KEY}} z").segments() == expected);
}

TEST_CASE("blanks inside the braces don't matter") { CHECK(parsed("{{  name\t}}") == parsed("{{name}}")); }

TEST_CASE("single braces and lone closing braces are literal") {
  CHECK(parsed("{a} }} {").segments() == std::vector<TemplateSegment>{{Kind::literal, "{a} }} {"}});
}

TEST_CASE("an empty text is an empty template") {
  CHECK(parsed("").segments().empty());
  CHECK(TextTemplate::literal("").segments().empty());
  CHECK(TextTemplate::literal("{{x}}").segments() == std::vector<TemplateSegment>{{Kind::literal, "{{x}}"}});
}

TEST_CASE("an open placeholder is refused") {
  for (const char* text : {"{{", "hello {{name", "{{name}", "{{a}} {{"}) {
    INFO(text);
    CHECK(TextTemplate::parse(text).error().message == "\"{{\" without \"}}\"");
  }
}

TEST_CASE("a broken placeholder is named") {
  for (const char* placeholder : {"{{}}", "{{ }}", "{{1a}}", "{{a-b}}", "{{a b}}", "{{secret.}}", "{{secret.a.b}}",
                                  "{{user.name}}", "{{{name}}", "{{ä}}"}) {
    INFO(placeholder);
    const Result<TextTemplate> result = TextTemplate::parse(std::string{"Hi "} + placeholder + "!");
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().message ==
          std::string{"broken placeholder "} + placeholder + ", expected {{attribute}} or {{secret.NAME}}");
  }
}

TEST_CASE("a name of 64 characters is the longest") {
  CHECK(TextTemplate::parse("{{" + std::string(64, 'a') + "}}").has_value());
  CHECK_FALSE(TextTemplate::parse("{{" + std::string(65, 'a') + "}}").has_value());
}

TEST_CASE("only a template of one placeholder and nothing else has an only placeholder") {
  REQUIRE(parsed("{{a}}").only_placeholder() != nullptr);
  CHECK(parsed("{{a}}").only_placeholder()->text == "a");
  CHECK(parsed("{{secret.A}}").only_placeholder()->kind == Kind::secret);
  for (const char* text : {"", "a", " {{a}}", "{{a}}{{b}}", "{{a}} "}) {
    INFO(text);
    CHECK(parsed(text).only_placeholder() == nullptr);
  }
}

TEST_CASE("a template knows whether it holds a secret") {
  CHECK(parsed("Bearer {{secret.KEY}}").has_secret());
  CHECK_FALSE(parsed("{{secretly}} secret.KEY").has_secret());
}

TEST_CASE("people see a phone in international form, nothing for what has no value, and never a secret") {
  Attributes attributes;
  attributes.set_phone("phone", {*E164::parse("+4915123456789"), "+49 1512 3456789"});
  attributes.set("n", Json(5));
  CHECK(parsed("{{phone}}, {{n}}, {{none}}, {{secret.KEY}}.").render_for_display(attributes) ==
        "+49 1512 3456789, 5, , .");
}

TEST_CASE("machines get E.164, and each inserted value passes the encoding, the literals don't") {
  Attributes attributes;
  attributes.set_phone("phone", {*E164::parse("+4915123456789"), "+49 1512 3456789"});
  const Secrets secrets{{"KEY", Secret{"s3"}}};
  CHECK(*parsed("a{{phone}}b{{secret.KEY}}c{{none}}").render_for_request(attributes, secrets, in_brackets) ==
        "a[+4915123456789]b[s3]c");
}

TEST_CASE("an inserted value that looks like a placeholder isn't one") {
  Attributes attributes;
  attributes.set("a", Json("{{secret.KEY}}"));
  const Secrets secrets{{"KEY", Secret{"s3"}}};
  CHECK(*parsed("{{a}}").render_for_request(attributes, secrets, as_it_is) == "{{secret.KEY}}");
  CHECK(parsed("{{a}}").render_for_display(attributes) == "{{secret.KEY}}");
}

TEST_CASE("a secret that isn't set is an error that names it") {
  const Result<std::string> result = parsed("{{secret.KEY}}").render_for_request({}, {}, as_it_is);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().message == "the secret KEY isn't set");
}

TEST_CASE("values in a right-to-left text keep their own direction, in every other text they stand as they are") {
  Attributes attributes;
  attributes.set("phone", Json("+49 151"));
  attributes.set("name", Json("\u05D3\u05E0\u05D4"));
  CHECK(parsed("Hi {{phone}}, ok").render_for_display(attributes) == "Hi +49 151, ok");
  CHECK(parsed("\u0623\u0631\u0633\u0644 {{phone}}.").render_for_display(attributes) ==
        "\u0623\u0631\u0633\u0644 \u2068+49 151\u2069.");
  CHECK(parsed("Hi {{name}} ({{phone}})").render_for_display(attributes) ==
        "Hi \u2068\u05D3\u05E0\u05D4\u2069 (+49 151)");
}

TEST_CASE("a text that is nothing but a value, and a value that is missing, are not isolated") {
  Attributes attributes;
  attributes.set("name", Json("\u05D3\u05E0\u05D4"));
  CHECK(parsed("{{name}}").render_for_display(attributes) == "\u05D3\u05E0\u05D4");
  CHECK(parsed("\u05E9\u05DC\u05D5\u05DD {{nobody}}").render_for_display(attributes) == "\u05E9\u05DC\u05D5\u05DD ");
}

TEST_CASE("what is sent to an API is never isolated") {
  Attributes attributes;
  attributes.set("name", Json("\u05D3\u05E0\u05D4"));
  CHECK(parsed("a {{name}}").render_for_request(attributes, {}, as_it_is).value() == "a \u05D3\u05E0\u05D4");
}

}  // namespace
}  // namespace ringback
