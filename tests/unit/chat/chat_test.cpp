// A whole conversation as a page sees it: transcript, composer, requests and page events.
#include <catch2/catch_test_macros.hpp>

#include "support/chat_player.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;
using chat::Composer;

constexpr const char* kBerlin = "+4915123456789";
constexpr const char* kParis = "+33612345678";

SharedFlow spec_flow() { return load_flow_file("tests/fixtures/flows/spec_section_4.json"); }

// With attempts, expiry and ways that the SPEC's example leaves out.
SharedFlow strict_flow() {
  return FlowText{}
      .start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "send",
        "consent": "I send an SMS.", "countries": [ "DE", "FR" ], "default_country": "DE" })")
      .node(
          "send",
          R"({ "type": "api", "api": "send_otp", "success": "ask_code", "failure": "ask_phone", "error": "ask_phone" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "length": 6, "to": "user_otp", "text": "Code?",
        "attempts": 3, "expires_ms": 600000, "resend": { "node": "send", "after_ms": 30000 },
        "change": { "node": "ask_phone" }, "next": "verify" })")
      .node("verify",
            R"({ "type": "api", "api": "verify_otp", "success": "done", "failure": "ask_code", "error": "ask_code" })")
      .build();
}

const api::HttpAnswer kSent = http_answer(200, R"({"status":"sent","otp":"918273"})");
const api::HttpAnswer kRight = http_answer(200, R"({"status":"verified","verified":true})");
const api::HttpAnswer kWrong = http_answer(200, R"({"status":"failed","verified":false})");

ChatPlayer at_the_code(const SharedFlow& flow) {
  ChatPlayer player{flow};
  player.http.on("send", kSent);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  REQUIRE(player.composer().kind == Composer::Kind::code);
  return player;
}

// ---- the path

TEST_CASE("a chat is silent and idle before it is started") {
  ChatPlayer player{spec_flow()};
  CHECK(player.conversation().title == "Verify your phone");
  CHECK(player.composer().kind == Composer::Kind::none);
  CHECK_FALSE(player.conversation().busy);
  CHECK_FALSE(player.chat->next_deadline(player.clock.now()).has_value());
}

TEST_CASE("the SPEC's flow: from hello to verified, with every page event") {
  ChatPlayer player{spec_flow()};
  player.http.on("send-otp-sms", kSent).on("verify-user-otp", kRight);
  player.start();
  CHECK(player.composer().kind == Composer::Kind::phone);
  CHECK(player.changed);
  player.enter_phone(kBerlin);
  CHECK(player.conversation().busy);
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
  CHECK(player.composer().code_length == 6);
  CHECK(player.composer().can_resend);
  CHECK(player.composer().can_change_number);
  player.type("918273");
  player.wait();

  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
  CHECK(player.composer().kind == Composer::Kind::none);
  CHECK(player.words() == std::vector<std::string>{"Hi! Let's verify your phone number.", "What is your number?",
                                                   "> (+4915123456789)", "I've sent a code to (+4915123456789).",
                                                   "Enter the code.", "> ••••••",
                                                   "Thank you, (+4915123456789) is verified."});
  CHECK(player.events_named("sent") == std::vector<Json>{Json::object()});
  REQUIRE(player.events_named("verified").size() == 1);
  CHECK(player.events_named("verified")[0] == Json{{"phone", kBerlin}, {"proof", nullptr}});
  CHECK(player.events_named("message").size() == 7);
  CHECK(player.events_named("message")[2] == Json{{"from", "visitor"}, {"text", "(+4915123456789)"}});
  CHECK(player.events_named("step").front() == Json{{"node", "hello"}});
  CHECK(player.events_named("step").back() == Json{{"node", "done"}});
  CHECK(player.events_named("error").empty());
  CHECK_FALSE(player.chat->next_deadline(player.clock.now()).has_value());
}

TEST_CASE("the request carries what the flow file says, and a send its key") {
  ChatPlayer player = at_the_code(spec_flow());
  REQUIRE(player.http.sent().size() == 1);
  const api::HttpRequest& request = player.http.sent()[0].request;
  CHECK(request.method == "POST");
  CHECK(json_of(request.body) == Json{{"accountSID", "secret-of-TWILIO_ACCOUNT_SID"},
                                      {"authToken", "secret-of-TWILIO_AUTH_TOKEN"},
                                      {"fromNumber", "secret-of-TWILIO_FROM_NUMBER"},
                                      {"toNumber", kBerlin}});
  CHECK(api::find_header(request.headers, "authorization") == "secret-of-CONVERTALK_KEY");
  CHECK(api::find_header(request.headers, "idempotency-key").has_value());
  player.http.on("verify", kRight);
  player.type("918273");
  player.wait();
  CHECK(json_of(player.http.sent()[1].request.body) == Json{{"systemOtp", "918273"}, {"userOtp", "918273"}});
}

TEST_CASE("a wrong code is rejected, with the attempts that are left") {
  ChatPlayer player = at_the_code(strict_flow());
  player.http.on("verify", kWrong);
  player.type("000000");
  player.wait();
  CHECK(player.composer().alert == "That code isn't right. You have 2 attempts left.");
  CHECK(player.composer().invalid);
  CHECK(player.events_named("rejected") == std::vector<Json>{Json{{"attemptsLeft", 2}}});
  player.type("000000");
  CHECK(player.composer().alert.empty());
  player.wait();
  CHECK(player.composer().alert == "That code isn't right. You have 1 attempt left.");
  player.type("000000");
  player.wait();
  CHECK(player.conversation().outcome == flow::EndOutcome::blocked);
  CHECK(player.composer().kind == Composer::Kind::none);
  REQUIRE(player.events_named("error").size() == 1);
  CHECK(player.events_named("error")[0].at("code") == "blocked");
}

TEST_CASE("attemptsLeft is null where nobody counts") {
  ChatPlayer player = at_the_code(spec_flow());
  player.http.on("verify", kWrong);
  player.type("000000");
  player.wait();
  CHECK(player.events_named("rejected") == std::vector<Json>{Json{{"attemptsLeft", nullptr}}});
  CHECK(player.composer().alert == "That code isn't right.");
}

TEST_CASE("a failed end offers to start over, which keeps the transcript and the number") {
  FlowText text;
  text.start("ask_phone")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "no" })")
      .node("no", R"({ "type": "end", "outcome": "failed" })");
  ChatPlayer player{text.build()};
  player.start();
  player.enter_phone(kBerlin);
  CHECK(player.composer().kind == Composer::Kind::restart);
  CHECK(player.events_named("error")[0].at("code") == "failed");
  player.retry();
  CHECK(player.composer().kind == Composer::Kind::phone);
  CHECK(player.composer().initial_text == kBerlin);
  CHECK_FALSE(player.conversation().outcome.has_value());
  CHECK(player.words() == std::vector<std::string>{"Number?", "> (+4915123456789)", "Number?"});
}

// ---- the number

TEST_CASE("a phone input brings consent, countries and default country") {
  ChatPlayer player{strict_flow()};
  player.start();
  CHECK(player.composer().consent == "I send an SMS.");
  CHECK(player.composer().countries == std::vector<std::string>{"DE", "FR"});
  CHECK(player.composer().default_country == "DE");
  CHECK(player.composer().initial_text.empty());
}

TEST_CASE("a number that the numbering plan refuses says why, and sends nothing") {
  ChatPlayer player{strict_flow()};
  player.start();
  const auto alert = [&player](flow::Refusal reason, const std::string& country) {
    player.handle(chat::PhoneRefused{reason, country});
    CHECK(player.composer().invalid);
    return player.composer().alert;
  };
  CHECK(alert(flow::Refusal::empty, "") == "Please enter your phone number.");
  CHECK(alert(flow::Refusal::too_short, "Germany") == "This number is too short for Germany.");
  CHECK(alert(flow::Refusal::too_short, "") == "That is too short.");
  CHECK(alert(flow::Refusal::too_long, "Germany") == "This number is too long for Germany.");
  CHECK(alert(flow::Refusal::invalid_phone, "") == "This isn't a valid phone number. Please check it.");
  CHECK(alert(flow::Refusal::landline, "") == "This is a landline. Please enter a mobile number that can receive SMS.");
  player.enter_phone("+390612345678", "IT");
  CHECK(player.composer().alert == "Numbers from this country aren't accepted here.");
  CHECK(player.http.sent().empty());
  CHECK(player.words().size() == 1);
}

TEST_CASE("a changed number is the one that is verified") {
  ChatPlayer player = at_the_code(spec_flow());
  player.change();
  CHECK(player.composer().kind == Composer::Kind::phone);
  CHECK(player.composer().initial_text == kBerlin);
  player.enter_phone(kParis, "FR");
  player.wait();
  player.http.on("verify", kRight);
  player.type("918273");
  player.wait();
  CHECK(player.events_named("verified")[0].at("phone") == kParis);
}

TEST_CASE("verified names the number that the code was sent to, whatever the page sets later") {
  ChatPlayer player = at_the_code(spec_flow());
  player.handle(flow::AttributeSet{"phone", Json(kParis)});
  CHECK(player.chat->attribute("phone") == Json(kParis));
  player.http.on("verify", kRight);
  player.type("918273");
  player.wait();
  CHECK(player.events_named("verified")[0].at("phone") == kBerlin);
}

// ---- the code

TEST_CASE("a code of the wrong length says how long it is, and nothing is sent") {
  ChatPlayer player = at_the_code(strict_flow());
  for (const char* typed : {"", "12345", "1234567", "abcdef"}) {
    player.type(typed);
    CHECK(player.composer().alert == "Please enter all 6 digits of the code.");
  }
  CHECK(player.http.sent().size() == 1);
}

TEST_CASE("resend counts down second by second, and then wakes nobody") {
  ChatPlayer player = at_the_code(strict_flow());
  const Instant now = player.clock.now();
  REQUIRE(player.composer().resend_at == now + 30s);
  CHECK(player.chat->next_deadline(now) == now + 1s);
  player.resend();
  CHECK(player.http.sent().size() == 1);
  CHECK_FALSE(player.changed);
  player.clock.advance(999ms);
  player.handle(flow::TimePassed{});
  CHECK_FALSE(player.changed);
  player.clock.advance(1ms);
  player.handle(flow::TimePassed{});
  CHECK(player.changed);
  player.pass(29s);
  CHECK_FALSE(player.composer().resend_at.has_value());
  CHECK_FALSE(player.chat->next_deadline(player.clock.now()).has_value());
  player.resend();
  player.wait();
  CHECK(player.http.sent().size() == 2);
  CHECK(player.composer().resend_at == player.clock.now() + 60s);
}

TEST_CASE("an expired code says so") {
  ChatPlayer player = at_the_code(strict_flow());
  player.pass(10min);
  player.type("918273");
  CHECK(player.composer().alert == "This code has expired. Ask for a new one.");
  CHECK(player.http.sent().size() == 1);
}

TEST_CASE("a double click sends once, and verifies once") {
  ChatPlayer player{spec_flow()};
  player.http.on("send", kSent).on("verify", kRight);
  player.start();
  player.enter_phone(kBerlin);
  player.enter_phone(kBerlin);
  player.wait();
  player.type("918273");
  player.type("918273");
  player.wait();
  CHECK(player.http.sent_to("send").size() == 1);
  CHECK(player.http.sent_to("verify").size() == 1);
  CHECK(player.events_named("verified").size() == 1);
}

// ---- problems

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

// ---- time

TEST_CASE("a tab in the background or a suspended laptop breaks neither delay, and nothing runs twice") {
  ChatPlayer player = at_the_code(spec_flow());
  player.http.on("verify", kRight);
  player.type("918273");
  player.clock.advance(std::chrono::hours{12});
  player.handle(flow::TimePassed{});
  CHECK(player.http.sent_to("verify").size() == 1);
  player.clock.advance(1s);
  player.http.deliver_due();
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
}

TEST_CASE("an answer that comes after its deadline is dropped") {
  ChatPlayer player{strict_flow()};
  player.http.on("send", kSent, 30s);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::phone);
  player.pass(1min);
  CHECK(player.composer().kind == Composer::Kind::phone);
  CHECK(player.events_named("sent").empty());
}

TEST_CASE("countdowns are written as seconds, and from a minute on as minutes and seconds") {
  CHECK(chat::Chat::time_text(25) == "25 s");
  CHECK(chat::Chat::time_text(60) == "1:00");
  CHECK(chat::Chat::time_text(65) == "1:05");
  CHECK(chat::Chat::time_text(600) == "10:00");
  const Instant now = instant_from_ms(1'000);
  CHECK(chat::Chat::seconds_until(std::nullopt, now) == 0);
  CHECK(chat::Chat::seconds_until(now, now) == 0);
  CHECK(chat::Chat::seconds_until(now - 5s, now) == 0);
  CHECK(chat::Chat::seconds_until(now + 1ms, now) == 1);
  CHECK(chat::Chat::seconds_until(now + 1s, now) == 1);
  CHECK(chat::Chat::seconds_until(now + 1001ms, now) == 2);
}

// ---- other inputs

TEST_CASE("text, email, number and choice inputs bring their prompt, labels and refusals") {
  FlowText text;
  text.attribute("name", R"({ "type": "text" })")
      .attribute("mail", R"({ "type": "text" })")
      .attribute("age", R"({ "type": "number" })")
      .attribute("plan", R"({ "type": "text" })")
      .start("a")
      .node("a", R"({ "type": "input", "kind": "text", "to": "name", "text": "Name?", "min": 2, "next": "b" })")
      .node("b", R"({ "type": "input", "kind": "email", "to": "mail", "text": "Mail, {{name}}?", "next": "c" })")
      .node(
          "c",
          R"({ "type": "input", "kind": "number", "to": "age", "text": "Age?", "min": 18, "max": 99.5, "next": "d" })")
      .node("d", R"({ "type": "input", "kind": "choice", "to": "plan", "text": "Plan?", "next": "done",
        "choices": [ { "label": "Gold", "value": "g" }, { "label": "Tin for {{name}}", "value": "t" } ] })");
  ChatPlayer player{text.build()};
  player.start();
  CHECK(player.composer().kind == Composer::Kind::text);
  CHECK(player.composer().prompt == "Name?");
  player.type(" ");
  CHECK(player.composer().alert == "Please enter something first.");
  player.type("A");
  CHECK(player.composer().alert == "That is too short.");
  player.type("Ada");
  CHECK(player.composer().kind == Composer::Kind::email);
  CHECK(player.composer().prompt == "Mail, Ada?");
  player.type("ada");
  CHECK(player.composer().alert == "Please enter an email address, like name@example.com.");
  player.type("ada@example.com");
  CHECK(player.composer().kind == Composer::Kind::number);
  player.type("x");
  CHECK(player.composer().alert == "Please enter a number.");
  player.type("17");
  CHECK(player.composer().alert == "Please enter 18 or more.");
  player.type("100");
  CHECK(player.composer().alert == "Please enter 99.5 or less.");
  player.type("18");
  CHECK(player.composer().kind == Composer::Kind::choice);
  CHECK(player.composer().choices == std::vector<std::string>{"Gold", "Tin for Ada"});
  player.handle(flow::ChoiceMade{1});
  CHECK(player.last_words() == "> Tin for Ada");
  CHECK(player.chat->attribute("plan") == Json("t"));
  CHECK(player.chat->attribute("age") == Json(18));
  // No code was sent, so there is no number to speak of.
  CHECK(player.events_named("verified")[0].at("phone").is_null());
}

}  // namespace
}  // namespace ringback::testing
