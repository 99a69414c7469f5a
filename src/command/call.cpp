// ringback call: one API of a flow, really asked: what the request is, and what its answer means to the flow.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "command/call_report.hpp"
#include "command/commands.hpp"
#include "command/fetch.hpp"
#include "command/flow_argument.hpp"
#include "command/secret_source.hpp"
#include "flow/nearest_spelling.hpp"
#include "relay/random.hpp"

namespace ringback::command {
namespace {

constexpr std::size_t kKeyBytes = 16;

struct CallArguments {
  std::filesystem::path flow;
  std::string api;
  std::vector<std::string> set;
  bool dry_run = false, show_answer = false;
};

int fail(const std::string& message) {
  std::cerr << "ringback: " << message << '\n';
  return 1;
}

std::string unknown_api(const flow::Flow& flow, const std::string& name) {
  std::vector<std::string_view> known;
  std::string list;
  for (const auto& [id, definition] : flow.apis) {
    known.push_back(id);
    list += (list.empty() ? "" : ", ") + id;
  }
  const std::string_view near = flow::nearest_spelling(name, known);
  return "no API \"" + name + "\"" +
         (near.empty() ? ", expected one of " + list : " (did you mean \"" + std::string{near} + "\"?)");
}

int call(const CallArguments& arguments) {
  const auto flow = read_flow(arguments.flow);
  if (!flow) return 1;
  const auto found = flow->apis.find(arguments.api);
  if (found == flow->apis.end()) return fail(unknown_api(*flow, arguments.api));
  const api::Definition& definition = found->second;
  const auto attributes = given_attributes(*flow, arguments.set);
  if (!attributes) return fail("--set " + attributes.error().message);

  const std::string key = relay::random_hex(kKeyBytes);
  const auto shown = api::build_request(definition, *attributes, secrets_to_show(*flow), key);
  // A secret may be the whole address, of which its name is none.
  if (!shown && arguments.dry_run) return fail("can't show the request without its secrets: " + shown.error().message);
  if (shown) std::cout << request_text(*shown);
  if (const std::string unset = unset_text(definition, *attributes); !unset.empty()) {
    std::cerr << "ringback: " << unset << '\n';
  }
  if (arguments.dry_run) return 0;

  const auto secrets = find_secrets(*flow);
  if (!secrets) return fail(secrets.error().message);
  auto request = api::build_request(definition, *attributes, *secrets, key);
  if (!request) return fail(request.error().message);
  request->timeout = definition.timeout;
  const api::HttpAnswer answer = ask(std::move(*request));
  const CallReport report = report_of(*flow, definition, answer);
  std::cout << report.text;
  const auto* response = std::get_if<api::HttpResponse>(&answer);
  if (arguments.show_answer && response) std::cout << response->body << '\n';
  return report.success ? 0 : 1;
}

}  // namespace

void add_call(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<CallArguments>();
  CLI::App* command =
      program.add_subcommand("call", "Call one API of a flow, and say what its answer means; exit status 0 on success");
  command->add_option("FLOW", arguments->flow, "A flow file")->required()->type_name("FILE");
  command->add_option("API", arguments->api, "The id of one of its APIs")->required();
  command->add_option("--set", arguments->set, "An attribute's value, like phone=+4915123456789; may be repeated")
      ->type_name("NAME=VALUE");
  command->add_flag("--dry-run", arguments->dry_run, "Show the request and send nothing");
  command->add_flag("--answer", arguments->show_answer, "Show the answer's body too, which may hold the code");
  command->footer(
      "A send sends a real SMS. Secrets come from the environment, by their names; they show as secret.NAME, and of a "
      "private attribute only what it is.");
  command->callback([arguments, &chosen] { chosen = [arguments] { return call(*arguments); }; });
}

}  // namespace ringback::command
