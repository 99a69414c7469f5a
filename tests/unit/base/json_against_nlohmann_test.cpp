// Our reader and writer of JSON against nlohmann's, whose values they share: the same texts accepted, the same values
// read, the same texts written.
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace ringback {
namespace {

void check_same(const std::string& text) {
  const auto ours = parse_json(text);
  const Json theirs = Json::parse(text, nullptr, false);
  const Json* value = std::get_if<Json>(&ours);
  if (text.find('\0') != std::string::npos) {
    // nlohmann takes it for the end. JSON has it nowhere.
    if (value != nullptr) FAIL_CHECK("accepted with a NUL in it: " << text);
    return;
  }
  if ((value == nullptr) != theirs.is_discarded()) {
    FAIL_CHECK("accepted by one alone: " << text);
    return;
  }
  if (value == nullptr) {
    const auto& error = *std::get_if<JsonSyntaxError>(&ours);
    if (error.offset > text.size()) FAIL_CHECK("an error behind the end of: " << text);
    return;
  }
  const std::string expected = theirs.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (*value != theirs || dump_json(*value) != expected) FAIL_CHECK("read differently: " << text);
}

TEST_CASE("texts at the edges of the grammar are read as nlohmann reads them") {
  for (const char* text : {"",
                           " ",
                           "null",
                           "nul",
                           "nulll",
                           "true",
                           "false",
                           "True",
                           "0",
                           "-0",
                           "-",
                           "+1",
                           "00",
                           "01",
                           "-01",
                           "1.",
                           ".5",
                           "1.5",
                           "1e",
                           "1e+",
                           "1e5",
                           "1E-5",
                           "1.e5",
                           "-1.25e+2",
                           "18446744073709551615",
                           "18446744073709551616",
                           "-9223372036854775808",
                           "-9223372036854775809",
                           "9223372036854775808",
                           "1e308",
                           "1e309",
                           "-1e309",
                           "1e-400",
                           "123456789012345678901234567890",
                           "[]",
                           "[ ]",
                           "[1",
                           "[1,",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "[[],[[]]]",
                           "{}",
                           "{ }",
                           "{1:2}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{\"a\":1 \"b\":2}",
                           "{\"a\":1,\"a\":2}",
                           "{\"\":0}",
                           "\"\"",
                           "\"",
                           "\"a",
                           "\"\\",
                           "\"\\\"",
                           "\"\\u",
                           "\"\\u12",
                           "\"\\u12G4\"",
                           "\"\\u00e9\\u20AC\\uFFFF\\u0000\"",
                           "\"\\ud83d\\ude00\"",
                           "\"\\ud83d\"",
                           "\"\\ud83dx\"",
                           "\"\\ud83d\\n\"",
                           "\"\\ud83d\\u0041\"",
                           "\"\\ude00\"",
                           "\"\\ud83d\\ud83d\"",
                           "\"\\/\\b\\f\\n\\r\\t\\\\\"",
                           "\"\\a\"",
                           "\"\n\"",
                           "\"\x1f\"",
                           "\"\x7f\"",
                           "\"é€😀\"",
                           "\"\xC3\"",
                           "\"\xFF\"",
                           "\"\xED\xA0\x80\"",
                           "\xEF\xBB\xBF{}",
                           "\xEF\xBB{}",
                           "\xEF\xBB\xBF",
                           " \t\r\n1 \t\r\n",
                           "\v1",
                           "1 1",
                           "1,",
                           "[] []",
                           "// c",
                           "/**/1",
                           "NaN",
                           "Infinity",
                           "-Infinity",
                           "'a'",
                           "{a:1}"}) {
    check_same(text);
  }
  check_same(std::string{"\"\0\"", 3});
  check_same(std::string{"1\0", 2});
}

TEST_CASE("numbers are written in the shortest form that reads back") {
  for (const char* text :
       {"0.1", "0.30000000000000004", "1e21", "1e22", "123456.789", "5e-324", "1.7976931348623157e308", "1.0", "-0.0",
        "1e-7", "0.00001", "100000000000000000000.0", "2.5"}) {
    check_same(text);
  }
}

TEST_CASE("what JSON has no number for is written as null") {
  CHECK(dump_json(Json(1e308 * 10)) == "null");
  CHECK(dump_json(Json(-1e308 * 10)) == "null");
}

// xorshift64: the same numbers on every machine.
class Numbers {
 public:
  std::size_t below(std::size_t bound) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::size_t>(state_ % bound);
  }

 private:
  std::uint64_t state_ = 0x2545F4914F6CDD1D;
};

TEST_CASE("twenty thousand damaged texts are read or refused as nlohmann reads or refuses them") {
  Numbers random;
  const std::string text =
      R"({"a":[1,-2.5e3,0.1,"x\u00e9\n\ud83d\ude00é😀",true,false,null,{}],"b/~":{"c":[[]],"d":-0}} )";
  static constexpr char kBytes[] = "\"\\{}[]:,.-+eEu0123456789abfnrt \n\t\0\x80\xC3\xE2\xF0\xFF/";
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = text;
    for (std::size_t changes = 1 + random.below(3); changes > 0; --changes) {
      const std::size_t at = random.below(damaged.size());
      const std::size_t length = std::min(random.below(8), damaged.size() - at);
      switch (random.below(3)) {
        case 0: damaged[at] = kBytes[random.below(sizeof kBytes - 1)]; break;
        case 1: damaged.erase(at, length); break;
        default: damaged.insert(at, 1, kBytes[random.below(sizeof kBytes - 1)]); break;
      }
    }
    check_same(damaged);
  }
}

}  // namespace
}  // namespace ringback
