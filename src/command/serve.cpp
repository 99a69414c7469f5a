// ringback serve: flows, artefacts, and with --sandbox the demo page and the provider it talks to.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "command/commands.hpp"
#include "command/program_folder.hpp"
#include "relay/server.hpp"
#include "relay/site.hpp"

namespace ringback::command {
namespace {

struct ServeArguments {
  relay::SiteOptions site;
  relay::ServerOptions server;
  bool sandbox = false;
};

// "http://127.0.0.1:8080", an address in the browser's form.
std::string url_of(const std::string& address, std::uint16_t port) {
  const bool any = address == "0.0.0.0" || address == "::";
  const std::string host = any ? "localhost" : address.find(':') != std::string::npos ? "[" + address + "]" : address;
  return "http://" + host + ":" + std::to_string(port);
}

int serve(ServeArguments& arguments) {
  arguments.site.provider = arguments.sandbox ? relay::Provider::sandbox : relay::Provider::hosted;
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
