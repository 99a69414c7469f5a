// Who may see and set which value.
#include <catch2/catch_test_macros.hpp>

#include "support/engine_player.hpp"
#include "support/restorable_flow.hpp"

namespace ringback::testing {
namespace {

TEST_CASE("private values, and what is made from them, are neither shown nor given to the page nor set by it") {
  // The flow file's validation refuses to draw or to copy a private value, so this flow is made by hand.
  auto flow = std::make_shared<flow::Flow>();
  flow->attributes["hidden"].visibility = Visibility::private_only;
  flow->attributes["hidden"].initial = Json("CANARY");
  flow->attributes["copy"];
  api::BodyValue value;
  value.kind = api::BodyValue::Kind::text;
  value.text = *TextTemplate::parse("is {{hidden}}");
  flow::MessageNode message;
  message.text.by_locale.emplace("", *TextTemplate::parse("Secret: {{hidden}}{{copy}}."));
  message.next = "end";
  flow->title = message.text;
  flow->nodes.emplace("set", flow::SetNode{"copy", value, "say"});
  flow->nodes.emplace("say", message);
  flow->nodes.emplace("end", flow::EndNode{flow::EndOutcome::failed});
  flow->start = "set";
  EnginePlayer player{flow};
  player.start();
  CHECK(player.said == std::vector<std::string>{"Secret: ."});
  CHECK(player.engine.render(flow->title) == "Secret: .");
  CHECK(*player.engine.attributes().find("copy") == Json("is CANARY"));
  CHECK(player.engine.visible("hidden") == nullptr);
  CHECK(player.engine.visible("copy") == nullptr);
  CHECK(dump_json(player.engine.save(player.clock.now())).find("CANARY") == std::string::npos);
  player.set("hidden", Json("other"));
  player.set("copy", Json("other"));
  CHECK(*player.engine.attributes().find("hidden") == Json("CANARY"));
  CHECK(*player.engine.attributes().find("copy") == Json("is CANARY"));
}

TEST_CASE("the page sets declared attributes of the right type and a bounded size, and clears them with null") {
  EnginePlayer player{restorable_flow()};
  player.set("nobody", Json("x"));
  CHECK(player.engine.attributes().find("nobody") == nullptr);
  player.set("phone", Json("0151 23456789"));
  CHECK(player.engine.visible("phone") == nullptr);
  player.set("phone", Json(5));
  CHECK(player.engine.visible("phone") == nullptr);
  player.set("phone", Json(kBerlin));
  CHECK(*player.engine.visible("phone") == Json(kBerlin));
  player.set("otp_status", Json(std::string(flow::kMaximumAttributeBytes, 'x')));
  CHECK(player.engine.visible("otp_status") == nullptr);
  player.set("otp_status", Json::object());
  CHECK(player.engine.visible("otp_status") == nullptr);
  player.set("phone", Json());
  CHECK(player.engine.visible("phone") == nullptr);
}

std::string refusal_of(EnginePlayer& player, const std::string& name, Json value) {
  player.set(name, std::move(value));
  const auto* refused = player.last<flow::AttributeRefused>();
  return refused == nullptr ? "" : refused->reason;
}

TEST_CASE("what the page can't set is told with its name and what was expected, never with the value") {
  EnginePlayer player{restorable_flow()};
  CHECK(refusal_of(player, "phone", Json(kBerlin)).empty());
  CHECK(refusal_of(player, "phone", Json()).empty());
  CHECK(refusal_of(player, "phnoe", Json("CANARY")) ==
        R"(the attribute "phnoe" wasn't set: the flow has none of this name (did you mean "phone"?))");
  CHECK(refusal_of(player, "colour", Json("CANARY")) ==
        R"(the attribute "colour" wasn't set: the flow has none of this name)");
  CHECK(refusal_of(player, "phone", Json("0151 CANARY")) ==
        R"(the attribute "phone" wasn't set: it is of type phone; found a text that is none, )"
        R"(expected a phone number as a text such as "+4915123456789" (E.164))");
  CHECK(refusal_of(player, "phone", Json(4915123456789)) ==
        R"(the attribute "phone" wasn't set: it is of type phone; found a number, )"
        R"(expected a phone number as a text such as "+4915123456789" (E.164))");
  CHECK(refusal_of(player, "otp_status", Json{{"CANARY", 1}}) ==
        R"(the attribute "otp_status" wasn't set: it is of type text; found an object, )"
        R"(expected a text, a number or a boolean)");
  CHECK(refusal_of(player, "otp_status", Json(std::string(flow::kMaximumAttributeBytes, 'x'))) ==
        R"(the attribute "otp_status" wasn't set: found more than 8192 bytes of JSON)");
  CHECK(refusal_of(player, "system_otp", Json("CANARY")) ==
        R"(the attribute "system_otp" wasn't set: it is private, expected one that the page may see)");
  // A private one's name is no secret, but setting it would be refused as well.
  CHECK(refusal_of(player, "systm_otp", Json("x")).find("did you mean \"system_otp\"") == std::string::npos);
}

}  // namespace
}  // namespace ringback::testing
