// ringback serve: flows, artefacts, and with --sandbox the demo page and the provider it talks to.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "command/commands.hpp"
#include "command/program_folder.hpp"
#include "native/curl_http.hpp"
#include "native/phone_numbers.hpp"
#include "relay/memory_store.hpp"
#include "relay/random.hpp"
#include "relay/server.hpp"
#include "relay/site.hpp"

namespace ringback::command {
namespace {

struct ServeArguments {
  relay::SiteOptions site;
  relay::ServerOptions server;
  bool sandbox = false;
  std::vector<Secret> signing_keys;
};

// "http://127.0.0.1:8080", an address in the browser's form.
std::string url_of(const std::string& address, std::uint16_t port) {
  const bool any = address == "0.0.0.0" || address == "::";
  const std::string host = any ? "localhost" : address.find(':') != std::string::npos ? "[" + address + "]" : address;
  return "http://" + host + ":" + std::to_string(port);
}

relay::PlannedNumber planned(const E164& number) {
  const auto region = native::sms_region(number);
  return region ? relay::PlannedNumber{true, *region} : relay::PlannedNumber{};
}

// One JSON object a line, on standard error.
void log_line(std::string_view event, const Json& fields) {
  Json line = fields;
  line["at"] = relay::rfc3339(relay::system_wall_time());
  line["event"] = event;
  std::cerr << dump_json(line) + "\n" << std::flush;
}

Result<relay::Ports> make_ports(const ServeArguments& arguments) {
  relay::Ports ports;
  ports.store = std::make_shared<relay::MemoryStore>();
  // Handed over on curl's own thread: what follows there is short, and the answer goes out on the server's.
  ports.http = std::make_shared<native::CurlHttp>([](std::function<void()> work) { work(); });
  ports.now = relay::system_wall_time;
  ports.after = relay::run_after;
  ports.new_token = [] { return relay::random_hex(32); };
  ports.numbering = planned;
  ports.metrics = std::make_shared<relay::Metrics>();
  ports.log = log_line;
  std::vector<Secret> keys = arguments.signing_keys;
  if (keys.empty()) {
    keys.push_back(relay::new_signing_key());
    if (!arguments.sandbox) {
      std::cerr << "ringback: warning: no signing key, so proofs are signed with one that ends with this process; "
                   "\"ringback keys new\" makes one that stays\n";
    }
  }
  auto signer = relay::ProofSigner::make(keys);
  if (!signer) return signer.error();
  ports.signer = *signer;
  return ports;
}

int serve(ServeArguments& arguments) {
  arguments.site.provider = arguments.sandbox ? relay::Provider::sandbox : relay::Provider::hosted;
  auto ports = make_ports(arguments);
  if (!ports) {
    std::cerr << "ringback: " << ports.error().message << '\n';
    return 1;
  }
  arguments.site.ports = *ports;
  auto site = relay::make_site(arguments.site);
  if (!site) {
    std::cerr << "ringback: can't serve this:\n" << site.error().message << '\n';
    if (!arguments.sandbox) std::cerr << "To try a flow with worthless credentials, add --sandbox.\n";
    return 1;
  }
  const auto started = [&](std::uint16_t port) {
    const std::string url = url_of(arguments.server.listen, port);
    std::cout << "Ringback is listening on " << url << '\n';
    if (arguments.sandbox) std::cout << "  demo page  " << url << "/\n  outbox     " << url << "/sandbox/messages\n";
    for (const auto& flow : arguments.site.flows) {
      std::cout << "  flow       " << url << "/v1/flows/" << flow.stem().string() << '\n';
    }
    std::cout << "Ctrl-C stops it." << std::endl;
  };
  const auto served = relay::serve(arguments.server, *site, started);
  if (!served) {
    std::cerr << "ringback: " << served.error().message << '\n';
    return 1;
  }
  return 0;
}

}  // namespace

void add_serve(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ServeArguments>();
  arguments->site.dist = program_folder();
  CLI::App* command = program.add_subcommand("serve", "Serve flows to the widget, and a sandbox to try them in");
  command->add_option("--flow", arguments->site.flows, "A flow file; may be repeated. Served as /v1/flows/NAME")
      ->required()
      ->type_name("FILE");
  command->add_option("--port", arguments->server.port, "The port; 0 takes a free one")->capture_default_str();
  command->add_option("--listen", arguments->server.listen, "The IP address; 0.0.0.0 for every one of this machine")
      ->capture_default_str()
      ->type_name("ADDRESS");
  command->add_flag("--sandbox", arguments->sandbox,
                    "Play the SMS provider with worthless credentials, and show the demo page. Sends no SMS");
  command->add_option("--dist", arguments->site.dist, "The folder of the widget's files (default: of this program)")
      ->type_name("FOLDER");
  command->callback([arguments, &chosen] { chosen = [arguments] { return serve(*arguments); }; });
}

}  // namespace ringback::command
