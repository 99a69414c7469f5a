#include "relay/records.hpp"

#include <catch2/catch_test_macros.hpp>

#include "relay/rules.hpp"

using namespace ringback;
using namespace ringback::relay;

namespace {

constexpr WallTime kNow = wall_time_from_ms(1'764'000'000'000);

SessionRecord full_session() {
  SessionRecord session;
  session.flow = "signup";
  session.issuer = "https://relay.example";
  session.audience = "https://shop.example";
  session.ends = kNow;
  session.number = "+14155552671";
  Verification& verification = session.numbers[session.number];
  verification.attempts = 3;
  verification.given_back = 1;
  verification.codes.push_back({kNow, {{"system_otp", Secret{"\"123456\""}}}});
  session.send_answered_at = kNow;
  session.verify_until = kNow;
  session.saved.emplace("plan", Secret{"\"free\""});
  session.calls = 7;
  session.calls_until = kNow;
  return session;
}

}  // namespace

TEST_CASE("records come back from the store as they went in") {
  const Json session = to_record(full_session());
  const auto read = session_from(session);
  REQUIRE(read);
  CHECK(to_record(*read) == session);
  CHECK(read->numbers.at("+14155552671").codes.at(0).saved.at("system_otp") == Secret{"\"123456\""});
  CHECK(!read->verify_answered_at);

  const Json number = to_record(NumberRecord{{kNow}, kNow, 4, kNow});
  CHECK(to_record(number_from(number, kNow)) == number);
  const Json prefix = to_record(PrefixRecord{{kNow, kNow}, 5, kNow});
  CHECK(to_record(prefix_from(prefix, kNow)) == prefix);
  const Json key = to_record(KeyRecord{"f", true, kNow, 200, "{}", "30"});
  REQUIRE(key_from(key));
  CHECK(to_record(*key_from(key)) == key);
}

TEST_CASE("a damaged session is none, whichever member is damaged") {
  const Json whole = to_record(full_session());
  for (const auto& [name, value] : whole.items()) {
    if (name.ends_with("_at") || name == "verify_until") continue;  // they may be missing
    INFO(name);
    Json missing = whole;
    missing.erase(name);
    CHECK(!session_from(missing));
    Json other = whole;
    other[name] = true;
    CHECK(!session_from(other));
  }
  Json code = whole;
  code["numbers"]["+14155552671"]["codes"][0].erase("sent_at");
  CHECK(!session_from(code));
  Json attempts = whole;
  attempts["numbers"]["+14155552671"].erase("attempts");
  CHECK(!session_from(attempts));
  for (const Json& nothing : {Json{}, Json{1}, Json{"x"}, Json::array()}) CHECK(!session_from(nothing));
}

TEST_CASE("a damaged count is never a fresh start") {
  CHECK(number_from(Json{}, kNow).failures == 0);
  for (const Json& damaged : {Json::object(), Json{1}, Json{{"sends", "none"}}}) {
    SessionRecord session = full_session();
    NumberRecord number = number_from(damaged, kNow), new_number;
    PrefixRecord prefix = prefix_from(damaged, kNow), new_prefix;
    const auto type = [](const std::optional<Problem>& refused) {
      return refused ? refused->type : ProblemType::internal;
    };
    CHECK(type(begin_send(session, number, new_prefix, "+14155552671", {}, kNow)) == ProblemType::locked);
    CHECK(type(begin_verify(session, number, {}, kNow)) == ProblemType::locked);
    CHECK(type(begin_send(session, new_number, prefix, "+14155552671", {}, kNow)) == ProblemType::rate_limited);
    CHECK(type(begin_session(prefix, {}, kNow)) == ProblemType::rate_limited);
  }
}
