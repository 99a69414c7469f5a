// A chat whose calls go through a relay: sessions, what is sent, and what the answers lead to (SPEC section 7).
#include <catch2/catch_test_macros.hpp>

#include "support/public_flow.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;
using chat::Composer;

// ---- the path

TEST_CASE("through a relay: from the number to verified, with the relay's proof") {
  RelayedChat player;
  CHECK(player.http.sent().empty());  // the session is opened when it is needed
  player.come_to_the_code();
  player.http.on(kVerifyCall, relay_says("success", R"(,"proof":"header.claims.signature")"));
  player.type("123456");
  player.wait();
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
  CHECK(player.events_named("verified") ==
        std::vector<Json>{Json{{"phone", kBerlin}, {"proof", "header.claims.signature"}}});
  CHECK(player.http.sent().size() == 3);
  CHECK(player.http.sent_to(kSessions).size() == 1);
}

TEST_CASE("the session is opened with the flow's name and nothing else") {
  RelayedChat player;
  player.come_to_the_code();
  const api::HttpRequest request = player.http.sent_to(kSessions)[0].request;
  CHECK(request.method == "POST");
  CHECK(request.url == kSessions);
  CHECK(request.body == R"({"flow":"signup"})");
  CHECK(api::find_header(request.headers, "content-type") == "application/json");
  CHECK_FALSE(api::find_header(request.headers, "authorization").has_value());
}

TEST_CASE("a call carries session, key and every value the page may know") {
  RelayedChat player;
  player.handle(flow::AttributeSet{"plan", Json("gold")});
  player.come_to_the_code();
  player.http.on(kVerifyCall, relay_says("success"));
  player.type("123 456");
  player.wait();
  const auto send = player.http.sent_to(kSendCall)[0];
  CHECK(send.request.method == "POST");
  CHECK(api::find_header(send.request.headers, "authorization") == std::string("Bearer ") + kToken);
  CHECK(api::find_header(send.request.headers, "content-type") == "application/json");
  CHECK(player.attributes_of(send) == Json{{"phone", kBerlin}, {"plan", "gold"}});
  const auto verify = player.http.sent_to(kVerifyCall)[0];
  CHECK(player.attributes_of(verify) == Json{{"phone", kBerlin}, {"plan", "gold"}, {"user_otp", "123456"}});
  CHECK(player.keys_of(kSendCall)[0] != player.keys_of(kVerifyCall)[0]);
}

TEST_CASE("no private value and nothing made from one is sent, stored or told") {
  RelayedChat player{public_flow(R"({
    "attributes": { "copy": { "type": "text", "private": true } },
    "nodes": {
      "send": { "success": "keep" },
      "keep": { "type": "set", "attribute": "system_otp", "value": "canary-of-a-private-value", "next": "copy" },
      "copy": { "type": "set", "attribute": "copy", "value": "<{{system_otp}}>", "next": "ask_code" }
    } })")};
  player.come_to_the_code();
  player.http.on(kVerifyCall, relay_says("success", R"(,"proof":"a.b.c")"));
  player.type("123456");
  player.wait();
  REQUIRE(player.conversation().outcome == flow::EndOutcome::verified);
  for (const ScriptedHttp::Sent& each : player.http.sent()) {
    CHECK(each.request.url.find(kCanary) == std::string::npos);
    CHECK(each.request.body.find(kCanary) == std::string::npos);
    for (const api::Header& header : each.request.headers) CHECK(header.value.find(kCanary) == std::string::npos);
  }
  CHECK(dump_json(player.chat->save(player.clock.now())).find(kCanary) == std::string::npos);
  for (const chat::PageEvent& each : player.events) CHECK(dump_json(each.detail).find(kCanary) == std::string::npos);
}

TEST_CASE("the session's token is in no message and no page event") {
  RelayedChat player;
  player.come_to_the_code();
  player.http.on(kVerifyCall, relay_problem(502, "upstream"));
  player.type("123456");
  player.wait();
  for (const std::string& words : player.words()) CHECK(words.find(kToken) == std::string::npos);
  for (const chat::PageEvent& each : player.events) CHECK(dump_json(each.detail).find(kToken) == std::string::npos);
}

TEST_CASE("an attribute that the relay answers is the page's; one that isn't declared so makes the answer unexpected") {
  struct Case {
    const char* attributes;
    bool taken;
  };
  for (const Case& each :
       {Case{R"({"otp_status":"pending"})", true}, Case{R"({"system_otp":"918273"})", false},
        Case{R"({"nobody":"x"})", false}, Case{R"({"phone":"not a number"})", false}, Case{R"(["x"])", false}}) {
    INFO(each.attributes);
    RelayedChat player;
    player.http.on(kSendCall,
                   http_answer(200, std::string(R"({"outcome":"success","attributes":)") + each.attributes + "}"));
    player.enter_phone(kBerlin);
    player.wait();
    CHECK((player.composer().kind == Composer::Kind::code) == each.taken);
    CHECK((player.chat->attribute("otp_status") == "pending") == each.taken);
    CHECK(player.events_named("error").empty() == each.taken);
    CHECK(dump_json(player.chat->save(player.clock.now())).find("918273") == std::string::npos);
  }
}

TEST_CASE("answers that aren't the relay's form are told as what they are") {
  struct Case {
    api::HttpAnswer answer;
    const char* sentence;
  };
  for (const Case& each :
       {Case{http_answer(200, "<html>"), "problem.not_json"}, Case{http_answer(200, "[]"), "problem.unexpected"},
        Case{http_answer(200, R"({"outcome":"maybe"})"), "problem.unexpected"},
        Case{http_answer(200, R"({"outcome":"success","attempts_left":"3"})"), "problem.unexpected"},
        Case{http_answer(200, R"({"outcome":"success","proof":5})"), "problem.unexpected"},
        Case{http_answer(200, R"({"outcome":"success","resend_after":"soon"})"), "problem.unexpected"},
        Case{api::TransportError::too_large, "problem.too_large"},
        Case{http_answer(422, R"({"type":"https://relay.test/problems/new-idea"})"), "problem.unexpected"},
        Case{http_answer(403, "no"), "problem.misconfigured"}}) {
    INFO(each.sentence);
    RelayedChat player;
    player.http.on(kSendCall, each.answer);
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.last_words() == "Number?");
    CHECK(player.composer().alert == english().say(each.sentence));
    CHECK(player.events_named("sent").empty());
  }
}

TEST_CASE("a wrong code says how many attempts the relay leaves") {
  RelayedChat player;
  player.come_to_the_code();
  player.http.on(kVerifyCall, relay_says("failure", R"(,"attempts_left":2)"));
  player.type("000000");
  player.wait();
  CHECK(player.composer().alert == "That code isn't right. You have 2 attempts left.");
  CHECK(player.events_named("rejected") == std::vector<Json>{Json{{"attemptsLeft", 2}}});
}

TEST_CASE("the two pauses hold through a relay too") {
  RelayedChat player;
  player.come_to_the_code();
  const Instant sent = player.clock.now();
  player.http.on(kVerifyCall, relay_says("failure"));
  player.type("000000");
  player.wait();
  const Instant rejected = player.clock.now();
  player.type("111111");
  player.wait();
  const auto verifies = player.http.sent_to(kVerifyCall);
  REQUIRE(verifies.size() == 2);
  CHECK(verifies[0].at - sent >= 5s);
  CHECK(verifies[1].at - rejected >= 2s);
}

TEST_CASE("resend waits as long as the relay says, where that is longer than the flow's pause") {
  for (const auto& [seconds, expected] : {std::pair{"120", 120}, std::pair{"5", 30}, std::pair{"59.2", 60}}) {
    INFO(seconds);
    RelayedChat player;
    player.http.on(kSendCall, relay_says("success", std::string(R"(,"resend_after":)") + seconds));
    player.enter_phone(kBerlin);
    player.wait();
    REQUIRE(player.composer().resend_at.has_value());
    CHECK(chat::Chat::seconds_until(player.composer().resend_at, player.clock.now()) == expected);
  }
}

// ---- sessions

TEST_CASE("one session serves every call, and a reload") {
  RelayedChat player;
  player.come_to_the_code();
  REQUIRE(player.reload());
  CHECK(player.composer().kind == Composer::Kind::code);
  CHECK(player.composer().alert.empty());  // nothing that the code is checked against was in the browser
  player.http.on(kVerifyCall, relay_says("success"));
  player.type("123456");
  player.wait();
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
  CHECK(player.http.sent_to(kSessions).size() == 1);
  CHECK(player.http.sent_to(kSendCall).size() == 1);
}

TEST_CASE("a new session is told to whoever stores the chat") {
  RelayedChat player;
  player.http.on(kSendCall, relay_says("success"), 10s);
  player.enter_phone(kBerlin);
  player.clock.advance_to(*player.http.next_answer_at());
  player.http.deliver_due();
  CHECK(player.changed);
  CHECK(dump_json(player.chat->save(player.clock.now())).find(kToken) != std::string::npos);
}

TEST_CASE("a session that the relay forgot is opened anew, and the call made once more under its key") {
  RelayedChat player;
  player.come_to_the_code();
  player.http.on(kVerifyCall, relay_problem(401, "session-unknown")).on(kVerifyCall, relay_says("success"));
  player.http.on(kSessions, session_opened("another-token"));
  player.type("123456");
  player.wait();
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
  const auto verifies = player.http.sent_to(kVerifyCall);
  REQUIRE(verifies.size() == 2);
  CHECK(api::find_header(verifies[1].request.headers, "authorization") == "Bearer another-token");
  CHECK(verifies[0].request.body == verifies[1].request.body);
  const std::vector<std::string> keys = player.keys_of(kVerifyCall);
  CHECK(keys[0] == keys[1]);
  CHECK(player.events_named("error").empty());
}

TEST_CASE("a relay that knows no session twice is asked no third time") {
  RelayedChat player;
  player.http.on(kSendCall, relay_problem(401, "session-unknown"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.http.sent_to(kSendCall).size() == 2);
  CHECK(player.http.sent_to(kSessions).size() == 2);
  CHECK(player.composer().alert == english().say("problem.misconfigured"));
}

TEST_CASE("a session that can't be opened is the call's problem, and nothing is counted as sent") {
  struct Case {
    api::HttpAnswer answer;
    const char* sentence;
  };
  for (const Case& each : {Case{api::TransportError::offline, "problem.offline"},
                           Case{api::TransportError::unreachable, "problem.unreachable"},
                           Case{relay_problem(429, "rate-limited"), "problem.rate_limited"},
                           Case{relay_problem(503, "store-unavailable"), "problem.server_error"},
                           Case{relay_problem(403, "origin-not-allowed"), "problem.misconfigured"},
                           Case{http_answer(201, R"({"session":""})"), "problem.unexpected"},
                           Case{http_answer(201, R"({"session":"two words"})"), "problem.unexpected"},
                           Case{http_answer(201, "hello"), "problem.not_json"}}) {
    INFO(each.sentence);
    ChatPlayer player{public_flow()};
    player.http.on(kSessions, each.answer).on(kSessions, session_opened()).on(kSendCall, relay_says("success"));
    player.start();
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.composer().alert == english().say(each.sentence));
    CHECK(player.http.sent_to(kSendCall).empty());
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.composer().kind == Composer::Kind::code);
    // The first send: the flow's pause isn't doubled.
    CHECK(chat::Chat::seconds_until(player.composer().resend_at, player.clock.now()) == 30);
  }
}

TEST_CASE("a session that isn't opened in time is a timeout") {
  ChatPlayer player{public_flow()};
  player.http.never(kSessions);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().alert == english().say("problem.timeout"));
}

TEST_CASE("a stored session that can't be one makes the stored chat unusable") {
  RelayedChat player;
  player.come_to_the_code();
  Json saved = player.chat->save(player.clock.now());
  for (const Json& session : {Json(5), Json(""), Json("two\r\nlines"), Json(std::string(5'000, 'x'))}) {
    saved["session"] = session;
    RelayedChat other;
    chat::Effects effects;
    CHECK_FALSE(other.chat->restore(saved, other.clock.now(), effects));
  }
}

// ---- problems

TEST_CASE("each problem of the relay has its sentence, its page event and a way on") {
  struct Case {
    const char* type;
    int status;
    const char* sentence;
    const char* code;
  };
  for (const Case& each :
       {Case{"rate-limited", 429, "problem.rate_limited", "network"}, Case{"locked", 423, "problem.locked", "locked"},
        Case{"send-unknown", 502, "problem.send_unknown", "send_unknown"},
        Case{"country-not-allowed", 403, "refused.country_not_allowed", "country_not_allowed"},
        Case{"invalid-number", 422, "refused.invalid_phone", "invalid_number"},
        Case{"upstream", 502, "problem.server_error", "network"},
        Case{"upstream-timeout", 504, "problem.timeout", "network"},
        Case{"upstream-unreachable", 502, "problem.unreachable", "network"},
        Case{"upstream-rate-limited", 429, "problem.rate_limited", "network"},
        Case{"upstream-not-json", 502, "problem.not_json", "network"},
        Case{"upstream-too-large", 502, "problem.too_large", "network"},
        Case{"upstream-unexpected", 502, "problem.unexpected", "network"},
        Case{"upstream-misconfigured", 502, "problem.misconfigured", "config"},
        Case{"call-missing", 403, "problem.misconfigured", "config"},
        Case{"bad-request", 400, "problem.misconfigured", "config"},
        Case{"not-found", 404, "problem.misconfigured", "config"},
        Case{"origin-not-allowed", 403, "problem.misconfigured", "config"},
        Case{"store-unavailable", 503, "problem.server_error", "network"}}) {
    INFO(each.type);
    RelayedChat player;
    player.http.on(kSendCall, relay_problem(each.status, each.type)).on(kSendCall, relay_says("success"));
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.composer().kind == Composer::Kind::phone);
    CHECK(player.composer().initial_text == kBerlin);
    CHECK(player.composer().alert == english().say(each.sentence));
    REQUIRE(player.events_named("error").size() == 1);
    CHECK(player.events_named("error")[0].at("code") == each.code);
    CHECK(player.events_named("sent").empty());
    // The relay has spoken: another press is another call.
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.composer().kind == Composer::Kind::code);
    const std::vector<std::string> keys = player.keys_of(kSendCall);
    REQUIRE(keys.size() == 2);
    CHECK(keys[0] != keys[1]);
  }
}

TEST_CASE("a problem says when to try again, by its header or by its member") {
  const std::vector<api::HttpAnswer> answers{
      relay_problem(429, "rate-limited", "", {{"Retry-After", "90"}}),
      relay_problem(429, "rate-limited", R"(,"retry_after":90)"),
      relay_problem(429, "rate-limited", R"(,"retry_after":5)", {{"Retry-After", "90"}})};
  for (const api::HttpAnswer& answer : answers) {
    RelayedChat player;
    player.http.on(kSendCall, answer);
    player.enter_phone(kBerlin);
    player.wait();
    CHECK(player.composer().alert == "Too many requests. Please try again in 1:30.");
    CHECK(player.events_named("error")[0].at("retryAfter") == 90);
  }
}

TEST_CASE("a locked number says until when, as a clock does") {
  RelayedChat player;
  player.http.on(kSendCall, relay_problem(423, "locked", R"(,"retry_after":86399)"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().alert == english().say("problem.locked_until", {{"time", "23:59:59"}}));
}

TEST_CASE("a number that the relay refuses is refused beside its input, where the flow has no way for it") {
  RelayedChat player;
  player.http.on(kSendCall, relay_problem(403, "country-not-allowed"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.composer().invalid);
  CHECK(player.words() == std::vector<std::string>{"Number?", "> (+4915123456789)", "Number?"});
}

TEST_CASE("a number that the relay refuses goes the flow's own way for a no") {
  RelayedChat player{public_flow(R"({ "nodes": { "send": { "failure": "refused" },
    "refused": { "type": "message", "text": "Refused.", "next": "ask_phone" } } })")};
  player.http.on(kSendCall, relay_problem(403, "country-not-allowed"));
  player.enter_phone(kBerlin);
  player.wait();
  CHECK(player.words() == std::vector<std::string>{"Number?", "> (+4915123456789)", "Refused.", "Number?"});
  CHECK(player.composer().alert == english().say("refused.country_not_allowed"));
}

TEST_CASE("a code that the relay calls expired leaves its input with a notice, and resend") {
  RelayedChat player;
  player.come_to_the_code();
  player.pass(30s);
  player.http.on(kVerifyCall, relay_problem(410, "expired"));
  player.type("123456");
  player.wait();
  CHECK(player.composer().kind == Composer::Kind::code);
  CHECK(player.composer().alert == english().say("expired"));
  CHECK(player.composer().can_resend);
  CHECK(player.events_named("error")[0].at("code") == "expired");
  CHECK(player.events_named("rejected").empty());
  player.type("123456");
  CHECK(player.http.sent_to(kVerifyCall).size() == 1);  // it won't become younger
  REQUIRE(player.reload());
  CHECK(player.composer().alert == english().say("expired"));
  player.resend();
  player.wait();
  CHECK(player.composer().alert.empty());
  player.http.on(kVerifyCall, relay_says("success"));
  player.type("654321");
  player.wait();
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
}

TEST_CASE("a code that the relay calls expired goes the input's way for it") {
  RelayedChat player{public_flow(R"({ "nodes": { "ask_code": { "expires_ms": 600000, "expired": "too_old" },
    "too_old": { "type": "message", "text": "Too old.", "next": "send" } } })")};
  player.come_to_the_code();
  player.http.on(kVerifyCall, relay_problem(410, "expired"));
  player.type("123456");
  player.wait();
  CHECK(player.http.sent_to(kSendCall).size() == 2);
  CHECK(player.words()[player.words().size() - 2] == "Too old.");
  CHECK(player.composer().alert.empty());
}

TEST_CASE("a lock at the code goes the way of exhausted attempts, or ends with the reason") {
  {
    RelayedChat player{public_flow(R"({ "nodes": { "ask_code": { "exhausted": "stop" },
      "stop": { "type": "message", "text": "Stop.", "next": "blocked" },
      "blocked": { "type": "end", "outcome": "blocked" } } })")};
    player.come_to_the_code();
    player.http.on(kVerifyCall, relay_problem(423, "locked"));
    player.type("123456");
    player.wait();
    CHECK(player.last_words() == "Stop.");
    CHECK(player.conversation().outcome == flow::EndOutcome::blocked);
  }
  RelayedChat player;
  player.come_to_the_code();
  player.http.on(kVerifyCall, relay_problem(423, "locked"));
  player.type("123456");
  player.wait();
  CHECK(player.last_words() == english().say("problem.locked"));
  CHECK(player.conversation().outcome == flow::EndOutcome::blocked);
}

}  // namespace
}  // namespace ringback::testing
