#include "relay/relay_flow.hpp"

#include <catch2/catch_test_macros.hpp>

#include "flow/flow_file.hpp"
#include "support/relay_player.hpp"

using namespace ringback;
using namespace ringback::relay;
using ringback::testing::shipped_flow;
using ringback::testing::shipped_secrets;

namespace {

Json parsed_json(std::string_view text) { return std::get<Json>(parse_json(text)); }

Json flow_json() { return std::get<Json>(parse_json(shipped_flow("verify-phone"))); }

std::string fault_of(const Json& flow, const Secrets& secrets = shipped_secrets()) {
  const auto made = make_relay_flow("signup", dump_json(flow), secrets, {});
  return made ? std::string{} : made.error().message;
}

bool has_part(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the public form of a flow is a flow, without anything that only the relay needs") {
  Json file = flow_json();
  // Whatever a flow file may hold beside what browsers need.
  file["apis"]["send_otp"]["headers"]["x-other"] = "canary-header";
  file["apis"]["send_otp"]["body"]["other"] = "canary-body";
  file["apis"]["send_otp"]["url"] = "https://canary-url.example/send?k={{secret.CONVERTALK_KEY}}";
  file["attributes"]["system_otp"]["initial"] = "canary-initial";
  const auto made = make_relay_flow("signup", dump_json(file), shipped_secrets(), {});
  REQUIRE(made);
  const std::string text = public_flow(**made, "https://relay.example/v1");
  for (const char* part : {"canary", "secret", "convertalk", "TWILIO", "/otp", "headers", "body", "save", "url"}) {
    INFO(part);
    CHECK(!has_part(text, part));
  }
  const flow::FlowFile again = flow::parse_flow(text, flow::Audience::browser);
  for (const auto& diagnostic : again.diagnostics) INFO(diagnostic.to_string());
  REQUIRE(again.flow);
  CHECK(!again.has_errors());
  CHECK(again.flow->relay == "https://relay.example/v1");
  CHECK(again.flow->id == "signup");
  CHECK(again.flow->nodes.size() == (*made)->flow->nodes.size());
  CHECK(again.flow->apis.at("verify_otp").role == api::Role::verify);
}

TEST_CASE("the public form names the attribute with the number, which its APIs don't show any more") {
  const auto made = make_relay_flow("signup", dump_json(flow_json()), shipped_secrets(), {});
  REQUIRE(made);
  const Json published = parsed_json(public_flow(**made, "https://relay.example/v1"));
  CHECK(published.at("apis").at("send_otp").at("phone") == Json("phone"));
  CHECK(published.at("apis").at("verify_otp").at("phone") == Json("phone"));
}

TEST_CASE("the public form has the relay's limits where they are stricter") {
  Json file = flow_json();
  const auto input = [](const Json& flow, const std::string& kind) {
    for (const Json& node : flow.at("nodes")) {
      if (node.contains("kind") && node.at("kind") == Json(kind)) return node;
    }
    return Json();
  };
  const auto published = [&](const Limits& limits) {
    const auto made = make_relay_flow("signup", dump_json(file), shipped_secrets(), limits);
    REQUIRE(made);
    return parsed_json(public_flow(**made, "https://relay.example/v1"));
  };
  Limits strict;
  strict.attempts = 3;
  strict.code_life = Milliseconds{60'000};
  strict.countries = {"DE", "AT"};
  const Json flow = published(strict);
  CHECK(input(flow, "otp").at("attempts") == Json(3));
  CHECK(input(flow, "otp").at("expires_ms") == Json(60'000));
  CHECK(input(flow, "phone").at("countries") == parsed_json(R"(["DE", "AT"])"));
  CHECK(published({}).at("nodes") == file.at("nodes"));

  for (Json& node : file.at("nodes")) {
    if (node.contains("kind") && node.at("kind") == Json("phone")) {
      node["countries"] = parsed_json(R"(["AT", "CH"])");
      node["default_country"] = "CH";
    }
  }
  const Json both = input(published(strict), "phone");
  CHECK(both.at("countries") == parsed_json(R"(["AT"])"));
  CHECK_FALSE(both.contains("default_country"));
}

TEST_CASE("every shipped flow can be relayed") {
  Secrets secrets = shipped_secrets();
  for (const char* name : {"TWILIO_BASIC_AUTHORIZATION", "TWILIO_VERIFY_SERVICE"}) {
    secrets.emplace(name, Secret{"x"});
  }
  for (const char* name : {"verify-phone", "convertalk-guide", "twilio-verify", "generic-webhook"}) {
    const auto made = make_relay_flow(name, shipped_flow(name), secrets, {});
    INFO(name << ": " << (made ? "" : made.error().message));
    CHECK(made);
  }
}

TEST_CASE("what a relay can't do with a flow is said, all of it, with where it stands") {
  SECTION("secrets that are missing") {
    const std::string fault = fault_of(flow_json(), {});
    CHECK(has_part(fault, "the secret CONVERTALK_KEY isn't set"));
    CHECK(has_part(fault, "TWILIO_AUTH_TOKEN_FILE"));
  }
  SECTION("sends that could go to two numbers, of which the proof names one") {
    Json file = flow_json();
    file["attributes"]["whatsapp"] = {{"type", "phone"}};
    file["apis"]["send_whatsapp"] = file["apis"]["send_otp"];
    file["apis"]["send_whatsapp"]["body"]["toNumber"] = "{{whatsapp}}";
    CHECK(has_part(fault_of(file), "/apis/send_whatsapp: is given \"whatsapp\" beside \"phone\""));
    Json beside = flow_json();
    beside["attributes"]["contact"] = {{"type", "phone"}};
    beside["apis"]["send_otp"]["body"]["contact"] = "{{contact}}";
    CHECK(has_part(fault_of(beside), "/apis/send_otp: is given \"phone\" beside \"contact\""));
    Json check = flow_json();
    check["attributes"]["other"] = {{"type", "phone"}};
    check["apis"]["verify_otp"]["body"]["to"] = "{{other}}";
    CHECK(has_part(fault_of(check), "/apis/verify_otp: is given \"other\" beside \"phone\""));
  }
  SECTION("a send without a number that could be checked and counted") {
    Json file = flow_json();
    file["attributes"]["phone"]["type"] = "text";
    file["nodes"]["ask_phone"] = {
        {"type", "input"}, {"kind", "text"}, {"to", "phone"}, {"text", "?"}, {"next", "send"}};
    CHECK(has_part(fault_of(file), "/apis/send_otp: is given no number"));
  }
  SECTION("a code that would reach the browser, and a condition on a private value") {
    Json file = flow_json();
    file["attributes"]["system_otp"].erase("private");
    CHECK(has_part(fault_of(file), "/apis/send_otp/save/0/to: the code would reach the browser"));
    file = flow_json();
    file["nodes"]["hello"]["next"] = "peek";
    file["nodes"]["peek"] = {{"type", "condition"},
                             {"attribute", "system_otp"},
                             {"exists", true},
                             {"then", "ask_phone"},
                             {"else", "ask_phone"}};
    CHECK(!fault_of(file).empty());
  }
  SECTION("a public form of another relay's flow") {
    const auto made = make_relay_flow("signup", shipped_flow("verify-phone"), shipped_secrets(), {});
    REQUIRE(made);
    const auto again = make_relay_flow("signup", public_flow(**made, "https://relay.example/v1"), {}, {});
    REQUIRE(!again);
    CHECK(has_part(again.error().message, "/relay: "));
  }
}

TEST_CASE("a flow makes limits stricter, never looser") {
  Json file = flow_json();
  const auto limits_of = [&](int attempts, int minutes) {
    for (auto& [id, node] : file["nodes"].items()) {
      if (node.value("kind", "") != "otp") continue;
      node["attempts"] = attempts;
      node["expires_ms"] = minutes * 60'000;
    }
    const auto made = make_relay_flow("signup", dump_json(file), shipped_secrets(), {});
    REQUIRE(made);
    return (*made)->limits;
  };
  CHECK(limits_of(3, 4).attempts == 3);
  CHECK(limits_of(3, 4).code_life == Milliseconds{4 * 60'000});
  CHECK(limits_of(9, 60).attempts == 5);
  CHECK(limits_of(9, 60).code_life == Milliseconds{10 * 60'000});
}

TEST_CASE("the browser is told to wait as long as the relay may hold its verify") {
  const auto made = make_relay_flow("signup", shipped_flow("verify-phone"), shipped_secrets(), {});
  REQUIRE(made);
  const api::Definition& send = (*made)->flow->apis.at("send_otp");
  const api::Definition& verify = (*made)->flow->apis.at("verify_otp");
  CHECK(longest_call(send, {}) == send.timeout + Milliseconds{2'000});
  CHECK(longest_call(verify, {}) == verify.timeout + Milliseconds{2'000 + 5'000 + 4 * 2'000});
}
