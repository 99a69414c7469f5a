#include "relay/relay_flow.hpp"

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "flow/engine.hpp"
#include "flow/flow_file.hpp"
#include "flow/references.hpp"
#include "relay/relay_faults.hpp"

namespace ringback::relay {
namespace {

constexpr Milliseconds kWay{2'000};

void add_line(std::string& lines, const std::string& line) { lines += (lines.empty() ? "" : "\n") + line; }

void find_missing_secrets(const flow::Flow& flow, const Secrets& given, Secrets& taken, std::string& faults) {
  for (const std::string& name : flow::secrets_of(flow)) {
    const auto found = given.find(name);
    if (found == given.end() || found->second.empty()) {
      add_line(faults, "the secret " + name + " isn't set, expected it in the environment as " + name +
                           " or in a file that " + name + "_FILE names");
    } else {
      taken.emplace(name, found->second);
    }
  }
}

// What its inputs say, where that is stricter.
Limits limits_of(const flow::Flow& flow, Limits limits) {
  for (const auto& [id, node] : flow.nodes) {
    const auto* input = std::get_if<flow::InputNode>(&node);
    if (!input || input->kind != flow::InputKind::otp) continue;
    if (input->attempts) limits.attempts = std::min(limits.attempts, *input->attempts);
    if (input->expires) limits.code_life = std::min(limits.code_life, *input->expires);
  }
  return limits;
}

std::set<std::string, std::less<>> handed_on_in(const flow::Flow& flow) {
  flow::Names given;
  for (const auto& [id, definition] : flow.apis) {
    if (definition.role != api::Role::verify) given.merge(flow::references_of(definition));
  }
  std::set<std::string, std::less<>> handed_on;
  for (const auto& [id, definition] : flow.apis) {
    if (definition.role == api::Role::other) continue;
    for (const api::SaveRule& rule : definition.save) {
      if (given.count(rule.attribute) != 0) handed_on.insert(rule.attribute);
    }
  }
  return handed_on;
}

std::set<std::string, std::less<>> codes_of(const flow::Flow& flow) {
  std::set<std::string, std::less<>> codes;
  for (const auto& [id, node] : flow.nodes) {
    const auto* input = std::get_if<flow::InputNode>(&node);
    if (input && input->kind == flow::InputKind::otp) codes.insert(input->to);
  }
  return codes;
}

std::vector<std::string> countries_of(const flow::Flow& flow) {
  std::set<std::string> countries;
  for (const auto& [id, node] : flow.nodes) {
    const auto* input = std::get_if<flow::InputNode>(&node);
    if (!input || input->kind != flow::InputKind::phone) continue;
    if (input->countries.empty()) return {};
    countries.insert(input->countries.begin(), input->countries.end());
  }
  return {countries.begin(), countries.end()};
}

bool is_one_of(const std::vector<std::string>& regions, std::string_view region) {
  return std::any_of(regions.begin(), regions.end(),
                     [&](const std::string& each) { return equals_ignoring_case(each, region); });
}

// The relay's countries where the input takes more, so that a visitor doesn't choose one that is refused. Where none is left,
// it stays as it is: the relay says why.
void narrow_countries(Json& input, const std::vector<std::string>& allowed) {
  if (allowed.empty()) return;
  Json both = Json::array();
  if (!input.contains("countries")) {
    for (const std::string& region : allowed) both.push_back(region);
  } else {
    for (const Json& region : input.at("countries")) {
      if (is_one_of(allowed, text_of(region))) both.push_back(region);
    }
  }
  if (both.empty()) return;
  input["countries"] = std::move(both);
  if (input.contains("default_country") && !is_one_of(allowed, text_of(input.at("default_country")))) {
    input.erase("default_country");
  }
}

void lower(Json& input, const char* key, std::int64_t most) {
  if (input.contains(key) && Json(most) < input.at(key)) input[key] = most;
}

// Inputs as the relay's limits have them.
Json published_nodes(const Json& nodes, const Limits& limits) {
  Json published = nodes;
  for (Json& node : published) {
    if (!node.contains("kind")) continue;
    const std::string kind = text_of(node.at("kind"));
    if (kind == "phone") narrow_countries(node, limits.countries);
    if (kind != "otp") continue;
    lower(node, "attempts", limits.attempts);
    lower(node, "expires_ms", limits.code_life.count());
  }
  return published;
}

}  // namespace

Milliseconds longest_call(const api::Definition& definition, const Limits& limits) {
  Milliseconds longest = definition.timeout + kWay;
  if (definition.role == api::Role::verify) {
    longest += flow::kSendToVerify + (limits.attempts - 1) * flow::kVerifyToVerify;
  }
  return std::min(longest, api::kMaximumTimeout);
}

Result<std::shared_ptr<const RelayFlow>> make_relay_flow(std::string id, std::string_view flow_json,
                                                         const Secrets& secrets, const Limits& limits) {
  const flow::FlowFile parsed = flow::parse_flow(flow_json, flow::Audience::relay);
  if (parsed.has_errors()) return Error{flow::error_lines(parsed.diagnostics)};
  if (parsed.flow->relay) {
    return Error{"/relay: this flow is the public form of one that another relay holds, expected one with its URLs"};
  }
  auto made = std::make_shared<RelayFlow>();
  made->id = std::move(id);
  made->flow = parsed.flow;
  auto file = parse_json(flow_json);
  made->file = std::move(*std::get_if<Json>(&file));
  std::string faults = flow::error_lines(relay_faults(*made->flow));
  find_missing_secrets(*made->flow, secrets, made->secrets, faults);
  if (!faults.empty()) return Error{faults};
  made->phone = phone_attribute(*made->flow);
  made->limits = limits_of(*made->flow, limits);
  made->countries = countries_of(*made->flow);
  for (const auto& [name, definition] : made->flow->apis) {
    made->awaited.insert(definition.after.begin(), definition.after.end());
    if (definition.role == api::Role::send) made->before_send.merge(flow::apis_before(*made->flow, name));
  }
  made->codes = codes_of(*made->flow);
  made->handed_on = handed_on_in(*made->flow);
  return std::shared_ptr<const RelayFlow>{std::move(made)};
}

std::string public_flow(const RelayFlow& flow, std::string_view relay_url) {
  // Made from what may be seen, member by member: a key that the flow file gets one day is private until it is here.
  Json made = Json::object();
  for (const char* key : {"version", "title", "start"}) {
    if (flow.file.contains(key)) made[key] = flow.file.at(key);
  }
  made["nodes"] = published_nodes(flow.file.at("nodes"), flow.limits);
  made["id"] = flow.id;
  made["relay"] = std::string{relay_url};
  Json attributes = Json::object();
  if (flow.file.contains("attributes")) {
    for (const auto& [name, declaration] : flow.file.at("attributes").items()) {
      attributes[name] = declaration;
      if (is_private(*flow.flow, name)) attributes[name].erase("initial");
    }
    made["attributes"] = std::move(attributes);
  }
  Json apis = Json::object();
  static constexpr const char* kRoles[] = {"other", "send", "verify"};
  for (const auto& [id, definition] : flow.flow->apis) {
    apis[id] = {{"name", definition.name},
                {"role", kRoles[static_cast<int>(definition.role)]},
                {"timeout_ms", longest_call(definition, flow.limits).count()}};
    if (definition.role != api::Role::other && !flow.phone.empty()) apis[id]["phone"] = flow.phone;
  }
  made["apis"] = std::move(apis);
  return dump_json(made);
}

}  // namespace ringback::relay
