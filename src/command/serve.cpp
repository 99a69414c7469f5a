// ringback serve: flows, artefacts, and with --sandbox the demo page and the provider it talks to.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "command/commands.hpp"
#include "command/phone_entry.hpp"
#include "command/program_folder.hpp"
#include "command/settings.hpp"
#include "command/store_choice.hpp"
#include "native/curl_http.hpp"
#include "native/pattern.hpp"
#include "native/phone_numbers.hpp"
#include "native/plural.hpp"
#include "relay/random.hpp"
#include "relay/server.hpp"
#include "relay/site.hpp"

namespace ringback::command {
namespace {

// "http://127.0.0.1:8080", an address in the browser's form.
std::string url_of(const relay::ServerOptions& server, std::uint16_t port) {
  const std::string& address = server.listen;
  const bool any = address == "0.0.0.0" || address == "::";
  const std::string host = any ? "localhost" : address.find(':') != std::string::npos ? "[" + address + "]" : address;
  return (server.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

Result<relay::Ports> make_ports(const Settings& settings) {
  relay::Ports ports;
  ports.log = relay::log_to_standard_error;
  auto store = make_store(settings.store, ports.log);
  if (!store) return store.error();
  ports.store = *store;
  // Handed over on curl's own thread: what follows there is short, and the answer goes out on the server's.
  ports.http = std::make_shared<native::CurlHttp>([](std::function<void()> work) { work(); });
  ports.now = relay::system_wall_time;
  ports.after = relay::run_after;
  ports.new_token = [] { return relay::random_hex(32); };
  ports.numbering = {native::takes_sms, native::region_of};
  ports.metrics = std::make_shared<relay::Metrics>();
  std::vector<Secret> keys = settings.signing_keys;
  if (keys.empty()) keys.push_back(relay::new_signing_key());
  auto signer = relay::ProofSigner::make(keys);
  if (!signer) return signer.error();
  ports.signer = *signer;
  return ports;
}

int fail(const std::string& message) {
  std::cerr << "ringback: " << message << '\n';
  return 1;
}

int serve(const ServeFlags& flags) {
  auto settings = make_settings(flags);
  if (!settings) return fail(settings.error().message);
  relay::block_stop_signals();
  auto ports = make_ports(*settings);
  if (!ports) return fail(ports.error().message);
  settings->site.ports = *ports;
  settings->site.visitor = {read_phone, native::matches_pattern, native::pattern_fault, native::plural_category_of};
  auto site = relay::make_site(settings->site);
  if (!site) {
    fail("can't serve this:\n" + site.error().message);
    if (!flags.sandbox) std::cerr << "To try a flow with worthless credentials, add --sandbox.\n";
    return 1;
  }
  for (const std::string& warning : settings->warnings) std::cerr << "ringback: warning: " << warning << '\n';
  const auto started = [&](std::uint16_t port) {
    const std::string url = url_of(settings->server, port);
    const std::string& reached = settings->site.public_url.empty() ? url : settings->site.public_url;
    std::cout << "Ringback is listening on " << url << '\n';
    if (flags.sandbox) std::cout << "  demo page  " << url << "/\n  outbox     " << url << "/sandbox/messages\n";
    for (const auto& flow : settings->site.flows) {
      std::cout << "  flow       " << reached << "/v1/flows/" << flow.stem().string() << '\n';
    }
    std::cout << "Ctrl-C stops it." << std::endl;
  };
  const auto served = relay::serve(settings->server, *site, started);
  return served ? 0 : fail(served.error().message);
}

}  // namespace

void add_serve(CLI::App& program, Action& chosen) {
  auto flags = std::make_shared<ServeFlags>();
  flags->dist = program_folder();
  CLI::App* command = program.add_subcommand("serve", "Serve flows to the widget and hold their secrets; or a sandbox");
  command->add_option("--flow", flags->flows, "A flow file; may be repeated. Served as /v1/flows/NAME")
      ->type_name("FILE");
  command->add_option("--config", flags->config, "A configuration file; flags count more than what it says")
      ->type_name("FILE");
  command->add_option("--port", flags->port, "The port; 0 takes a free one (default: 8080)")->type_name("PORT");
  command
      ->add_option("--listen", flags->listen,
                   "The IP address; 0.0.0.0 for every one of this machine (default: 127.0.0.1)")
      ->type_name("ADDRESS");
  command->add_option("--public-url", flags->public_url, "Where browsers reach this server: https://relay.example")
      ->type_name("URL");
  command
      ->add_option("--allow-origin", flags->allow_origins,
                   "A site whose pages may verify: https://shop.example; may be repeated")
      ->type_name("ORIGIN");
  command->add_option("--store", flags->store, "\"memory\", or redis://host:port for many relays (default: memory)")
      ->type_name("STORE");
  command->add_option("--cert", flags->certificate, "The certificate for TLS, with its chain, as PEM")
      ->type_name("FILE");
  command->add_option("--key", flags->key, "Its private key as PEM")->type_name("FILE");
  command->add_flag(
      "--sandbox", flags->sandbox,
      "Play the shipped flows' SMS provider with worthless credentials, and show the demo page; other APIs are "
      "really called");
  command->add_option("--dist", flags->dist, "The folder of the widget's files (default: of this program)")
      ->type_name("FOLDER");
  command->footer(
      "Secrets come from the environment by their NAME, from the file that NAME_FILE names, or from systemd's "
      "credentials: those of the flows, RINGBACK_SIGNING_KEY, RINGBACK_STORE_KEY, RINGBACK_STORE_PASSWORD.");
  command->callback([flags, &chosen] { chosen = [flags] { return serve(*flags); }; });
}

}  // namespace ringback::command
