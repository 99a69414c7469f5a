#include "command/config.hpp"

#include <algorithm>
#include <functional>

#include "base/ascii.hpp"
#include "command/config_shapes.hpp"
#include "flow/flow_reader.hpp"
#include "relay/redis_url.hpp"

namespace ringback::command {
namespace {

using flow::FlowReader;
using flow::in_quotes;
using flow::ObjectView;

// Each text of a list; `take` says what is wrong with one, or nothing.
void read_list(FlowReader& reader, const ObjectView& view, std::string_view key, const char* expected,
               const std::function<bool(const std::string&)>& take) {
  const Json* value = view.find(key);
  const auto* list = value ? value->get_ptr<const Json::array_t*>() : nullptr;
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    const auto* text = (*list)[i].get_ptr<const Json::string_t*>();
    if (text && !text->empty() && take(*text)) continue;
    reader.error(pointer_to(view.pointer(key), std::to_string(i)),
                 "found " + (text ? in_quotes(*text) : flow::kind_of((*list)[i])) + ", expected " + expected);
  }
}

void read_limits(FlowReader& reader, const Json& value, relay::Limits& limits) {
  if (!reader.check(value, "/limits", {&kLimitsShape})) return;
  const ObjectView view{value, "/limits"};
  const auto take_time = [&](const char* key, Milliseconds& to) {
    if (const auto number = view.integer(key)) to = Milliseconds{*number};
  };
  const auto take = [&](const char* key, int& to) {
    if (const auto number = view.integer(key)) to = static_cast<int>(*number);
  };
  take_time("code_life_ms", limits.code_life);
  take("attempts", limits.attempts);
  take("failures_per_number_per_day", limits.failures_per_number_per_day);
  take_time("resend_after_ms", limits.resend_after);
  take("sends_per_number_per_hour", limits.sends_per_number_per_hour);
  take("sends_per_prefix_per_hour", limits.sends_per_prefix_per_hour);
  take("unverified_sends_per_range_per_hour", limits.unverified_sends_per_range_per_hour);
  take("sends_per_day", limits.sends_per_day);
  take("sessions_per_prefix_per_hour", limits.sessions_per_prefix_per_hour);
  take("calls_per_session_per_minute", limits.calls_per_session_per_minute);
  take_time("session_life_ms", limits.session_life);
  limits.countries = reader.read_countries(view, "countries");
}

void read_store(FlowReader& reader, const ObjectView& view, Config& config) {
  config.store = view.text("store");
  if (config.store.empty() || config.store == "memory") return;
  if (auto url = relay::parse_redis_url(config.store); !url) {
    // Not shown: it may hold a password.
    reader.error("/store", url.error().message + "; or \"memory\"");
  }
}

void read_config(FlowReader& reader, const Json& document, const std::filesystem::path& folder, Config& config) {
  if (!reader.check(document, "", {&kConfigShape})) return;
  const ObjectView view{document, ""};
  const auto path = [&](std::string_view text) { return folder / std::filesystem::path{text}; };
  const auto take_path = [&](std::vector<std::filesystem::path>& to) {
    return [&](const std::string& text) { return to.push_back(path(text)), true; };
  };
  read_list(reader, view, "flows", "the path of a flow file", take_path(config.flows));
  read_list(reader, view, "signing_keys", "the path of a key file", [&](const std::string& text) {
    // Not shown: it is what must not be here.
    if (text.find("PRIVATE KEY") != std::string::npos) {
      reader.error("/signing_keys", "found a private key, expected the path of a file with it");
    } else {
      config.signing_keys.push_back(path(text));
    }
    return true;
  });
  read_list(reader, view, "allow_origins",
            "an origin such as \"https://shop.example\", without a path and the usual port, or \"*\"",
            [&](const std::string& text) {
              config.allow_origins.push_back(text);
              return text == "*" || is_origin(text);
            });
  const auto take_networks = [&](const char* name, std::vector<relay::Network>& to) {
    if (view.find(name)) to.clear();
    read_list(reader, view, name, "a network such as \"10.0.0.0/8\" or \"fd00::/8\"", [&](const std::string& text) {
      auto network = relay::Network::parse(text);
      if (network) to.push_back(*network);
      return bool{network};
    });
  };
  take_networks("trusted_proxies", config.proxies);
  take_networks("metrics_from", config.metrics_from);
  config.listen = view.optional_text("listen");
  if (const auto port = view.integer("port")) config.port = static_cast<std::uint16_t>(*port);
  config.public_url = view.text("public_url");
  if (!config.public_url.empty() && !is_origin(config.public_url)) {
    reader.error("/public_url", "found " + in_quotes(config.public_url) +
                                    ", expected where browsers reach it, such as "
                                    "\"https://relay.example\", without a path");
  }
  if (const Json* tls = view.find("tls"); tls && reader.check(*tls, "/tls", {&kTlsShape})) {
    const ObjectView files{*tls, "/tls"};
    config.tls = Tls{path(files.text("certificate")), path(files.text("key"))};
  }
  read_store(reader, view, config);
  if (const Json* limits = view.find("limits")) read_limits(reader, *limits, config.limits);
}

}  // namespace

bool is_origin(std::string_view text) {
  std::string_view rest = text;
  std::string_view default_port = "443";
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
    default_port = "80";
  } else {
    return false;
  }
  const std::size_t colon = rest.rfind(':');
  const std::size_t bracket = rest.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon)) {
    // Browsers leave the scheme's own port out (RFC 6454 section 6.1): with it an origin would never be met.
    const std::string_view port = rest.substr(colon + 1);
    const bool number = !port.empty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
    if (!number || port == default_port) return false;
    rest = rest.substr(0, colon);
  }
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  };
  return !rest.empty() && rest.find_first_of("/?#@") == std::string_view::npos &&
         std::all_of(rest.begin(), rest.end(), fits);
}

ConfigFile parse_config(std::string_view json_text, const std::filesystem::path& folder) {
  ConfigFile file;
  std::vector<std::string> duplicate_keys;
  const auto parsed = parse_json(json_text, &duplicate_keys);
  const Json* document = std::get_if<Json>(&parsed);
  const Json nothing;
  FlowReader reader{document ? *document : nothing};
  Config config;
  if (document) {
    for (const std::string& pointer : duplicate_keys) reader.error(pointer, "this key occurs twice");
    read_config(reader, *document, folder, config);
  } else {
    flow::report_syntax(reader, json_text, std::get<JsonSyntaxError>(parsed));
  }
  if (!reader.has_errors()) file.config = std::move(config);
  file.diagnostics = std::move(reader.diagnostics());
  return file;
}

}  // namespace ringback::command
