// The subcommands of `ringback`, one file each. Each adds its options to the program and, when it is the one that was
// called, leaves in `chosen` what to run; that gives the exit status.
#pragma once

#include <CLI/App.hpp>
#include <functional>

namespace ringback::command {

using Action = std::function<int()>;

void add_serve(CLI::App& program, Action& chosen);
void add_check(CLI::App& program, Action& chosen);
void add_call(CLI::App& program, Action& chosen);
void add_chat(CLI::App& program, Action& chosen);
void add_health(CLI::App& program, Action& chosen);
void add_keys(CLI::App& program, Action& chosen);
void add_token(CLI::App& program, Action& chosen);

}  // namespace ringback::command
