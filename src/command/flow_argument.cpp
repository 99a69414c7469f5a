#include "command/flow_argument.hpp"

#include <iostream>
#include <string>
#include <variant>

#include "flow/flow_file.hpp"
#include "relay/files.hpp"
#include "relay/published_flow.hpp"

namespace ringback::command {

std::shared_ptr<const flow::Flow> read_flow(const std::filesystem::path& path, std::string_view base) {
  auto text = relay::read_file(path);
  if (!text) {
    std::cerr << path.string() << ": " << text.error().message << '\n';
    return nullptr;
  }
  std::string json = std::move(*text);
  auto parsed = parse_json(json);
  if (Json* flow = std::get_if<Json>(&parsed); flow && !base.empty()) {
    relay::point_at_sandbox(*flow, base);
    relay::replace_secrets(*flow);
    json = dump_json(*flow);
  }
  const flow::FlowFile file = flow::parse_flow(json, flow::Audience::relay);
  for (const flow::Diagnostic& diagnostic : file.diagnostics) {
    if (diagnostic.severity == flow::Severity::error)
      std::cerr << path.string() << ": " << diagnostic.to_string() << '\n';
  }
  if (file.flow && file.flow->relay) {
    std::cerr << path.string() << ": this is a flow's public form, expected the file that its relay serves\n";
    return nullptr;
  }
  return file.flow;
}

}  // namespace ringback::command
