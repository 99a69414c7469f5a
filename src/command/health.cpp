// ringback health: whether a relay answers, for containers that have no other program to ask with.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "command/commands.hpp"
#include "command/fetch.hpp"

namespace ringback::command {
namespace {

int ask(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  const auto answer = fetch(url + "/healthz", Milliseconds{2'500});
  if (answer) return 0;
  std::cerr << "ringback: " << answer.error().message << '\n';
  return 1;
}

}  // namespace

void add_health(CLI::App& program, Action& chosen) {
  auto url = std::make_shared<std::string>("http://127.0.0.1:8080");
  CLI::App* command = program.add_subcommand("health", "Whether a relay and its store answer; exit status 1 when not");
  command->add_option("URL", *url, "Where it listens (default: http://127.0.0.1:8080)");
  command->callback([url, &chosen] { chosen = [url] { return ask(*url); }; });
}

}  // namespace ringback::command
