// ringback check: every error and warning of flow files, one a line, for people, editors and CI.
#include "command/check.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "command/commands.hpp"
#include "flow/pattern_check.hpp"
#include "native/pattern.hpp"
#include "relay/files.hpp"
#include "relay/relay_faults.hpp"

namespace ringback::command {
namespace {

using flow::Diagnostic;
using flow::Severity;

// Prints what is wrong with one file. True when it can be used.
bool check_file(const std::filesystem::path& path) {
  const auto text = relay::read_file(path);
  if (!text) {
    std::cout << path.string() << ": " << text.error().message << '\n';
    return false;
  }
  bool good = true;
  for (const Diagnostic& diagnostic : check_flow(*text)) {
    const bool is_error = diagnostic.severity == Severity::error;
    good = good && !is_error;
    std::cout << path.string() << ": " << (is_error ? "" : "warning: ") << diagnostic.to_string() << '\n';
  }
  if (good) std::cout << path.string() << ": ok\n";
  return good;
}

}  // namespace

std::vector<Diagnostic> check_flow(std::string_view json_text) {
  flow::FlowFile file = flow::parse_flow(json_text, flow::Audience::relay);
  std::vector<Diagnostic> diagnostics = std::move(file.diagnostics);
  if (file.flow) {
    for (Diagnostic& fault : flow::pattern_faults(*file.flow, native::pattern_fault))
      diagnostics.push_back(std::move(fault));
  }
  // What only a browser must not get is no error here, but worth knowing before the flow is served in direct mode.
  for (Diagnostic diagnostic : flow::parse_flow(json_text, flow::Audience::browser).diagnostics) {
    const bool known = std::any_of(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& other) {
      return other.pointer == diagnostic.pointer && other.message == diagnostic.message;
    });
    if (known) continue;
    diagnostic.severity = Severity::warning;
    diagnostics.push_back(std::move(diagnostic));
  }
  // And what only a relay refuses, before the flow is served by one.
  if (!file.flow || file.flow->relay) return diagnostics;
  for (Diagnostic& fault : relay::relay_faults(*file.flow)) {
    diagnostics.push_back({Severity::warning, std::move(fault.pointer), "a relay refuses this: " + fault.message});
  }
  return diagnostics;
}

void add_check(CLI::App& program, Action& chosen) {
  auto paths = std::make_shared<std::vector<std::filesystem::path>>();
  CLI::App* command = program.add_subcommand("check", "Check flow files: every error and every security warning");
  command->add_option("FLOW", *paths, "Flow files")->required()->type_name("FILE");
  command->callback([paths, &chosen] {
    chosen = [paths] {
      bool good = true;
      for (const auto& path : *paths) good = check_file(path) && good;
      return good ? 0 : 1;
    };
  });
}

}  // namespace ringback::command
