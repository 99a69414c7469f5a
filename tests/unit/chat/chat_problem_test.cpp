// What goes wrong is told in plain words, beside the input or by the bot, and always leaves a way on.
#include <catch2/catch_test_macros.hpp>

#include "support/chat_flows.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;
using chat::Composer;

struct ProblemCase {
  const char* name;
  api::HttpAnswer answer;
  const char* code;
  const char* sentence;
};

std::vector<ProblemCase> problem_cases() {
  return {
      {"offline", api::TransportError::offline, "network",
       "You seem to be offline. Check your connection and try again."},
      {"timeout", api::TransportError::timeout, "network", "This is taking too long. Please try again."},
      {"unreachable", api::TransportError::unreachable, "network",
       "I can't reach the verification service. Please try again."},
      {"too_large", api::TransportError::too_large, "network",
       "The verification service sent too much data. Please try again."},
      {"server_error", http_answer(500, "{}"), "network",
       "The verification service has a problem. Please try again in a moment."},
      {"not_json", api::HttpResponse{200, {{"Content-Type", "text/html"}}, "<html>"}, "network",
       "The verification service gave an answer I couldn't read. Please try again."},
      {"unexpected", http_answer(200, R"({"status":"sent"})"), "network",
       "The verification service gave an unexpected answer. Please try again."},
      {"misconfigured", http_answer(401, "{}"), "config",
       "Verification isn't set up correctly on this site. Please tell its owner."},
  };
}

TEST_CASE("each problem has its sentence beside the input that the flow leads back to, and its error event") {
  for (const ProblemCase& each : problem_cases()) {
    INFO(each.name);
    ChatPlayer player{strict_flow()};
    player.http.on("send", each.answer).on("send", kSent);
    player.start();
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.composer().kind == Composer::Kind::phone);
    CHECK(player.composer().alert == each.sentence);
    CHECK_FALSE(player.composer().invalid);
    CHECK(player.composer().initial_text == kBerlin);
    REQUIRE(player.events_named("error").size() == 1);
    CHECK(player.events_named("error")[0].at("code") == each.code);
    CHECK_FALSE(player.events_named("error")[0].at("message").get_ref<const std::string&>().empty());
    CHECK(player.http.sent().size() == 1);
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.composer().kind == Composer::Kind::code);
    CHECK(player.composer().alert.empty());
  }
}

TEST_CASE("a code that couldn't be checked is kept, one that was judged isn't") {
  const auto keeps_after = [](const api::HttpAnswer& answer) {
    ChatPlayer player = at_the_code(strict_flow());
    CHECK_FALSE(player.composer().keeps_typed);
    player.http.on("verify", answer).on("verify", answer).on("verify", answer).on("verify", answer);
    player.type("918273");
    player.wait();
    REQUIRE(player.composer().kind == Composer::Kind::code);
    CHECK_FALSE(player.composer().alert.empty());
    return player.composer().keeps_typed;
  };
  for (const ProblemCase& each : problem_cases()) {
    if (std::string{each.name} == "unexpected") continue;  // of a check it is a no
    INFO(each.name);
    CHECK(keeps_after(each.answer));
  }
  CHECK_FALSE(keeps_after(kWrong));
}

TEST_CASE("without an error way the bot says each problem once, and Try again goes on") {
  FlowText text;
  text.start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "send" })")
      .node("send", R"({ "type": "api", "api": "send_otp", "success": "done" })");
  const SharedFlow flow = text.build();
  for (const ProblemCase& each : problem_cases()) {
    INFO(each.name);
    ChatPlayer player{flow};
    player.http.on("send", each.answer).on("send", kSent);
    player.start();
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.composer().kind == Composer::Kind::retry);
    CHECK(player.composer().can_change_number);
    CHECK(player.last_words() == each.sentence);
    CHECK(player.words().size() == 3);
    player.retry();
    player.retry();
    player.wait();
    CHECK(player.conversation().outcome == flow::EndOutcome::verified);
    CHECK(player.http.sent().size() == 2);
  }
}

TEST_CASE("a send without an answer times out on the injected clock and isn't sent again") {
  ChatPlayer player{strict_flow()};
  player.http.never("send");
  player.start();
  player.enter_phone(kBerlin);
  const Instant sent = player.clock.now();
  player.wait();
  CHECK(player.clock.now() == sent + api::kDefaultTimeout);
  CHECK(player.composer().alert == "This is taking too long. Please try again.");
  player.pass(5min);
  CHECK(player.http.sent().size() == 1);
}

TEST_CASE("a verify that the server fails is tried again, no sooner than 2 s after its answer") {
  ChatPlayer player = at_the_code(strict_flow());
  player.http.on("verify", http_answer(503, "{}"), 50ms).on("verify", kRight);
  player.type("918273");
  player.wait();
  const auto sent = player.http.sent_to("verify");
  REQUIRE(sent.size() == 2);
  CHECK(sent[1].at - (sent[0].at + 50ms) == 2s);
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
}

TEST_CASE("a rate limit counts down beside the input, in the event, and is gone when it is over") {
  ChatPlayer player{strict_flow()};
  player.http.on("send", http_answer(429, "{}", {{"Retry-After", "70"}}));
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  const Instant now = player.clock.now();
  CHECK(player.composer().alert == "Too many requests. Please try again in 1:10.");
  CHECK(player.conversation().alert_counts_down_to == now + 70s);
  CHECK(player.chat->next_deadline(now) == now + 1s);
  CHECK(player.events_named("error")[0].at("retryAfter") == 70);
  player.pass(15s);
  CHECK(player.composer().alert == "Too many requests. Please try again in 55 s.");
  player.pass(55s);
  CHECK_FALSE(player.conversation().alert_counts_down_to.has_value());
  CHECK(player.composer().alert.empty());
  CHECK_FALSE(player.chat->next_deadline(player.clock.now()).has_value());
}

TEST_CASE("a request that can't be built is the owner's to mend") {
  SharedFlow flow = spec_flow();
  chat::ChatOptions options;
  options.phrasebook = english();  // and no secrets
  chat::Chat chat{flow, std::move(options)};
  chat.handle(flow::Started{}, instant_from_ms(0));
  const chat::Effects effects =
      chat.handle(flow::PhoneEntered{PhoneNumber{*E164::parse(kBerlin), kBerlin}, "DE"}, instant_from_ms(1));
  CHECK(effects.requests.empty());
  std::vector<Json> errors;
  for (const chat::PageEvent& each : effects.events) {
    if (each.name == "error") errors.push_back(each.detail);
  }
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].at("code") == "config");
  CHECK(dump_json(errors[0]).find("CONVERTALK_KEY") != std::string::npos);
  CHECK(chat.conversation().composer.kind == Composer::Kind::phone);
  CHECK(chat.conversation().composer.alert ==
        "Verification isn't set up correctly on this site. Please tell its owner.");
}

TEST_CASE("a flow that runs in a circle says that the site isn't set up, with code config") {
  auto flow = std::make_shared<flow::Flow>();
  flow->title.by_locale.emplace("", TextTemplate::literal("Round"));
  flow->start = "a";
  flow->nodes.emplace("a", flow::GotoNode{"a"});
  ChatPlayer player{flow};
  player.start();
  CHECK(player.last_words() == "Verification isn't set up correctly on this site. Please tell its owner.");
  CHECK(player.events_named("error")[0].at("code") == "config");
}

}  // namespace
}  // namespace ringback::testing
