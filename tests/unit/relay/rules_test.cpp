// The rules alone, where the calls' tests don't come: what is counted, what is taken back, and what no order of events
// makes better for a guesser.
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "relay/rules.hpp"
#include "support/wall_now.hpp"

using namespace ringback;
using namespace ringback::relay;

namespace {

using testing::kNow;
constexpr Milliseconds kSecond{1'000};
const std::string kNumber = "+14155552671";

SessionRecord open_session() {
  SessionRecord session;
  session.flow = "signup";
  session.ends = kNow + Milliseconds{3'600'000};
  return session;
}

SentCode code_of(const std::string& code) { return {{}, {{"system_otp", Secret{"\"" + code + "\""}}}}; }

// A number that a code was sent to.
struct Sent1 {
  SessionRecord session = open_session();
  NumberRecord number;
  PrefixRecord prefix;
  RangeRecord range;
  Limits limits;
  WallTime now = kNow;

  std::optional<Problem> send(const std::string& code, Sent sent = Sent::yes) {
    auto refused = begin_send(session, {number, prefix, range}, kNumber, limits, now);
    if (!refused) finish_send(session, number, range, kNumber, sent, code_of(code), limits, now, now);
    return refused;
  }
};

}  // namespace

TEST_CASE("a send that surely sent nothing is taken back from the number and its range, not from the prefix") {
  Sent1 it;
  REQUIRE(!it.send("1", Sent::no));
  CHECK(it.number.sends.empty());
  CHECK(it.range.unverified == 0);
  CHECK(it.prefix.sends.size() == 1);
  CHECK(resend_after(it.number, it.now) == Milliseconds{0});
  CHECK(it.session.number.empty());
}

TEST_CASE("a send that the API says failed counts, and makes nobody wait for another") {
  Sent1 it;
  REQUIRE(!it.send("1"));
  it.now += 31 * kSecond;
  REQUIRE(!it.send("2", Sent::unlikely));
  CHECK(it.number.sends == std::vector{kNow, it.now});
  CHECK(it.range.unverified == 2);
  CHECK(resend_after(it.number, it.now) == Milliseconds{0});
  CHECK(resend_after(it.number, kNow) == 30 * kSecond);
  CHECK(it.session.numbers.at(kNumber).codes.size() == 1);
}

TEST_CASE("a failed send leaves the pause of the one before it") {
  Sent1 it;
  REQUIRE(!it.send("1"));
  it.now += 31 * kSecond;
  REQUIRE(!it.send("2", Sent::no));
  CHECK(it.number.sends == std::vector{kNow});
  CHECK(resend_after(it.number, it.now) == Milliseconds{0});
  CHECK(resend_after(it.number, kNow) == 30 * kSecond);
}

TEST_CASE("a failed send takes back itself, not one that came after it") {
  Sent1 it;
  SessionRecord other = open_session();
  REQUIRE(!begin_send(it.session, {it.number, it.prefix, it.range}, kNumber, it.limits, kNow));
  const WallTime later = kNow + 40 * kSecond;  // the first is still under way
  REQUIRE(!begin_send(other, {it.number, it.prefix, it.range}, kNumber, it.limits, later));
  finish_send(it.session, it.number, it.range, kNumber, Sent::no, {}, it.limits, kNow, later + kSecond);
  CHECK(it.number.sends == std::vector{later});
  CHECK(resend_after(it.number, later + kSecond) == 29 * kSecond);
}

TEST_CASE("a send of which nobody knows counts, and brings no code") {
  Sent1 it;
  REQUIRE(!it.send("1", Sent::unknown));
  CHECK(it.number.sends.size() == 1);
  CHECK(it.session.number.empty());
  CHECK(begin_verify(it.session, it.number, it.limits, it.now)->type == ProblemType::expired);
}

TEST_CASE("the pause doubles up to eight times") {
  Sent1 it;
  it.limits.sends_per_number_per_hour = it.limits.sends_per_prefix_per_hour = 100;
  std::vector<std::int64_t> pauses;
  for (int i = 0; i < 6; ++i) {
    REQUIRE(!it.send("1"));
    pauses.push_back(resend_after(it.number, it.now).count() / 1'000);
    it.now += resend_after(it.number, it.now);
  }
  CHECK(pauses == std::vector<std::int64_t>{30, 60, 120, 240, 240, 240});
}

TEST_CASE("of the live codes the one that was entered is meant, else the newest") {
  Sent1 it;
  REQUIRE(!it.send("111111"));
  it.now += 30 * kSecond;
  REQUIRE(!it.send("222222"));
  it.now += 5 * kSecond;
  const auto turn_for = [&](const std::string& entered) {
    SessionRecord session = it.session;
    auto ruling = take_turn(session, {Secret{"\"" + entered + "\""}}, it.limits, Milliseconds{15'000}, it.now);
    return std::string{std::get<Turn>(ruling).code.saved.at("system_otp").reveal()};
  };
  CHECK(turn_for("111111") == "\"111111\"");
  CHECK(turn_for("222222") == "\"222222\"");
  CHECK(turn_for("333333") == "\"222222\"");
}

TEST_CASE("a turn that nobody ends is over by itself") {
  Sent1 it;
  REQUIRE(!it.send("1"));
  it.now += 5 * kSecond;
  const Milliseconds longest{15'000};
  REQUIRE(std::holds_alternative<Turn>(take_turn(it.session, {}, it.limits, longest, it.now)));
  CHECK(std::holds_alternative<Wait>(take_turn(it.session, {}, it.limits, longest, it.now + longest - kSecond)));
  CHECK(std::holds_alternative<Turn>(take_turn(it.session, {}, it.limits, longest, it.now + longest)));
}

TEST_CASE("a success that comes when the codes are used up verifies nobody") {
  Sent1 it;
  REQUIRE(!it.send("1"));
  REQUIRE(!begin_verify(it.session, it.number, it.limits, it.now));
  REQUIRE(!begin_verify(it.session, it.number, it.limits, it.now));
  CHECK(finish_verify(it.session, it.number, it.range, kNumber, api::Outcome::success, it.limits, it.now));
  CHECK_FALSE(finish_verify(it.session, it.number, it.range, kNumber, api::Outcome::success, it.limits, it.now));
}

TEST_CASE("the number's failures count through the day, and a success takes its own back") {
  Sent1 it;
  REQUIRE(!it.send("1"));
  REQUIRE(!begin_verify(it.session, it.number, it.limits, it.now));
  finish_verify(it.session, it.number, it.range, kNumber, api::Outcome::failure, it.limits, it.now);
  REQUIRE(!begin_verify(it.session, it.number, it.limits, it.now));
  finish_verify(it.session, it.number, it.range, kNumber, api::Outcome::success, it.limits, it.now);
  CHECK(it.number.failures == 1);
}

TEST_CASE("a range takes so many sends that no right code follows, whichever their numbers") {
  CHECK(range_of("+14155552671") == "+1415555");
  Limits limits;
  limits.unverified_sends_per_range_per_hour = 3;
  RangeRecord range;
  const auto send = [&](const std::string& number, WallTime now) {
    SessionRecord session = open_session();
    NumberRecord number_record;
    PrefixRecord prefix;
    return begin_send(session, {number_record, prefix, range}, number, limits, now);
  };
  for (int i = 0; i < 3; ++i) REQUIRE(!send("+1415555010" + std::to_string(i), kNow + i * 60 * kSecond));
  const auto refused = send("+14155550103", kNow + 600 * kSecond);
  REQUIRE(refused);
  CHECK(refused->type == ProblemType::rate_limited);
  CHECK(refused->retry_after == 3'000 * kSecond);  // the hour began with the first
  CHECK(!send("+14155550103", kNow + 3'600 * kSecond));
}

TEST_CASE("a right code takes all sends to its number back from the range, and each of them once") {
  Sent1 it;
  it.range = {7, kNow + 600 * kSecond};
  REQUIRE(!it.send("1"));
  it.now += 30 * kSecond;
  REQUIRE(!it.send("2"));
  CHECK(it.range.unverified == 9);
  const auto verify = [&](api::Outcome outcome) {
    REQUIRE(!begin_verify(it.session, it.number, it.limits, it.now));
    finish_verify(it.session, it.number, it.range, kNumber, outcome, it.limits, it.now);
    return it.range.unverified;
  };
  CHECK(verify(api::Outcome::failure) == 9);
  CHECK(verify(api::Outcome::error) == 9);
  CHECK(verify(api::Outcome::success) == 7);
  it.now += 60 * kSecond;
  REQUIRE(!it.send("3"));
  CHECK(verify(api::Outcome::success) == 7);
}

TEST_CASE("a right code takes nothing back from the hour after its send's") {
  Sent1 it;
  it.range = {7, kNow + 10 * kSecond};
  REQUIRE(!it.send("1"));
  it.now += 20 * kSecond;
  it.range = {5, it.now + 3'600 * kSecond};  // others opened it
  REQUIRE(!begin_verify(it.session, it.number, it.limits, it.now));
  finish_verify(it.session, it.number, it.range, kNumber, api::Outcome::success, it.limits, it.now);
  CHECK(it.range.unverified == 5);
}

TEST_CASE("other calls: so many a minute") {
  SessionRecord session = open_session();
  Limits limits;
  limits.calls_per_session_per_minute = 2;
  CHECK(!begin_call(session, limits, kNow));
  CHECK(!begin_call(session, limits, kNow));
  const auto third = begin_call(session, limits, kNow + 20 * kSecond);
  REQUIRE(third);
  CHECK(third->type == ProblemType::rate_limited);
  CHECK(third->retry_after == 40 * kSecond);
  CHECK(!begin_call(session, limits, kNow + 60 * kSecond));
}

TEST_CASE("whatever happens in whatever order, nobody gets more guesses than attempts and one given back for each") {
  std::mt19937 random{20'261'125};
  for (int play = 0; play < 300; ++play) {
    Sent1 it;
    it.limits.sends_per_number_per_hour = it.limits.sends_per_prefix_per_hour = 1'000;
    int answered_no = 0, under_way = 0, verified = 0, sends = 0;
    for (int step = 0; step < 120; ++step) {
      it.now += Milliseconds{random() % 20'000};
      switch (random() % 5) {
        case 0: sends += !it.send("1", static_cast<Sent>(random() % 3)); break;
        case 1:
        case 2: under_way += !begin_verify(it.session, it.number, it.limits, it.now); break;
        default:
          if (under_way == 0) break;
          --under_way;
          switch (random() % 4) {
            case 0:
              finish_verify(it.session, it.number, it.range, kNumber, api::Outcome::error, it.limits, it.now);
              break;
            case 1:
              verified +=
                  finish_verify(it.session, it.number, it.range, kNumber, api::Outcome::success, it.limits, it.now);
              break;
            default:
              ++answered_no;
              finish_verify(it.session, it.number, it.range, kNumber, api::Outcome::failure, it.limits, it.now);
          }
      }
      REQUIRE(answered_no + under_way <= it.limits.attempts);
      REQUIRE(verified <= sends);
      REQUIRE(it.number.failures >= answered_no);
    }
  }
}
