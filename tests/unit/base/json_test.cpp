#include "base/json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

namespace ringback {
namespace {

Json parsed(std::string_view text) {
  const auto result = parse_json(text);
  const Json* value = std::get_if<Json>(&result);
  REQUIRE(value != nullptr);
  return *value;
}

JsonSyntaxError refused(std::string_view text) {
  const auto result = parse_json(text);
  const auto* error = std::get_if<JsonSyntaxError>(&result);
  REQUIRE(error != nullptr);
  return *error;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST_CASE("every kind of JSON value is read and written back") {
  const std::string text = R"({"a":[1,-2,2.5,true,false,null,"x"],"b":{},"c":[]})";
  CHECK(dump_json(parsed(text)) == text);
  CHECK(dump_json(parsed(" 7 ")) == "7");
  CHECK(dump_json(parsed("18446744073709551615")) == "18446744073709551615");
}

TEST_CASE("a syntax error says where the text stops being JSON") {
  const JsonSyntaxError error = refused("{\n  \"a\": 1,\n  b: 2\n}");
  CHECK(error.offset == 14);
  CHECK(error.line == 3);
  CHECK(error.column == 3);
}

TEST_CASE("a whole token in the wrong place is named by where it starts") {
  const JsonSyntaxError error = refused(R"({"a" "bcd": 1})");
  CHECK(error.offset == 5);
  CHECK(error.column == 6);
  CHECK(refused("[1 234]").offset == 3);
  CHECK(refused("{\"a\" true}").offset == 5);
}

TEST_CASE("the end of the text is an error's place when something is missing") {
  CHECK(refused("").offset == 0);
  CHECK(refused("{\"a\": ").offset == 6);
  CHECK(refused("[1, 2").offset == 5);
  CHECK(refused("\"ab").offset == 3);
  CHECK(refused("[1.").offset == 3);
}

TEST_CASE("columns count characters, not bytes") {
  const JsonSyntaxError error = refused("[\"äöü\" x]");
  CHECK(error.offset == 10);
  CHECK(error.column == 8);
}

TEST_CASE("text behind the value is refused") { CHECK(refused("{} {}").offset == 3); }

TEST_CASE("what JSON doesn't have is refused") {
  for (const char* text : {"{'a':1}", "[1,]", "{\"a\":1,}", "NaN", "Infinity", "01", "1.", "+1", "// c\n1", "tru",
                           "\"\t\"", "\"\\x\"", "\"\\ud800\"", "undefined"}) {
    INFO(text);
    const auto result = parse_json(text);
    CHECK(std::holds_alternative<JsonSyntaxError>(result));
  }
}

TEST_CASE("a number beyond a double is refused and doesn't throw") { CHECK(refused("[1e999]").offset == 1); }

TEST_CASE("bytes that aren't UTF-8 are refused where they stand") {
  CHECK(refused("[\"ab\xFF\"]").offset == 4);
  CHECK(refused("[\"ab\xE9\"]").offset == 4);
  CHECK(refused("[\"ab\xF0\x9F\x98\"]").offset == 4);
  CHECK(refused("[\"\xC3\xA9\" \"\xC3\xA9\"]").offset == 6);
  CHECK(refused("\"\xC0\x80\"").line == 1);
  CHECK(std::holds_alternative<JsonSyntaxError>(parse_json("\xFE\xFF")));
}

TEST_CASE("nesting is read up to the bound and refused beyond it") {
  CHECK(parsed(nested(kMaximumJsonDepth)).is_array());
  CHECK(refused(nested(kMaximumJsonDepth + 1)).offset == kMaximumJsonDepth);
  CHECK(refused(nested(1'000'000)).offset == kMaximumJsonDepth);
  CHECK(refused(std::string(1'000'000, '[')).offset == kMaximumJsonDepth);
}

TEST_CASE("brackets inside strings don't count as nesting") {
  const std::string text = "[\"" + std::string(200, '[') + "\\\"" + std::string(200, '{') + "\"]";
  CHECK(parsed(text).size() == 1);
}

TEST_CASE("a key that occurs twice is told by its pointer, and the last one counts") {
  std::vector<std::string> duplicates;
  const auto result = parse_json(R"({"a":[{"x":1},{"b/c":1,"b/c":2}],"a2":0,"a2":1})", &duplicates);
  CHECK(duplicates == std::vector<std::string>{"/a/1/b~1c", "/a2"});
  CHECK(find_by_pointer(*std::get_if<Json>(&result), "/a/1/b~1c")->get<int>() == 2);
}

TEST_CASE("the same key in two objects isn't a duplicate") {
  std::vector<std::string> duplicates;
  CHECK(std::holds_alternative<Json>(parse_json(R"({"a":{"k":1},"b":{"k":2},"k":3})", &duplicates)));
  CHECK(duplicates.empty());
}

TEST_CASE("invalid UTF-8 is written as U+FFFD and doesn't throw") {
  CHECK(dump_json(Json(std::string{"a\xFFz"})) == "\"a\xEF\xBF\xBDz\"");
}

// The document and the pointers of RFC 6901 section 5.
TEST_CASE("RFC 6901's own examples are found") {
  const Json document = parsed(R"({ "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5,
                                    "k\"l": 6, " ": 7, "m~n": 8 })");
  const auto at = [&](std::string_view pointer) { return dump_json(*find_by_pointer(document, pointer)); };
  CHECK(find_by_pointer(document, "") == &document);
  CHECK(at("/foo") == R"(["bar","baz"])");
  CHECK(at("/foo/0") == R"("bar")");
  CHECK(at("/") == "0");
  CHECK(at("/a~1b") == "1");
  CHECK(at("/c%d") == "2");
  CHECK(at("/e^f") == "3");
  CHECK(at("/g|h") == "4");
  CHECK(at("/i\\j") == "5");
  CHECK(at("/k\"l") == "6");
  CHECK(at("/ ") == "7");
  CHECK(at("/m~0n") == "8");
}

TEST_CASE("a pointer that leads nowhere finds nothing") {
  const Json document = parsed(R"({"foo":["bar"],"n":null,"s":"text"})");
  for (const char* pointer : {"foo", "/bar", "/foo/1", "/foo/-", "/foo/00", "/foo/01", "/foo/x", "/foo/", "/foo/-1",
                              "/foo/99999999999999999999", "/s/0", "/n/x", "/a~2b", "/~", "#/foo"}) {
    INFO(pointer);
    CHECK(find_by_pointer(document, pointer) == nullptr);
  }
  CHECK(find_by_pointer(document, "/n")->is_null());
}

TEST_CASE("~01 is ~1, not /") { CHECK(find_by_pointer(parsed(R"({"~1":5})"), "/~01")->get<int>() == 5); }

TEST_CASE("a pointer is well-formed only with a leading slash and whole escapes") {
  CHECK(is_json_pointer(""));
  CHECK(is_json_pointer("/"));
  CHECK(is_json_pointer("/a~0b/~1"));
  CHECK_FALSE(is_json_pointer("otp"));
  CHECK_FALSE(is_json_pointer("/a~"));
  CHECK_FALSE(is_json_pointer("/a~2"));
}

TEST_CASE("a token is escaped when it is put behind a pointer") {
  CHECK(pointer_to("/nodes", "a/b~c") == "/nodes/a~1b~0c");
  const Json document = parsed(R"({"a/b~c":{"":1}})");
  CHECK(find_by_pointer(document, pointer_to(pointer_to("", "a/b~c"), ""))->get<int>() == 1);
}

TEST_CASE("a value's text is a string's own, JSON for the rest, and empty for null") {
  CHECK(text_of(Json("a\"b")) == "a\"b");
  CHECK(text_of(Json(5)) == "5");
  CHECK(text_of(Json(true)) == "true");
  CHECK(text_of(parsed("[1,{\"a\":null}]")) == "[1,{\"a\":null}]");
  CHECK(text_of(Json(nullptr)).empty());
}

}  // namespace
}  // namespace ringback
