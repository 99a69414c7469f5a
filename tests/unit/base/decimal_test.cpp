#include "base/decimal.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

namespace ringback {
namespace {

// The C library's answer, which is correctly rounded.
void check(const std::string& text) {
  const double expected = std::strtod(text.c_str(), nullptr);
  const std::optional<double> found = parse_decimal(text);
  INFO(text);
  if (expected > std::numeric_limits<double>::max() || expected < std::numeric_limits<double>::lowest()) {
    CHECK_FALSE(found.has_value());
    return;
  }
  REQUIRE(found.has_value());
  std::uint64_t expected_bits = 0, found_bits = 0;
  std::memcpy(&expected_bits, &expected, sizeof expected);
  std::memcpy(&found_bits, &*found, sizeof *found);
  CHECK(found_bits == expected_bits);
}

TEST_CASE("ordinary numbers are read exactly") {
  for (const char* text :
       {"0", "0.0", "-0", "-0.0", "0e5", "1", "10", "0.1", "0.5", "3.14159", "-2.5e-3", "1E5", "1e+5",
        "123456789012345678901234567890", "0.000001", "9007199254740993", "100000000000000000000000"}) {
    check(text);
  }
}

TEST_CASE("a number halfway between two doubles goes to the even one, and what exceeds it by anything goes up") {
  for (const char* text :
       {"9007199254740993", "9007199254740993.0000000000000000000000000000000000001",
        "9007199254740992.9999999999999999999999999", "9007199254740995", "5e-324", "2.4703282292062327e-324",
        "2.4703282292062328e-324", "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126"}) {
    check(text);
  }
}

TEST_CASE("the smallest and the largest doubles are read, and what lies beyond is nothing or zero") {
  for (const char* text : {"2.2250738585072014e-308",
                           "2.2250738585072011e-308",
                           "2.225073858507201e-308",
                           "4.9e-324",
                           "1e-323",
                           "1e-324",
                           "2e-324",
                           "3e-324",
                           "1e-400",
                           "1e-5000",
                           "1e-99999999999999999999",
                           "1.7976931348623157e308",
                           "1.7976931348623158e308",
                           "1.7976931348623159e308",
                           "1.797693134862315807e308",
                           "1e308",
                           "1e309",
                           "-1e309",
                           "1e5000",
                           "1e99999999999999999999",
                           "0e99999999999999999999",
                           "0.0000000000000000000000000000001e330"}) {
    check(text);
  }
}

TEST_CASE("digits without end are read in bounded time, and the last one still counts") {
  check("1." + std::string(5'000, '0') + "1");
  check("9007199254740993." + std::string(2'000, '0') + "1");
  check("9007199254740993." + std::string(2'000, '0'));
  check(std::string(300, '9'));
  check(std::string(400, '9'));
  check("0." + std::string(320, '0') + std::string(1'000, '7'));
  check("1" + std::string(2'000, '0') + "e-2000");
  CHECK_FALSE(parse_decimal(std::string(200'000, '9')).has_value());
  CHECK(parse_decimal("0." + std::string(200'000, '0') + "1") == 0.0);
}

// xorshift64: the same numbers on every machine.
std::uint64_t next(std::uint64_t& state) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

TEST_CASE("twenty thousand random decimals are read as the C library reads them") {
  std::uint64_t state = 88172645463325252;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = next(state) % 2 == 0 ? "-" : "";
    text += std::to_string(next(state) >> (next(state) % 60));
    if (next(state) % 2 == 0) text += "." + std::to_string(next(state));
    if (next(state) % 2 == 0) text += "e" + std::to_string(static_cast<int>(next(state) % 700) - 350);
    check(text);
  }
}

TEST_CASE("twenty thousand random doubles come back from their 17 digits") {
  std::uint64_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = next(state);
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (value - value != 0) continue;
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    INFO(text);
    CHECK(parse_decimal(text) == value);
  }
}

}  // namespace
}  // namespace ringback
