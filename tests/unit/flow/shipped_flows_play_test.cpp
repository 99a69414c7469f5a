// The flows in assets/flows, each played to both of its ends against a provider that is faked on the wire: requests are
// built, answers interpreted, nothing between is skipped.
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "api/call.hpp"
#include "support/engine_player.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kCode = "123456";

const Secrets kSecrets{
    {"CONVERTALK_KEY", Secret{"key"}},        {"TWILIO_ACCOUNT_SID", Secret{"AC0"}},
    {"TWILIO_AUTH_TOKEN", Secret{"token"}},   {"TWILIO_FROM_NUMBER", Secret{"+15005550006"}},
    {"TWILIO_VERIFY_SERVICE", Secret{"VA0"}}, {"TWILIO_BASIC_AUTHORIZATION", Secret{"QUMwOnRva2Vu"}}};

using Provider = api::HttpAnswer (*)(const api::HttpRequest&);

// As the provider's guide has it: the send answers the code, and gets it back to compare.
api::HttpAnswer convertalk(const api::HttpRequest& request) {
  CHECK(api::find_header(request.headers, "authorization") == "key");
  const Json body = json_of(request.body);
  if (request.url == "https://api.v7.convertalk.com/integrations/custom-feature/send-otp-sms") {
    CHECK(body == json_of(R"({"accountSID":"AC0","authToken":"token","fromNumber":"+15005550006",
                              "toNumber":"+4915123456789"})"));
    return api::HttpResponse{200, {}, R"({"status":"sent","otp":"123456"})"};
  }
  CHECK(request.url == "https://api.v7.convertalk.com/integrations/custom-feature/verify-user-otp");
  const bool right = *body.find("systemOtp") == *body.find("userOtp");
  return api::HttpResponse{
      200, {}, right ? R"({"status":"verified","verified":true})" : R"({"status":"failed","verified":false})"};
}

api::HttpAnswer twilio(const api::HttpRequest& request) {
  CHECK(api::find_header(request.headers, "authorization") == "Basic QUMwOnRva2Vu");
  CHECK(api::find_header(request.headers, "Content-Type") == "application/x-www-form-urlencoded");
  if (request.url == "https://verify.twilio.com/v2/Services/VA0/Verifications") {
    CHECK(request.body == "Channel=sms&To=%2B4915123456789");
    return api::HttpResponse{201, {}, R"({"status":"pending","valid":false})"};
  }
  CHECK(request.url == "https://verify.twilio.com/v2/Services/VA0/VerificationCheck");
  const bool right = request.body == "Code=123456&To=%2B4915123456789";
  return api::HttpResponse{200, {}, right ? R"({"status":"approved"})" : R"({"status":"pending"})"};
}

api::HttpAnswer webhook(const api::HttpRequest& request) {
  const Json body = json_of(request.body);
  CHECK(*body.find("phone") == "+4915123456789");
  if (request.url == "https://www.example.com/v1/phone-codes") return api::HttpResponse{204, {}, ""};
  CHECK(request.url == "https://www.example.com/v1/phone-codes/check");
  return api::HttpResponse{200, {}, *body.find("code") == kCode ? R"({"verified":true})" : R"({"verified":false})"};
}

api::HttpAnswer broken(const api::HttpRequest&) { return api::HttpResponse{500, {}, ""}; }
api::HttpAnswer refusing(const api::HttpRequest&) { return api::HttpResponse{422, {}, "{}"}; }

struct Shipped {
  const char* name;
  Provider provider;
  const char* send;
  const char* verify;
};
const std::vector<Shipped> kShipped{{"verify-phone", convertalk, "send_otp", "verify_otp"},
                                    {"convertalk-guide", convertalk, "send_otp", "verify_otp"},
                                    {"twilio-verify", twilio, "send_code", "check_code"},
                                    {"generic-webhook", webhook, "send_code", "check_code"}};

class Conversation {
 public:
  explicit Conversation(const Shipped& which)
      : player{load_flow_file(std::string{"assets/flows/"} + which.name + ".json")}, provider_{which.provider} {
    player.start();
  }

  // Until it waits for the visitor or is over.
  void run(Provider provider) {
    for (int turn = 0; turn < 100 && player.is_busy(); ++turn) {
      player.wait();
      if (answered_ == player.calls.size()) continue;
      const flow::Call call = player.calls[answered_++].call;
      const api::Definition& definition = player.engine.flow().apis.at(call.api);
      const auto request = api::build_request(definition, player.engine.attributes(), kSecrets, call.idempotency_key);
      REQUIRE(request.has_value());
      if (definition.role == api::Role::send) CHECK(api::find_header(request->headers, "Idempotency-Key").has_value());
      player.clock.advance(300ms);
      const Instant answered_at = player.clock.now();
      if (definition.role == api::Role::send) send_answered_at = answered_at;
      player.handle(flow::CallAnswered{call.call, api::interpret(definition, provider(*request))});
    }
    CHECK_FALSE(player.is_busy());
  }
  void run() { run(provider_); }

  void enter_phone() {
    player.enter_phone(kBerlin);
    run();
  }
  void enter_code(const char* code) {
    player.type(code);
    run();
  }
  Instant last_call_at() const { return player.calls.back().at; }
  bool has_said(std::string_view text) const {
    for (const std::string& each : player.said) {
      if (each.find(text) != std::string::npos) return true;
    }
    return false;
  }

  EnginePlayer player;
  Instant send_answered_at{};

 private:
  Provider provider_;
  std::size_t answered_ = 0;
};

TEST_CASE("every shipped flow leads from a number and its code to verified") {
  for (const Shipped& each : kShipped) {
    INFO(each.name);
    Conversation chat{each};
    chat.enter_phone();
    chat.enter_code(kCode);
    CHECK(chat.player.outcome() == flow::EndOutcome::verified);
    CHECK(chat.has_said("is verified"));
    CHECK(chat.player.calls_of(each.send) == 1);
    CHECK(chat.player.calls_of(each.verify) == 1);
  }
}

TEST_CASE("every shipped flow asks to re-enter a wrong code, and the right one then leads to verified") {
  for (const Shipped& each : kShipped) {
    INFO(each.name);
    Conversation chat{each};
    chat.enter_phone();
    chat.enter_code("000000");
    CHECK_FALSE(chat.player.outcome().has_value());
    CHECK(chat.has_said("Please re-enter it."));
    chat.enter_code(kCode);
    CHECK(chat.player.outcome() == flow::EndOutcome::verified);
    CHECK(chat.player.calls_of(each.send) == 1);
    CHECK(chat.player.calls_of(each.verify) == 2);
  }
}

TEST_CASE("every shipped flow that limits attempts blocks at the fifth wrong code, and says so") {
  for (const Shipped& each : kShipped) {
    if (std::string{each.name} == "convertalk-guide") continue;  // the provider's guide has no limit
    INFO(each.name);
    Conversation chat{each};
    chat.enter_phone();
    for (int i = 0; i < 5; ++i) {
      CHECK_FALSE(chat.player.outcome().has_value());
      chat.enter_code("000000");
    }
    CHECK(chat.player.outcome() == flow::EndOutcome::blocked);
    CHECK(chat.has_said("Too many wrong codes"));
  }
}

TEST_CASE("in every shipped flow a verify waits 5 s after the answer to the send, and a re-verify 2 s") {
  for (const Shipped& each : kShipped) {
    INFO(each.name);
    Conversation chat{each};
    chat.enter_phone();
    chat.enter_code("000000");
    CHECK(chat.last_call_at() - chat.send_answered_at >= 5s);
    const Instant verify_answered_at = chat.player.clock.now();
    chat.enter_code(kCode);
    CHECK(chat.last_call_at() - verify_answered_at >= 2s);
  }
}

TEST_CASE("convertalk-guide waits its 5 s before it asks for the code, and 2 s in full however slowly one types") {
  Conversation chat{kShipped[1]};
  chat.enter_phone();
  CHECK(chat.player.clock.now() - chat.send_answered_at == 5s);
  chat.player.clock.advance(1min);
  chat.enter_code("000000");
  chat.player.clock.advance(1min);
  const Instant typed_at = chat.player.clock.now();
  chat.enter_code(kCode);
  CHECK(chat.last_call_at() - typed_at == 2s);
}

TEST_CASE("verify-phone lets a slow typist wait for nothing") {
  Conversation chat{kShipped[0]};
  chat.enter_phone();
  chat.player.clock.advance(6s);
  const Instant typed_at = chat.player.clock.now();
  chat.enter_code(kCode);
  CHECK(chat.last_call_at() == typed_at);
}

TEST_CASE("every shipped flow with error ways survives a send that breaks down and a number that is refused") {
  for (const Shipped& each : kShipped) {
    INFO(each.name);
    for (const Provider provider : {broken, refusing}) {
      Conversation chat{each};
      chat.player.enter_phone(kBerlin);
      chat.run(provider);
      CHECK_FALSE(chat.player.outcome().has_value());
      if (std::string{each.name} == "convertalk-guide") {
        CHECK(chat.player.awaits_retry());
        continue;
      }
      CHECK(chat.player.is_at("ask_phone"));
      CHECK(chat.player.at_input().kept_text == kBerlin);
      // Only the one that was refused is the number's fault.
      CHECK(chat.has_said("check the number") == (provider == refusing));
      CHECK(chat.has_said("Let's try once more") == (provider == broken));
    }
  }
}

TEST_CASE("a verify that breaks down costs no attempt and asks once more") {
  for (const Shipped& each : kShipped) {
    INFO(each.name);
    Conversation chat{each};
    chat.enter_phone();
    chat.player.type(kCode);
    chat.run(broken);
    CHECK_FALSE(chat.player.outcome().has_value());
    CHECK_FALSE(chat.player.engine.notice().attempts_left.has_value());
  }
}

api::HttpAnswer twilio_error(int status, const char* code) {
  return api::HttpResponse{
      status, {}, std::string{R"({"code":)"} + code + R"(,"message":"…","status":)" + std::to_string(status) + "}"};
}

TEST_CASE("twilio-verify: a code that Twilio has let go is told as expired, and another one then leads to verified") {
  Conversation chat{kShipped[2]};
  chat.enter_phone();
  chat.player.type(kCode);
  chat.run([](const api::HttpRequest&) { return twilio_error(404, "20404"); });
  CHECK(chat.player.is_at("ask_code"));
  CHECK(chat.player.engine.notice().kind == flow::Notice::Kind::expired);
  CHECK_FALSE(chat.has_said("I couldn't check the code just now."));
  chat.player.clock.advance(30s);
  chat.player.resend();
  chat.run();
  chat.enter_code(kCode);
  CHECK(chat.player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("twilio-verify: a number for which Twilio takes no more codes ends as blocked, and says why") {
  Conversation chat{kShipped[2]};
  chat.enter_phone();
  chat.player.type(kCode);
  chat.run([](const api::HttpRequest&) { return twilio_error(429, "60202"); });
  CHECK(chat.player.outcome() == flow::EndOutcome::blocked);
  CHECK(chat.has_said("Too many wrong codes"));
}

TEST_CASE("twilio-verify: a number or a country that Twilio sends no SMS to is refused where it was entered") {
  struct Case {
    Provider provider;
    flow::Refusal refusal;
  };
  const Case cases[] = {
      {[](const api::HttpRequest&) { return twilio_error(403, "60205"); }, flow::Refusal::invalid_phone},
      {[](const api::HttpRequest&) { return twilio_error(403, "60605"); }, flow::Refusal::country_not_allowed}};
  for (const Case& each : cases) {
    Conversation chat{kShipped[2]};
    chat.player.enter_phone(kBerlin);
    chat.run(each.provider);
    CHECK(chat.player.is_at("ask_phone"));
    CHECK(chat.player.engine.notice().refusal == each.refusal);
    chat.enter_phone();
    CHECK(chat.player.is_at("ask_code"));
  }
}

TEST_CASE("verify-phone resends, keeps the code before valid, and says when a resend failed") {
  Conversation chat{kShipped[0]};
  chat.enter_phone();
  chat.player.clock.advance(30s);
  chat.player.resend();
  chat.run();
  CHECK(chat.has_said("A new code is on its way"));
  CHECK(chat.player.is_at("ask_code"));
  chat.player.clock.advance(60s);
  chat.player.resend();
  chat.run(broken);
  CHECK(chat.has_said("The one you have may still work."));
  CHECK(chat.player.is_at("ask_code"));
  chat.enter_code(kCode);
  CHECK(chat.player.outcome() == flow::EndOutcome::verified);
}

TEST_CASE("verify-phone goes back to the number, which is kept for editing") {
  Conversation chat{kShipped[0]};
  chat.enter_phone();
  chat.player.change();
  CHECK(chat.player.is_at("ask_phone"));
  CHECK(chat.player.at_input().kept_text == kBerlin);
}

TEST_CASE("verify-phone says that a code has expired and sends a new one") {
  Conversation chat{kShipped[0]};
  chat.enter_phone();
  chat.player.clock.advance(10min);
  chat.enter_code(kCode);
  CHECK(chat.has_said("That code has expired."));
  CHECK(chat.player.is_at("ask_code"));
  CHECK(chat.player.calls_of("send_otp") == 2);
  CHECK(chat.player.calls_of("verify_otp") == 0);
  chat.enter_code(kCode);
  CHECK(chat.player.outcome() == flow::EndOutcome::verified);
}

}  // namespace
}  // namespace ringback::testing
