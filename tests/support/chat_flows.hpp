// Flows that the tests of a whole chat share, and what their APIs answer.
#pragma once

#include "support/chat_player.hpp"

namespace ringback::testing {

inline SharedFlow spec_flow() { return load_flow_file("tests/fixtures/flows/spec_section_4.json"); }

// With attempts, expiry and ways that the SPEC's example leaves out.
inline SharedFlow strict_flow() {
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

inline const api::HttpAnswer kSent = http_answer(200, R"({"status":"sent","otp":"918273"})");
inline const api::HttpAnswer kRight = http_answer(200, R"({"status":"verified","verified":true})");
inline const api::HttpAnswer kWrong = http_answer(200, R"({"status":"failed","verified":false})");

inline ChatPlayer at_the_code(const SharedFlow& flow) {
  ChatPlayer player{flow};
  player.http.on("send", kSent);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  REQUIRE(player.composer().kind == chat::Composer::Kind::code);
  return player;
}

}  // namespace ringback::testing
