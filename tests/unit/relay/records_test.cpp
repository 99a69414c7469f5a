#include "relay/record_json.hpp"

#include <catch2/catch_test_macros.hpp>

#include "relay/rules.hpp"
#include "support/wall_now.hpp"

using namespace ringback;
using namespace ringback::relay;

namespace {

using testing::kNow;

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
  session.passed = {{"check_visitor", ""}, {"verify_otp", "+14155552671"}};
  session.saved_of_number.emplace("user_token", Secret{"\"t\""});
  session.calls = 7;
  session.calls_until = kNow;
  return session;
}

}  // namespace

TEST_CASE("records come back from JSON as they went in") {
  PageRecord page;
  page.flow = "signup";
  page.chat = R"({"engine":1})";
  page.step = 3;
  page.answer = "<p>";
  const Record all[] = {record_of(full_session()),
                        record_of(NumberRecord{{kNow}, kNow, 4, kNow, kNow}),
                        record_of(PrefixRecord{{kNow, kNow}, 5, kNow, {}}),
                        record_of(RangeRecord{6, kNow}),
                        record_of(KeyRecord{"f", true, kNow, 200, "{}", "30"}),
                        record_of(page)};
  for (const Record& record : all) {
    const Json json = json_of(record);
    INFO(dump_json(json));
    const Record read = record_from(json);
    CHECK(read.index() == record.index());
    CHECK(json_of(read) == json);
  }
  const auto session = copy_of<SessionRecord>(record_from(json_of(all[0])));
  REQUIRE(session);
  CHECK(session->numbers.at("+14155552671").codes.at(0).saved.at("system_otp") == Secret{"\"123456\""});
  CHECK(!session->verify_answered_at);
  CHECK(session->passed == full_session().passed);
  CHECK(session->saved_of_number == full_session().saved_of_number);
}

TEST_CASE("a number that an earlier relay kept is read") {
  Json kept = json_of(record_of(NumberRecord{{kNow}, kNow, 4, kNow, kNow}));
  kept.erase("verified_at");
  const auto number = copy_of<NumberRecord>(record_from(kept));
  REQUIRE(number);
  CHECK(number->failures == 4);
  CHECK(number->verified_at == WallTime{});
}

TEST_CASE("a damaged session is none, whichever member is damaged") {
  const auto is_damaged = [](const Json& json) { return std::holds_alternative<Damaged>(record_from(json)); };
  const Json whole = json_of(record_of(full_session()));
  for (const auto& [name, value] : whole.items()) {
    if (name.ends_with("_at") || name == "verify_until") continue;
    if (name == "passed" || name == "saved_of_number") continue;  // older relays kept none  // they may be missing
    INFO(name);
    Json missing = whole;
    missing.erase(name);
    CHECK(is_damaged(missing));
    Json other = whole;
    other[name] = true;
    CHECK(is_damaged(other));
  }
  Json code = whole;
  code["numbers"]["+14155552671"]["codes"][0].erase("sent_at");
  CHECK(is_damaged(code));
  for (const char* name : {"passed", "saved_of_number"}) {
    Json changed = whole;
    changed.erase(name);
    CHECK(!is_damaged(changed));
    changed[name] = true;
    CHECK(is_damaged(changed));
  }
  Json passed = whole;
  passed["passed"]["check_visitor"] = 1;
  CHECK(is_damaged(passed));
  Json attempts = whole;
  attempts["numbers"]["+14155552671"].erase("attempts");
  CHECK(is_damaged(attempts));
  for (const Json& nothing : {Json{}, Json{1}, Json{"x"}, Json::array()}) CHECK(is_damaged(nothing));
  CHECK(!copy_of<SessionRecord>(Damaged{}));
}

TEST_CASE("a damaged count is never a fresh start") {
  CHECK(number_in({}, kNow).failures == 0);
  CHECK(prefix_in({}, kNow).sessions == 0);
  CHECK(range_in({}, kNow).unverified == 0);
  for (const Record& damaged : {Record{Damaged{}}, record_of(KeyRecord{})}) {
    SessionRecord session = full_session();
    NumberRecord number = number_in(damaged, kNow), new_number;
    PrefixRecord prefix = prefix_in(damaged, kNow), new_prefix;
    RangeRecord range = range_in(damaged, kNow), new_range;
    const auto type = [](const std::optional<Problem>& refused) {
      return refused ? refused->type : ProblemType::internal;
    };
    const std::string text = "+14155552671";
    CHECK(type(begin_send(session, {number, new_prefix, new_range}, text, {}, kNow)) == ProblemType::locked);
    CHECK(type(begin_verify(session, number, {}, kNow)) == ProblemType::locked);
    CHECK(type(begin_send(session, {new_number, prefix, new_range}, text, {}, kNow)) == ProblemType::rate_limited);
    CHECK(type(begin_send(session, {new_number, new_prefix, range}, text, {}, kNow)) == ProblemType::rate_limited);
    CHECK(type(begin_session(prefix, {}, kNow)) == ProblemType::rate_limited);
  }
}
