#include "command/flow_argument.hpp"

#include <iostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "flow/flow_file.hpp"
#include "flow/pattern_check.hpp"
#include "native/pattern.hpp"
#include "relay/files.hpp"
#include "relay/published_flow.hpp"

namespace ringback::command {

std::shared_ptr<const flow::Flow> read_flow(const std::filesystem::path& path, std::string_view base) {
  auto text = relay::read_file(path);
  if (!text) {
    std::cerr << path.string() << ": " << text.error().message << '\n';
    return nullptr;
  }
  // As it was written: what is changed for the sandbox has lost what was in it twice.
  flow::FlowFile file = flow::parse_flow(*text, flow::Audience::relay);
  if (file.flow && !base.empty()) {
    auto parsed = parse_json(*text);
    Json& flow = *std::get_if<Json>(&parsed);
    relay::point_at_sandbox(flow, base);
    relay::replace_secrets(flow);
    file = flow::parse_flow(dump_json(flow), flow::Audience::relay);
  }
  std::vector<flow::Diagnostic> faults = std::move(file.diagnostics);
  if (file.flow) faults = flow::pattern_faults(*file.flow, native::pattern_fault);
  bool usable = true;
  for (const flow::Diagnostic& fault : faults) {
    if (fault.severity != flow::Severity::error) continue;
    usable = false;
    std::cerr << path.string() << ": " << fault.to_string() << '\n';
  }
  if (!usable) return nullptr;
  if (file.flow->relay) {
    std::cerr << path.string() << ": this is a flow's public form, expected the file that its relay serves\n";
    return nullptr;
  }
  return file.flow;
}

}  // namespace ringback::command
