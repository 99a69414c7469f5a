#include "command/check.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "relay/files.hpp"
#include "support/repository.hpp"

using namespace ringback;
using flow::Severity;

namespace {

int count(const std::vector<flow::Diagnostic>& diagnostics, Severity severity) {
  int found = 0;
  for (const auto& diagnostic : diagnostics) found += diagnostic.severity == severity;
  return found;
}

bool mentions(const std::vector<flow::Diagnostic>& diagnostics, Severity severity, const std::string& pointer) {
  for (const auto& diagnostic : diagnostics) {
    if (diagnostic.severity == severity && diagnostic.pointer == pointer) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the shipped flows have no error") {
  for (const std::string name : {"verify-phone", "convertalk-guide", "twilio-verify", "generic-webhook"}) {
    CAPTURE(name);
    const auto text = relay::read_file(testing::in_repository("assets/flows/" + name + ".json"));
    REQUIRE(text);
    CHECK(count(command::check_flow(*text), Severity::error) == 0);
  }
}

TEST_CASE("what a browser must not get is a warning, since a relay may hold the file") {
  const auto text = relay::read_file(testing::in_repository("assets/flows/verify-phone.json"));
  REQUIRE(text);
  const auto diagnostics = command::check_flow(*text);
  CHECK(mentions(diagnostics, Severity::warning, "/apis/send_otp/headers/authorization"));
  CHECK(mentions(diagnostics, Severity::warning, "/apis/send_otp/save/0"));
}

TEST_CASE("what a relay refuses is a warning, since a page may make the calls itself") {
  const std::string apis = R"("apis": {
      "send_otp": { "name": "Send", "role": "send", "method": "POST", "url": "https://api.example/send",
                    "body": { "to": "{{mobile}}", "copy": "{{second}}" } } },
    "start": "end", "nodes": { "end": { "type": "end", "outcome": "failed" } } })";
  const std::string attributes = R"({ "version": 1, "title": "T", "attributes": {
      "mobile": { "type": "phone" }, "second": { "type": "phone" } }, )";
  const auto two = command::check_flow(attributes + apis);
  CHECK(mentions(two, Severity::warning, "/apis/send_otp"));
  CHECK(count(two, Severity::error) == 0);
}

TEST_CASE("a pattern that can't be used is an error at its place") {
  const auto diagnostics = command::check_flow(R"({
    "version": 1, "title": "T", "attributes": { "name": { "type": "text" } }, "start": "ask",
    "nodes": {
      "ask": { "type": "input", "kind": "text", "to": "name", "text": "?", "pattern": "[a-", "next": "is" },
      "is": { "type": "condition", "attribute": "name", "matches": "(", "then": "end", "else": "end" },
      "end": { "type": "end", "outcome": "failed" } } })");
  CHECK(mentions(diagnostics, Severity::error, "/nodes/ask/pattern"));
  CHECK(mentions(diagnostics, Severity::error, "/nodes/is/matches"));
  CHECK(count(diagnostics, Severity::error) == 2);
}

TEST_CASE("an error is reported once, though two audiences are checked") {
  const auto diagnostics = command::check_flow("{");
  CHECK(diagnostics.size() == 1);
  CHECK(count(diagnostics, Severity::error) == 1);
}
