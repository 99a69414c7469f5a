#include "relay/published_flow.hpp"

#include <catch2/catch_test_macros.hpp>

#include "relay/files.hpp"
#include "support/repository.hpp"

using namespace ringback;
using namespace ringback::relay;

namespace {

std::string shipped(const std::string& name) {
  const auto text = read_file(testing::in_repository("assets/flows/" + name));
  REQUIRE(text);
  return *text;
}

Json parsed(const std::string& text) { return std::get<Json>(parse_json(text)); }

Request with_headers(api::Headers headers) {
  Request request;
  request.headers = std::move(headers);
  return request;
}

}  // namespace

TEST_CASE("a flow with secrets is not published, and every reason is given") {
  const auto published = flow_for_browser(shipped("verify-phone.json"));
  REQUIRE_FALSE(published);
  CHECK(published.error().message.find("/apis/send_otp/headers/authorization: ") != std::string::npos);
  CHECK(published.error().message.find("/apis/send_otp/save/0: ") != std::string::npos);
}

TEST_CASE("a flow without secrets is published as it is") {
  const std::string text = shipped("generic-webhook.json");
  const auto published = flow_for_browser(text);
  REQUIRE(published);
  CHECK(*published == text);
}

TEST_CASE("the sandbox's flow calls the sandbox with worthless credentials") {
  const auto published = flow_for_sandbox(shipped("verify-phone.json"), "http://127.0.0.1:8080/sandbox");
  REQUIRE(published);
  CHECK(published->find("secret.") == std::string::npos);
  const Json flow = parsed(*published);
  CHECK(flow.at("accept_public_secrets") == true);
  const Json& send = flow.at("apis").at("send_otp");
  CHECK(send.at("url") == "http://127.0.0.1:8080/sandbox/integrations/custom-feature/send-otp-sms");
  CHECK(send.at("headers").at("authorization") == "sandbox-CONVERTALK_KEY");
  CHECK(flow.at("apis").at("verify_otp").at("url") ==
        "http://127.0.0.1:8080/sandbox/integrations/custom-feature/verify-user-otp");
}

TEST_CASE("the provider is known by its paths, at any host") {
  Json flow{{"apis",
             {{"a", {{"url", "https://other.example/integrations/custom-feature/send-otp-sms"}}},
              {"b", {{"url", "https://other.example/integrations/custom-feature/send-otp-sms/x"}}},
              {"c", {{"url", 5}}},
              {"d", "nonsense"}}}};
  point_at_sandbox(flow, "http://s");
  CHECK(flow.at("apis").at("a").at("url") == "http://s/integrations/custom-feature/send-otp-sms");
  CHECK(flow.at("apis").at("b").at("url") == "https://other.example/integrations/custom-feature/send-otp-sms/x");
  Json no_apis = Json::array({1});
  point_at_sandbox(no_apis, "http://s");
  CHECK(no_apis == Json::array({1}));
}

TEST_CASE("every placeholder of a secret is replaced, attributes stay") {
  Json value =
      Json::array({"{{secret.A}} {{ secret.B }}-{{phone}}", "{{secret.C", "}}{{", Json{{"k", "{{secret.D}}"}}, 7});
  replace_secrets(value);
  CHECK(value == Json::array({"sandbox-A sandbox-B-{{phone}}", "{{secret.C", "}}{{", Json{{"k", "sandbox-D"}}, 7}));
}

TEST_CASE("a flow with errors is not published in the sandbox either") {
  CHECK_FALSE(flow_for_sandbox("{", "http://localhost/sandbox"));
  CHECK_FALSE(flow_for_sandbox("[]", "http://localhost/sandbox"));
  const auto published =
      flow_for_sandbox(R"({"version": 1, "start": "nowhere", "nodes": {}})", "http://localhost/sandbox");
  REQUIRE_FALSE(published);
  CHECK_FALSE(published.error().message.empty());
}

TEST_CASE("the server's own origin comes from a Host header that is a host") {
  CHECK(own_origin(with_headers({{"Host", "localhost:8080"}})) == "http://localhost:8080");
  CHECK(own_origin(with_headers({{"host", "[::1]:8080"}})) == "http://[::1]:8080");
  CHECK(own_origin(with_headers({{"Host", "demo.example"}, {"X-Forwarded-Proto", "https"}})) == "https://demo.example");
  CHECK(own_origin(with_headers({{"Host", "demo.example"}, {"X-Forwarded-Proto", "javascript"}})) ==
        "http://demo.example");
  for (const char* host : {"", "a b", "a/b", "a\"b", "user@host", ":80", "{{x}}"}) {
    CAPTURE(host);
    CHECK_FALSE(own_origin(with_headers({{"Host", host}})));
  }
  CHECK_FALSE(own_origin({}));
}
