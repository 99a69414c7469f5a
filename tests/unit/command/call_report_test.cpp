#include <catch2/catch_test_macros.hpp>

#include "command/call_report.hpp"
#include "support/engine_player.hpp"

namespace ringback::command {
namespace {

using testing::json_of;
using testing::load_flow;

std::shared_ptr<const flow::Flow> flow() {
  return load_flow(R"({
    "version": 1, "start": "send",
    "attributes": { "phone": { "type": "phone" }, "plan": { "type": "text", "initial": "gold" }, "count": { "type": "number" },
                    "agreed": { "type": "boolean" }, "more": { "type": "json" }, "otp": { "type": "text", "private": true } },
    "apis": { "send": {
      "role": "send", "url": "https://{{secret.HOST}}/send?plan={{plan}}", "headers": { "authorization": "Key {{secret.KEY}}" },
      "body": { "to": "{{phone}}", "count": "{{count}}", "agreed": "{{agreed}}", "more": "{{more}}" },
      "save": [{ "from": "/otp", "to": "otp" }, { "from": "/count", "to": "count" }],
      "problems": [{ "from": "/code", "equals": 60205, "problem": "invalid_number" }] } },
    "nodes": { "send": { "type": "api", "api": "send", "success": "end" }, "end": { "type": "end", "outcome": "verified" } }
  })");
}

const api::Definition& send_of(const flow::Flow& flow) { return flow.apis.at("send"); }

CallReport report(int status, std::string body, api::Headers headers = {}) {
  const auto held = flow();
  return report_of(*held, send_of(*held), api::HttpResponse{status, std::move(headers), std::move(body)});
}

TEST_CASE("call: attributes are given by name, of their type, beside the initial ones") {
  const auto held = flow();
  const auto given =
      given_attributes(*held, {"phone=+4915123456789", "count=3", "agreed=true", R"(more={"a":"b=c"})", "otp=1=2"});
  REQUIRE(given.has_value());
  CHECK(*given->find("phone") == Json("+4915123456789"));
  CHECK(*given->find("count") == Json(3));
  CHECK(*given->find("agreed") == Json(true));
  CHECK(*given->find("more") == json_of(R"({"a":"b=c"})"));
  CHECK(*given->find("otp") == Json("1=2"));
  CHECK(*given->find("plan") == Json("gold"));
}

TEST_CASE("call: what is given wrong is said, with what was expected") {
  const auto held = flow();
  const auto said = [&](const char* given) { return given_attributes(*held, {given}).error().message; };
  CHECK(said("phone") == R"(found "phone", expected NAME=VALUE)");
  CHECK(said("phon=1") == R"(no attribute "phon" in this flow (did you mean "phone"?))");
  CHECK(said("phone=0151 23456789") ==
        R"(phone: found "0151 23456789", expected a number in E.164 form, such as +4915123456789)");
  CHECK(said("count=many") == R"(count: found "many", expected a number)");
  CHECK(said("agreed=yes") == R"(agreed: found "yes", expected true or false)");
  CHECK(said("more={") == R"(more: found "{", expected JSON, such as {"plan":"gold"})");
}

TEST_CASE("call: the request is shown with the names of secrets, wherever they stand") {
  const auto held = flow();
  const auto given = given_attributes(*held, {"phone=+4915123456789", "count=3"});
  const auto request = api::build_request(send_of(*held), *given, secrets_to_show(*held), "key");
  REQUIRE(request.has_value());
  CHECK(request_text(*request) ==
        "POST https://secret.HOST/send?plan=gold\n"
        "  authorization: Key secret.KEY\n"
        "  Idempotency-Key: key\n"
        "  Content-Type: application/json\n"
        R"(  {"agreed":null,"count":3,"more":null,"to":"+4915123456789"})"
        "\n");
  CHECK(unset_text(send_of(*held), *given) == "without a value: agreed, more (give one with --set NAME=VALUE)");
  CHECK(
      unset_text(send_of(*held), *given_attributes(*held, {"phone=+4915123456789", "count=3", "agreed=true", "more=1"}))
          .empty());
}

TEST_CASE("call: a success says what is saved, and of a private attribute only what it is") {
  const CallReport good = report(200, R"({"otp":"123456","count":5})");
  CHECK(good.success);
  CHECK(good.text == "HTTP 200, 26 bytes\nsuccess\n  otp = (private) a text of 6 bytes\n  count = 5\n");
}

TEST_CASE("call: a no, an error and a problem of the flow file are told apart") {
  CHECK(report(422, "{}").text == "HTTP 422, 2 bytes\nfailure: the API says no\n");
  CHECK(report(403, R"({"code":60205})").text == "HTTP 403, 14 bytes\nerror, invalid_number (HTTP 403)\n");
  CHECK(report(401, "").text == "HTTP 401, 0 bytes\nerror, misconfigured: the API refuses this request (HTTP 401)\n");
  CHECK(report(429, "", {{"Retry-After", "17"}}).text ==
        "HTTP 429, 0 bytes\nerror, rate_limited (HTTP 429)\n  again in 17 s\n");
  CHECK(report(200, "<html>").text.starts_with("HTTP 200, 6 bytes\nerror, not_json ("));
  CHECK(report(200, R"({"otp":"1"})").text.starts_with("HTTP 200, 11 bytes\nerror, unexpected ("));
  for (const int status : {422, 403, 401, 429}) CHECK_FALSE(report(status, "").success);
  const auto held = flow();
  CHECK(report_of(*held, send_of(*held), api::TransportError::timeout).text == "error, timeout (no answer in time)\n");
}

TEST_CASE("call: what the conversation couldn't use is no success here either") {
  const CallReport bad = report(200, R"({"otp":"canary","count":"five"})");
  CHECK_FALSE(bad.success);
  CHECK(bad.text.find("error, unexpected (the answer has no usable value for attribute \"count\")\n") !=
        std::string::npos);
  CHECK(bad.text.find("canary") == std::string::npos);
}

}  // namespace
}  // namespace ringback::command
