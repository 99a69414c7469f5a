#include "command/call_report.hpp"

#include "flow/engine.hpp"
#include "flow/nearest_spelling.hpp"
#include "flow/references.hpp"
#include "flow/value_types.hpp"

namespace ringback::command {
namespace {

const char* expected_of(AttributeType type) {
  switch (type) {
    case AttributeType::phone: return "a number in E.164 form, such as +4915123456789";
    case AttributeType::number: return "a number";
    case AttributeType::boolean: return "true or false";
    case AttributeType::json: return "JSON, such as {\"plan\":\"gold\"}";
    case AttributeType::text: break;
  }
  return "a text";
}

// Null when it is none of that type.
Json value_from(AttributeType type, const std::string& text) {
  if (type == AttributeType::text || type == AttributeType::phone) return Json(text);
  auto parsed = parse_json(text);
  Json* value = std::get_if<Json>(&parsed);
  return value != nullptr ? std::move(*value) : Json{};
}

Error unknown_attribute(const flow::Flow& flow, const std::string& name) {
  std::vector<std::string_view> known;
  for (const auto& [each, declaration] : flow.attributes) known.push_back(each);
  const std::string_view near = flow::nearest_spelling(name, known);
  return Error{"no attribute \"" + name + "\" in this flow" +
               (near.empty() ? "" : " (did you mean \"" + std::string{near} + "\"?)")};
}

// As the flow file has it in "problems", or as docs/flow-file.md lists what an answer means.
const char* name_of(api::Problem problem) {
  switch (problem) {
    case api::Problem::code_expired: return "expired";
    case api::Problem::locked: return "locked";
    case api::Problem::invalid_number: return "invalid_number";
    case api::Problem::country_not_allowed: return "country_not_allowed";
    case api::Problem::rate_limited: return "rate_limited";
    case api::Problem::timeout: return "timeout";
    case api::Problem::offline:
    case api::Problem::unreachable: return "unreachable";
    case api::Problem::server_error: return "server_error";
    case api::Problem::not_json: return "not_json";
    case api::Problem::too_large: return "too_large";
    case api::Problem::misconfigured: return "misconfigured: the API refuses this request";
    case api::Problem::send_unknown:
    case api::Problem::interrupted:
    case api::Problem::unexpected:
    case api::Problem::none: break;
  }
  return "unexpected";
}

std::string kind_of(const Json& value) {
  if (value.is_string()) return "a text of " + std::to_string(text_of(value).size()) + " bytes";
  if (value.is_number()) return "a number";
  if (value.is_boolean()) return "true or false";
  return value.is_null() ? "null" : value.is_array() ? "an array" : "an object";
}

std::string saved_text(const flow::Flow& flow, const std::string& name, const Json& value) {
  const bool hidden = flow.attributes.find(name)->second.visibility == Visibility::private_only;
  return "  " + name + " = " + (hidden ? "(private) " + kind_of(value) : dump_json(value)) + "\n";
}

std::string error_text(const char* problem, const std::string& detail) {
  return std::string{"error, "} + problem + (detail.empty() ? "" : " (" + detail + ")") + "\n";
}

}  // namespace

Result<Attributes> given_attributes(const flow::Flow& flow, const std::vector<std::string>& given) {
  Attributes attributes;
  for (const auto& [name, declaration] : flow.attributes) {
    if (declaration.initial) attributes.set(name, *declaration.initial);
  }
  for (const std::string& each : given) {
    const std::size_t equals = each.find('=');
    if (equals == std::string::npos) return Error{"found \"" + each + "\", expected NAME=VALUE"};
    const std::string name = each.substr(0, equals), text = each.substr(equals + 1);
    const auto declared = flow.attributes.find(name);
    if (declared == flow.attributes.end()) return unknown_attribute(flow, name);
    Json value = value_from(declared->second.type, text);
    if (!flow::fits(declared->second.type, value)) {
      return Error{name + ": found \"" + text + "\", expected " + expected_of(declared->second.type)};
    }
    attributes.set(name, std::move(value));
  }
  return attributes;
}

Secrets secrets_to_show(const flow::Flow& flow) {
  Secrets shown;
  for (const std::string& name : flow::secrets_of(flow)) shown.emplace(name, Secret{"secret." + name});
  return shown;
}

std::string request_text(const api::HttpRequest& request) {
  std::string text = request.method + " " + request.url + "\n";
  for (const api::Header& header : request.headers) text += "  " + header.name + ": " + header.value + "\n";
  if (!request.body.empty()) text += "  " + request.body + "\n";
  return text;
}

std::string unset_text(const api::Definition& definition, const Attributes& attributes) {
  std::string names;
  for (const std::string& name : flow::references_of(definition)) {
    if (attributes.find(name) == nullptr) names += (names.empty() ? "" : ", ") + name;
  }
  return names.empty() ? "" : "without a value: " + names + " (give one with --set NAME=VALUE)";
}

CallReport report_of(const flow::Flow& flow, const api::Definition& definition, const api::HttpAnswer& answer) {
  CallReport report;
  if (const auto* response = std::get_if<api::HttpResponse>(&answer)) {
    report.text =
        "HTTP " + std::to_string(response->status) + ", " + std::to_string(response->body.size()) + " bytes\n";
  }
  const api::CallResult result = flow::usable_part(flow, api::interpret(definition, answer));
  if (result.outcome == api::Outcome::error) {
    report.text += error_text(name_of(result.problem), result.detail);
  } else {
    report.success = result.outcome == api::Outcome::success;
    report.text += report.success ? "success\n" : "failure: the API says no\n";
  }
  if (result.retry_after) report.text += "  again in " + std::to_string(result.retry_after->count() / 1'000) + " s\n";
  for (const auto& [name, value] : result.saved) report.text += saved_text(flow, name, value);
  return report;
}

}  // namespace ringback::command
