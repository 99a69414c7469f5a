// Flows for tests: from JSON text, from a file of the repository, or written node by node with what every flow needs
// already there.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "flow/flow_file.hpp"
#include "support/repository.hpp"

namespace ringback::testing {

using SharedFlow = std::shared_ptr<const flow::Flow>;

inline std::string read_file(const std::string& path) {
  std::ifstream file{in_repository(path), std::ios::binary};
  INFO(path);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

inline Json json_of(std::string_view text) {
  auto parsed = parse_json(text);
  INFO(text);
  REQUIRE(std::holds_alternative<Json>(parsed));
  return *std::get_if<Json>(&parsed);
}

// As a native edge holds it, with its secrets.
inline SharedFlow load_flow(std::string_view text) {
  flow::FlowFile file = flow::parse_flow(text, flow::Audience::relay);
  std::string errors;
  for (const flow::Diagnostic& each : file.diagnostics) {
    if (each.severity == flow::Severity::error) errors += each.to_string() + "\n";
  }
  INFO(errors);
  REQUIRE(file.flow != nullptr);
  return file.flow;
}

inline SharedFlow load_flow_file(const std::string& path) { return load_flow(read_file(path)); }

// A flow that has the attributes phone, user_otp (transient), system_otp (private), otp_status and the APIs send_otp and
// verify_otp. Nodes, more attributes and more APIs are added as JSON text.
class FlowText {
 public:
  FlowText() {
    attribute("phone", R"({ "type": "phone" })");
    attribute("user_otp", R"({ "type": "text", "transient": true })");
    attribute("system_otp", R"({ "type": "text", "private": true })");
    attribute("otp_status", R"({ "type": "text" })");
    api("send_otp", R"({ "name": "Send", "role": "send", "method": "POST", "url": "https://api.test/send",
      "body": { "to": "{{phone}}" }, "save": [ { "from": "/otp", "to": "system_otp" } ] })");
    api("verify_otp", R"({ "name": "Verify", "role": "verify", "method": "POST", "url": "https://api.test/verify",
      "body": { "system": "{{system_otp}}", "user": "{{user_otp}}" },
      "success": { "pointer": "/verified", "equals": true } })");
    node("done", R"({ "type": "end", "outcome": "verified" })");
  }

  FlowText& attribute(const std::string& name, std::string_view json) { return put("attributes", name, json); }
  FlowText& api(const std::string& id, std::string_view json) { return put("apis", id, json); }
  FlowText& node(const std::string& id, std::string_view json) { return put("nodes", id, json); }
  FlowText& start(const std::string& id) {
    start_ = id;
    return *this;
  }

  // Parsed, and so checked, like any other.
  SharedFlow build() const {
    Json file = members_;
    file["version"] = 1;
    file["title"] = "Test";
    file["start"] = start_;
    return load_flow(dump_json(file));
  }

 private:
  FlowText& put(const char* section, const std::string& name, std::string_view json) {
    members_[section][name] = json_of(json);
    return *this;
  }

  Json members_ = Json::object();
  std::string start_;
};

}  // namespace ringback::testing
