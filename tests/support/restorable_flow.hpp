// A flow whose every value but the code survives a reload, as in a relay's public flow: the relay keeps what is private.
#pragma once

#include "support/flow_loader.hpp"

namespace ringback::testing {

inline SharedFlow restorable_flow() {
  FlowText text;
  text.api("send_otp", R"({ "name": "Send", "role": "send", "url": "https://relay.test/send",
      "body": { "to": "{{phone}}" } })")
      .api("verify_otp", R"({ "name": "Verify", "role": "verify", "url": "https://relay.test/verify",
      "body": { "user": "{{user_otp}}" } })")
      .start("hello")
      .node("hello", R"({ "type": "message", "text": "Hello.", "next": "ask_phone" })")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "send" })")
      .node("send",
            R"({ "type": "api", "api": "send_otp", "success": "sent", "failure": "ask_phone", "error": "ask_phone" })")
      .node("sent", R"({ "type": "delay", "ms": 1000, "next": "ask_code" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "text": "Code?", "next": "verify",
        "attempts": 3, "resend": { "node": "send", "after_ms": 30000 }, "change": { "node": "ask_phone" } })")
      .node("verify",
            R"({ "type": "api", "api": "verify_otp", "success": "done", "failure": "wrong", "error": "unchecked" })")
      .node("wrong", R"({ "type": "message", "text": "Wrong.", "next": "ask_code" })")
      .node("unchecked", R"({ "type": "message", "text": "Unchecked.", "next": "ask_code" })");
  return text.build();
}

}  // namespace ringback::testing
