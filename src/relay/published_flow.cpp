#include "relay/published_flow.hpp"

#include <array>
#include <cctype>

#include "flow/flow_file.hpp"

namespace ringback::relay {
namespace {

constexpr std::array<std::string_view, 2> kProviderPaths{"/integrations/custom-feature/send-otp-sms",
                                                         "/integrations/custom-feature/verify-user-otp"};

void replace_secrets_in_text(std::string& text) {
  std::string replaced;
  std::size_t from = 0;
  for (;;) {
    const std::size_t open = text.find("{{", from);
    const std::size_t close = open == std::string::npos ? open : text.find("}}", open);
    if (close == std::string::npos) break;
    std::string_view name{text.data() + open + 2, close - open - 2};
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    replaced.append(text, from, open - from);
    if (name.starts_with("secret.")) {
      replaced.append("sandbox-").append(name.substr(std::string_view{"secret."}.size()));
    } else {
      replaced.append(text, open, close + 2 - open);
    }
    from = close + 2;
  }
  replaced.append(text, from);
  text = std::move(replaced);
}

Result<std::string> checked(std::string_view flow_json) {
  const flow::FlowFile file = flow::parse_flow(flow_json, flow::Audience::browser);
  if (!file.has_errors()) return std::string{flow_json};
  return Error{flow::error_lines(file.diagnostics)};
}

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 255) return false;
  for (const char c : host) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
    if (!plain) return false;
  }
  return host.front() != ':';
}

}  // namespace

void point_at_sandbox(Json& flow, std::string_view sandbox_url) {
  if (!flow.is_object() || !flow.contains("apis")) return;
  Json& apis = flow.at("apis");
  if (!apis.is_object()) return;
  for (Json& api : apis) {
    if (!api.is_object() || !api.contains("url") || !api.at("url").is_string()) continue;
    const std::string url = text_of(api.at("url"));
    for (const std::string_view path : kProviderPaths) {
      if (url.ends_with(path)) api["url"] = std::string{sandbox_url}.append(path);
    }
  }
}

void replace_secrets(Json& flow) {
  if (flow.is_string()) return replace_secrets_in_text(flow.get_ref<std::string&>());
  if (flow.is_structured()) {
    for (Json& member : flow) replace_secrets(member);
  }
}

Result<std::string> flow_for_browser(std::string_view flow_json) { return checked(flow_json); }

Result<std::string> flow_for_sandbox(std::string_view flow_json, std::string_view sandbox_url) {
  auto parsed = parse_json(flow_json);
  Json* flow = std::get_if<Json>(&parsed);
  // What isn't JSON, or no object, is described by the flow's own parser.
  if (!flow || !flow->is_object()) return checked(flow_json);
  point_at_sandbox(*flow, sandbox_url);
  replace_secrets(*flow);
  (*flow)["accept_public_secrets"] = true;
  return checked(dump_json(*flow));
}

std::optional<std::string> own_origin(const Request& request) {
  const std::string_view host = request.header("host");
  if (!is_host(host)) return std::nullopt;
  const bool https = request.secure || request.header("x-forwarded-proto") == "https";
  return std::string{https ? "https://" : "http://"}.append(host);
}

}  // namespace ringback::relay
