// A flow as a relay hands it out, and what a relay answers, for tests of the chat's half of SPEC section 7.
#pragma once

#include <string>
#include <string_view>

#include "support/chat_player.hpp"

namespace ringback::testing {

inline constexpr const char* kSessions = "https://relay.test/v1/sessions";
inline constexpr const char* kSendCall = "https://relay.test/v1/apis/send_otp";
inline constexpr const char* kVerifyCall = "https://relay.test/v1/apis/verify_otp";
inline constexpr const char* kToken = "session-token-of-256-random-bits";
inline constexpr const char* kCanary = "canary-of-a-private-value";

// `changes`: a JSON merge patch (RFC 7396) on it.
inline SharedFlow public_flow(std::string_view changes = "{}") {
  Json flow = json_of(R"({
    "version": 1, "title": "Test", "relay": "https://relay.test/v1", "id": "signup",
    "attributes": {
      "phone": { "type": "phone" }, "user_otp": { "type": "text", "transient": true },
      "system_otp": { "type": "text", "private": true }, "otp_status": { "type": "text" },
      "plan": { "type": "text" }
    },
    "apis": {
      "send_otp": { "name": "Send", "role": "send", "timeout_ms": 10000 },
      "verify_otp": { "name": "Verify", "role": "verify", "timeout_ms": 20000 }
    },
    "start": "ask_phone",
    "nodes": {
      "ask_phone": { "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "send" },
      "send": { "type": "api", "api": "send_otp", "success": "ask_code", "error": "not_sent" },
      "not_sent": { "type": "message", "text": "Not sent.", "next": "ask_phone" },
      "ask_code": { "type": "input", "kind": "otp", "to": "user_otp", "text": "Code?", "attempts": 5,
                    "resend": { "node": "send", "after_ms": 30000 }, "change": { "node": "ask_phone" },
                    "next": "verify" },
      "verify": { "type": "api", "api": "verify_otp", "success": "done", "failure": "wrong", "error": "unchecked" },
      "wrong": { "type": "message", "text": "Wrong.", "next": "ask_code" },
      "unchecked": { "type": "message", "text": "Unchecked.", "next": "ask_code" },
      "done": { "type": "end", "outcome": "verified" }
    }
  })");
  flow.merge_patch(json_of(changes));
  return load_flow(dump_json(flow));
}

inline api::HttpAnswer session_opened(const std::string& token = kToken) {
  return http_answer(201, R"({"session":")" + token + R"(","expires_in":3600})");
}
inline api::HttpAnswer relay_says(const std::string& outcome, const std::string& more = "") {
  return http_answer(200, R"({"outcome":")" + outcome + R"(","attributes":{})" + more + "}");
}
// RFC 9457. `more`: further members, each behind a comma.
inline api::HttpAnswer relay_problem(int status, const std::string& name, const std::string& more = "",
                                     api::Headers headers = {}) {
  headers.push_back({"Content-Type", "application/problem+json"});
  return api::HttpResponse{status, std::move(headers),
                           R"({"type":"https://relay.test/problems/)" + name + R"(","title":"Title","status":)" +
                               std::to_string(status) + more + "}"};
}

class RelayedChat : public ChatPlayer {
 public:
  explicit RelayedChat(SharedFlow flow = public_flow()) : ChatPlayer{std::move(flow)} {
    http.on(kSessions, session_opened());
    start();
  }
  // Number entered, code sent.
  void come_to_the_code() {
    http.on(kSendCall, relay_says("success"));
    enter_phone("+4915123456789");
    wait();
    REQUIRE(composer().kind == chat::Composer::Kind::code);
  }
  std::vector<std::string> keys_of(const char* call) const {
    std::vector<std::string> keys;
    for (const ScriptedHttp::Sent& each : http.sent_to(call)) {
      const auto key = api::find_header(each.request.headers, "Idempotency-Key");
      REQUIRE(key.has_value());
      keys.emplace_back(*key);
    }
    return keys;
  }
  Json attributes_of(const ScriptedHttp::Sent& sent) const { return json_of(sent.request.body).at("attributes"); }
};

}  // namespace ringback::testing
