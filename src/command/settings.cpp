#include "command/settings.hpp"

#include "command/secret_source.hpp"
#include "flow/flow_file.hpp"
#include "relay/files.hpp"

namespace ringback::command {
namespace {

constexpr const char* kSigningKey = "RINGBACK_SIGNING_KEY";

Result<Config> read_config_file(const std::filesystem::path& path) {
  if (path.empty()) return Config{};
  const auto text = relay::read_file(path);
  if (!text) return Error{path.string() + ": " + text.error().message};
  ConfigFile file = parse_config(*text, path.parent_path());
  if (file.config) return std::move(*file.config);
  std::string faults;
  for (const auto& diagnostic : file.diagnostics) {
    faults += (faults.empty() ? "" : "\n") + path.string() + ": " + diagnostic.to_string();
  }
  return Error{faults};
}

// Of all flows together. What a flow lacks is said when it is taken up.
Result<Secrets> secrets_of(const std::vector<std::filesystem::path>& flows) {
  Secrets secrets;
  for (const auto& path : flows) {
    const auto text = relay::read_file(path);
    const auto parsed = text ? flow::parse_flow(*text, flow::Audience::relay) : flow::FlowFile{};
    if (!parsed.flow) continue;
    auto found = find_secrets(*parsed.flow);
    if (!found) return found;
    secrets.merge(*found);
  }
  return secrets;
}

Result<std::vector<Secret>> signing_keys(const Config& config) {
  std::vector<Secret> keys;
  auto first = find_secret(kSigningKey);
  if (!first) return first.error();
  if (*first) keys.push_back(**first);
  for (const auto& path : config.signing_keys) {
    auto key = read_secret(path);
    if (!key) return key.error();
    keys.push_back(*key);
  }
  return keys;
}

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

std::vector<std::string> warnings_of(const Settings& settings, bool sandbox) {
  std::vector<std::string> warnings;
  const relay::SiteOptions& site = settings.site;
  if (!sandbox && settings.signing_keys.empty()) {
    warnings.push_back(
        "no signing key, so proofs are signed with one that ends with this process; \"ringback keys new\" makes one "
        "that stays");
  }
  for (const std::string& origin : site.allow_origins) {
    if (origin == "*")
      warnings.push_back("every site may use this relay and send SMS with it; allow_origins lists yours");
  }
  const bool open = !is_loopback(settings.server.listen);
  if (open && settings.server.certificate.empty() && !site.public_url.starts_with("https://")) {
    warnings.push_back(
        "it listens beyond this machine without TLS; give --cert and --key, or put a proxy with TLS before it and say "
        "so with --public-url");
  }
  if (site.public_url.starts_with("https://") && settings.server.certificate.empty() && site.proxies.empty()) {
    warnings.push_back(
        "behind a proxy all visitors count as one address and share its limits; \"trusted_proxies\" in the "
        "configuration names the proxies whose X-Forwarded-For is believed");
  }
  if (sandbox && open)
    warnings.push_back("the sandbox is for trying things out: anyone who reaches it reads its codes");
  return warnings;
}

}  // namespace

Result<Settings> make_settings(const ServeFlags& flags) {
  auto config = read_config_file(flags.config);
  if (!config) return config.error();
  Settings settings;
  relay::SiteOptions& site = settings.site;
  site.flows = flags.flows.empty() ? config->flows : flags.flows;
  if (site.flows.empty()) return Error{"no flow to serve, expected --flow FILE, or \"flows\" in the configuration"};
  site.dist = flags.dist;
  site.provider = flags.sandbox ? relay::Provider::sandbox : relay::Provider::hosted;
  site.limits = config->limits;
  site.public_url = flags.public_url.empty() ? config->public_url : flags.public_url;
  if (!site.public_url.empty() && !is_origin(site.public_url)) {
    return Error{"--public-url " + site.public_url + " isn't one, expected https://relay.example without a path"};
  }
  site.allow_origins = flags.allow_origins.empty() ? config->allow_origins : flags.allow_origins;
  for (const std::string& origin : site.allow_origins) {
    if (origin != "*" && !is_origin(origin)) {
      return Error{"--allow-origin " + origin +
                   " isn't an origin, expected https://shop.example without a path and the usual port, or \"*\""};
    }
  }
  site.proxies = config->proxies;
  site.metrics_from = config->metrics_from;
  if (!flags.sandbox) {
    auto secrets = secrets_of(site.flows);
    if (!secrets) return secrets.error();
    site.secrets = std::move(*secrets);
  }
  relay::ServerOptions& server = settings.server;
  server.listen = flags.listen.value_or(config->listen.value_or(server.listen));
  server.port = flags.port.value_or(config->port.value_or(server.port));
  if (flags.certificate.empty() != flags.key.empty())
    return Error{"--cert and --key belong together, found one of them"};
  server.certificate = flags.certificate;
  server.key = flags.key;
  if (flags.certificate.empty() && config->tls) {
    server.certificate = config->tls->certificate.string();
    server.key = config->tls->key.string();
  }
  settings.store = !flags.store.empty() ? flags.store : !config->store.empty() ? config->store : "memory";
  auto keys = signing_keys(*config);
  if (!keys) return keys.error();
  settings.signing_keys = std::move(*keys);
  settings.warnings = warnings_of(settings, flags.sandbox);
  return settings;
}

}  // namespace ringback::command
