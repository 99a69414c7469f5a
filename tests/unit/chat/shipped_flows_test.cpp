// Each flow in assets/flows, played to both ends with scripted answers, with the times of what goes out on the wire.
#include <catch2/catch_test_macros.hpp>

#include "support/chat_player.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;
using chat::Composer;

constexpr auto kLatency = 100ms;  // of ScriptedHttp

const api::HttpAnswer kConvertalkSent = http_answer(200, R"({"status":"sent","otp":"918273"})");
const api::HttpAnswer kConvertalkRight = http_answer(200, R"({"status":"verified","verified":true})");
const api::HttpAnswer kConvertalkWrong = http_answer(200, R"({"status":"failed","verified":false})");

ChatPlayer play(const std::string& name, const std::string& locale = "en") {
  return ChatPlayer{load_flow_file("assets/flows/" + name + ".json"), locale};
}

std::vector<Milliseconds> times(const std::vector<ScriptedHttp::Sent>& sent, Instant since) {
  std::vector<Milliseconds> result;
  for (const ScriptedHttp::Sent& each : sent) result.push_back(each.at - since);
  return result;
}

std::string step_nodes(const ChatPlayer& player) {
  std::string nodes;
  for (const Json& each : player.events_named("step")) nodes += each.at("node").get_ref<const std::string&>() + " ";
  return nodes;
}

// ---- verify-phone

TEST_CASE("verify-phone: a quick typist's verify leaves 5 s after the answer to the send") {
  ChatPlayer player = play("verify-phone");
  player.http.on("send-otp-sms", kConvertalkSent).on("verify-user-otp", kConvertalkRight);
  const Instant start = player.clock.now();
  player.start();
  player.pass(2s);
  player.enter_phone(kBerlin);
  player.wait();
  player.pass(1s);
  player.type("918273");
  player.wait();
  CHECK(times(player.http.sent_to("send-otp-sms"), start) == std::vector<Milliseconds>{2s});
  CHECK(times(player.http.sent_to("verify-user-otp"), start) == std::vector<Milliseconds>{2s + kLatency + 5s});
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
  CHECK(player.events_named("verified")[0].at("phone") == kBerlin);
  CHECK(player.chat->attribute("otp_status") == Json("verified"));
}

TEST_CASE("verify-phone: five wrong codes, each re-verify 2 s after the answer before it, end as blocked") {
  ChatPlayer player = play("verify-phone");
  player.http.on("send-otp-sms", kConvertalkSent).on("verify-user-otp", kConvertalkWrong);
  player.start();
  const Instant start = player.clock.now();
  player.enter_phone(kBerlin);
  player.wait();
  player.pass(20s);
  const Instant first = player.clock.now();
  for (int turn = 0; turn < 5; ++turn) {
    CHECK(player.composer().kind == Composer::Kind::code);
    player.type("000000");
    player.wait();
    if (turn < 4) CHECK(player.events_named("rejected").back() == Json{{"attemptsLeft", 4 - turn}});
  }
  const Milliseconds step = kLatency + 2s;
  CHECK(times(player.http.sent_to("verify-user-otp"), first) ==
        std::vector<Milliseconds>{0s, step, 2 * step, 3 * step, 4 * step});
  CHECK(times(player.http.sent_to("send-otp-sms"), start) == std::vector<Milliseconds>{0s});
  CHECK(player.conversation().outcome == flow::EndOutcome::blocked);
  CHECK(player.events_named("error").back().at("code") == "blocked");
}

TEST_CASE("verify-phone: a wrong code, a resend after its pause, and then the right one") {
  ChatPlayer player = play("verify-phone");
  player.http.on("send-otp-sms", kConvertalkSent)
      .on("verify-user-otp", kConvertalkWrong)
      .on("verify-user-otp", kConvertalkRight);
  player.start();
  const Instant start = player.clock.now();
  player.enter_phone(kBerlin);
  player.wait();
  player.type("000000");
  player.wait();
  player.resend();
  CHECK(player.http.sent_to("send-otp-sms").size() == 1);
  player.pass(30s);
  player.resend();
  player.wait();
  player.type("918273");
  player.wait();
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
  const auto sends = times(player.http.sent_to("send-otp-sms"), start);
  const auto verifies = times(player.http.sent_to("verify-user-otp"), start);
  REQUIRE(sends.size() == 2);
  REQUIRE(verifies.size() == 2);
  CHECK(sends[1] == kLatency + 5s + kLatency + 30s);
  CHECK(verifies[1] == sends[1] + kLatency + 5s);
  CHECK(player.events_named("sent").size() == 2);
}

TEST_CASE("verify-phone: a send that fails leads back to the number with the reason") {
  ChatPlayer player = play("verify-phone");
  player.http.on("send-otp-sms", http_answer(500, "{}"))
      .on("send-otp-sms", http_answer(400, "{}"))
      .on("send-otp-sms", kConvertalkSent);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(step_nodes(player).find("not_sent") != std::string::npos);
  CHECK(player.composer().initial_text == kBerlin);
  CHECK_FALSE(player.composer().alert.empty());
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(step_nodes(player).find("refused") != std::string::npos);
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
}

TEST_CASE("verify-phone: an expired code is said to be, and a new one sent on that press") {
  ChatPlayer player = play("verify-phone");
  player.http.on("send-otp-sms", kConvertalkSent).on("verify-user-otp", kConvertalkRight);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  player.pass(10min);
  player.type("918273");
  player.wait();
  CHECK(player.http.sent_to("send-otp-sms").size() == 2);
  CHECK(player.http.sent_to("verify-user-otp").empty());
  CHECK(player.composer().kind == Composer::Kind::code);
  player.type("918273");
  player.wait();
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
}

TEST_CASE("verify-phone: a verify without an answer leaves the visitor at the code, which is not lost an attempt") {
  ChatPlayer player = play("verify-phone");
  player.http.on("send-otp-sms", kConvertalkSent)
      .on("verify-user-otp", http_answer(200, "<html>"))
      .on("verify-user-otp", kConvertalkWrong);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  player.type("918273");
  player.wait();
  CHECK(step_nodes(player).find("unchecked") != std::string::npos);
  CHECK(player.composer().kind == Composer::Kind::code);
  player.type("000000");
  player.wait();
  CHECK(player.events_named("rejected") == std::vector<Json>{Json{{"attemptsLeft", 4}}});
}

TEST_CASE("verify-phone speaks each language of its locales to the end") {
  for (const char* locale : {"en", "de", "es", "fr", "ar", "hi", "ja", "pt", "it", "nl", "pl", "tr", "ru", "zh",
                             "zh-Hant", "ko", "id", "he"}) {
    INFO(locale);
    ChatPlayer player = play("verify-phone", locale);
    player.http.on("send-otp-sms", kConvertalkSent).on("verify-user-otp", kConvertalkRight);
    player.start();
    player.enter_phone(kBerlin);
    player.wait();
    player.type("918273");
    player.wait();
    CHECK(player.conversation().outcome == flow::EndOutcome::verified);
    const ChatPlayer english = play("verify-phone", "en");
    const bool same_title = player.conversation().title == english.conversation().title;
    CHECK(same_title == (std::string_view{locale} == "en"));
  }
}

// ---- convertalk-guide

TEST_CASE("convertalk-guide: 5 s pass in full after the send, then the code is asked for, and verified at once") {
  ChatPlayer player = play("convertalk-guide");
  player.http.on("send-otp-sms", kConvertalkSent).on("verify-user-otp", kConvertalkRight);
  player.start();
  const Instant start = player.clock.now();
  player.enter_phone(kBerlin);
  player.pass(kLatency + 5s - 1ms);
  CHECK(player.conversation().busy);
  player.pass(1ms);
  CHECK(player.composer().kind == Composer::Kind::code);
  player.pass(7s);
  player.type("918273");
  player.wait();
  CHECK(times(player.http.sent_to("send-otp-sms"), start) == std::vector<Milliseconds>{0s});
  CHECK(times(player.http.sent_to("verify-user-otp"), start) == std::vector<Milliseconds>{kLatency + 5s + 7s});
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
}

TEST_CASE("convertalk-guide: a wrong code is re-entered, and 2 s pass in full before every re-verify") {
  ChatPlayer player = play("convertalk-guide");
  player.http.on("send-otp-sms", kConvertalkSent)
      .on("verify-user-otp", kConvertalkWrong)
      .on("verify-user-otp", kConvertalkWrong)
      .on("verify-user-otp", kConvertalkRight);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  const Instant asked = player.clock.now();
  player.type("000000");
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
  CHECK(player.composer().alert == "That code isn't right.");
  for (const char* code : {"000001", "918273"}) {
    player.pass(10s);
    player.type(code);
    player.wait();
  }
  CHECK(times(player.http.sent_to("verify-user-otp"), asked) ==
        std::vector<Milliseconds>{0s, kLatency + 10s + 2s, 2 * (kLatency + 10s + 2s)});
  CHECK(player.http.sent_to("send-otp-sms").size() == 1);
  CHECK(step_nodes(player).find("re_enter") != std::string::npos);
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
}

TEST_CASE("convertalk-guide names no error way, so a failed send can be tried again or its number changed") {
  ChatPlayer player = play("convertalk-guide");
  player.http.on("send-otp-sms", http_answer(500, "{}")).on("send-otp-sms", kConvertalkSent);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::retry);
  CHECK(player.composer().can_change_number);
  CHECK(player.last_words() == "The verification service has a problem. Please try again in a moment.");
  player.retry();
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
}

TEST_CASE("convertalk-guide: after a reload the code can't be checked any more, so the conversation begins anew") {
  ChatPlayer player = play("convertalk-guide");
  player.http.on("send-otp-sms", kConvertalkSent);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  CHECK_FALSE(player.reload());
}

// ---- twilio-verify and generic-webhook: the provider holds the code

struct Provider {
  const char* flow;
  const char* send;
  const char* check;
  api::HttpAnswer right, wrong;
};

std::vector<Provider> providers() {
  return {{"twilio-verify", "/Verifications", "/VerificationCheck", http_answer(200, R"({"status":"approved"})"),
           http_answer(200, R"({"status":"pending"})")},
          {"generic-webhook", "/phone-codes", "/phone-codes/check", http_answer(200, R"({"verified":true})"),
           http_answer(200, R"({"verified":false})")}};
}

// Requests to the send URL, which is the beginning of the check URL in one of them.
std::vector<ScriptedHttp::Sent> sends_of(const ChatPlayer& player, const Provider& provider) {
  std::vector<ScriptedHttp::Sent> result;
  for (const ScriptedHttp::Sent& each : player.http.sent_to(provider.send)) {
    if (each.request.url.find(provider.check) == std::string::npos) result.push_back(each);
  }
  return result;
}

TEST_CASE(
    "twilio-verify and generic-webhook: to verified, 5 s after the send, and a reload in the middle changes nothing") {
  for (const Provider& provider : providers()) {
    for (const bool reload : {false, true}) {
      INFO(provider.flow << (reload ? " with a reload" : ""));
      ChatPlayer player = play(provider.flow);
      player.http.on(provider.check, provider.right).on(provider.send, http_answer(200, "{}"));
      player.start();
      const Instant start = player.clock.now();
      player.enter_phone(kBerlin);
      player.wait();
      CHECK(times(sends_of(player, provider), start) == std::vector<Milliseconds>{0s});
      if (reload) REQUIRE(player.reload());
      const Instant resumed = player.clock.now();
      player.type("918273");
      player.wait();
      CHECK(times(player.http.sent_to(provider.check), resumed) == std::vector<Milliseconds>{5s});
      CHECK(sends_of(player, provider).size() == 1);
      CHECK(player.conversation().outcome == flow::EndOutcome::verified);
      CHECK(player.events_named("verified")[0].at("phone") == kBerlin);
    }
  }
}

TEST_CASE("twilio-verify and generic-webhook: wrong codes 2 s apart end as blocked") {
  for (const Provider& provider : providers()) {
    INFO(provider.flow);
    ChatPlayer player = play(provider.flow);
    player.http.on(provider.check, provider.wrong).on(provider.send, http_answer(200, "{}"));
    player.start();
    player.enter_phone(kBerlin);
    player.wait();
    player.pass(9s);
    const Instant first = player.clock.now();
    for (int turn = 0; turn < 5; ++turn) {
      REQUIRE(player.composer().kind == Composer::Kind::code);
      player.type("000000");
      player.wait();
    }
    const Milliseconds step = kLatency + 2s;
    CHECK(times(player.http.sent_to(provider.check), first) ==
          std::vector<Milliseconds>{0s, step, 2 * step, 3 * step, 4 * step});
    CHECK(player.conversation().outcome == flow::EndOutcome::blocked);
  }
}

}  // namespace
}  // namespace ringback::testing
