// ringback: see --help, and command/commands.hpp for where each subcommand is.
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "command/commands.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App program{"Verifies phone numbers in a chat: serves, checks and plays flows.", "ringback"};
  program.require_subcommand(1);
  program.set_version_flag("--version", RINGBACK_VERSION);

  ringback::command::Action chosen;
  ringback::command::add_serve(program, chosen);
  ringback::command::add_check(program, chosen);
  ringback::command::add_call(program, chosen);
  ringback::command::add_chat(program, chosen);
  ringback::command::add_health(program, chosen);
  ringback::command::add_keys(program, chosen);
  ringback::command::add_token(program, chosen);
  CLI11_PARSE(program, argc, argv);
  const int status = chosen();
  // A full disk behind ">": what was asked for isn't there.
  if (std::cout.flush() || status != 0) return status;
  std::cerr << "ringback: the output couldn't be written\n";
  return 1;
}
