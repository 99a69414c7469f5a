#include "relay/log.hpp"

#include <catch2/catch_test_macros.hpp>

#include "base/json.hpp"

namespace ringback::relay {
namespace {

constexpr WallTime kAt = wall_time_from_ms(1'764'055'800'999);

TEST_CASE("a line of the log is a JSON object: when, what, and the fields in their order") {
  CHECK(log_line("call", {{"ms", 12}, {"api", "send_otp"}}, kAt) ==
        R"({"at":"2025-11-25T07:30:00Z","event":"call","ms":12,"api":"send_otp"})");
  CHECK(log_line("none", {}, kAt) == R"({"at":"2025-11-25T07:30:00Z","event":"none"})");
}

TEST_CASE("what a field holds can't end its string or the line") {
  const std::string detail = "\"}\n{\"event\":\"call\" \\ \xFF \u00e9";
  const std::string line = R"({"at":"2025-11-25T07:30:00Z","event":"upstream","detail":)" + dump_json(detail) + "}";
  CHECK(log_line("upstream", {{"detail", detail}}, kAt) == line);
}

TEST_CASE("an instant is written as RFC 3339 has it, in UTC and whole seconds") {
  CHECK(rfc3339(wall_time_from_ms(0)) == "1970-01-01T00:00:00Z");
  CHECK(rfc3339(wall_time_from_ms(951'782'399'999)) == "2000-02-28T23:59:59Z");
  CHECK(rfc3339(wall_time_from_ms(951'782'400'000)) == "2000-02-29T00:00:00Z");
  CHECK(rfc3339(wall_time_from_ms(4'102'444'799'000)) == "2099-12-31T23:59:59Z");
}

}  // namespace
}  // namespace ringback::relay
