// A whole conversation as a page sees it: transcript, composer, requests and page events.
#include <catch2/catch_test_macros.hpp>

#include "support/chat_flows.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;
using chat::Composer;

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
  CHECK(alert(flow::Refusal::too_short, "Germany") == "This number is too short (Germany).");
  CHECK(alert(flow::Refusal::too_short, "") == "That is too short.");
  CHECK(alert(flow::Refusal::too_long, "Germany") == "This number is too long (Germany).");
  CHECK(alert(flow::Refusal::invalid_phone, "") == "This isn't a valid phone number. Please check it.");
  CHECK(alert(flow::Refusal::no_calling_code, "") == "Begin with + and the country code, like +49.");
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

TEST_CASE(
    "what the page can't set is a warning for its console, and neither an event nor a change of the conversation") {
  ChatPlayer player = at_the_code(spec_flow());
  const chat::Effects effects = player.chat->handle(flow::AttributeSet{"phnoe", Json(kParis)}, player.clock.now());
  REQUIRE(effects.warnings.size() == 1);
  CHECK(effects.warnings[0].find("\"phnoe\"") != std::string::npos);
  CHECK(effects.warnings[0].find(kParis) == std::string::npos);
  CHECK(effects.events.empty());
  CHECK_FALSE(effects.changed);
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
  CHECK(player.composer().alert == "Please enter a number, such as 1234.");
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
