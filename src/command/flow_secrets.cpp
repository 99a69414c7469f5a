#include "command/flow_secrets.hpp"

#include <cstdlib>

namespace ringback::command {
namespace {

void add_names(const TextTemplate& text, std::set<std::string>& names) {
  for (const TemplateSegment& segment : text.segments()) {
    if (segment.kind == TemplateSegment::Kind::secret) names.insert(segment.text);
  }
}

void add_names(const api::BodyValue& value, std::set<std::string>& names) {
  add_names(value.text, names);
  for (const auto& [name, member] : value.members) add_names(member, names);
}

}  // namespace

std::set<std::string> secret_names(const flow::Flow& flow) {
  std::set<std::string> names;
  for (const auto& [id, definition] : flow.apis) {
    add_names(definition.url, names);
    for (const api::HeaderTemplate& header : definition.headers) add_names(header.value, names);
    if (definition.body) add_names(*definition.body, names);
  }
  return names;
}

Result<Secrets> secrets_from_environment(const flow::Flow& flow) {
  Secrets secrets;
  std::string missing;
  for (const std::string& name : secret_names(flow)) {
    const char* value = std::getenv(name.c_str());
    if (value && *value) {
      secrets.emplace(name, Secret{value});
    } else {
      missing += (missing.empty() ? "" : ", ") + name;
    }
  }
  if (missing.empty()) return secrets;
  return Error{"this flow needs " + missing + " in the environment; to try it without, use --sandbox"};
}

}  // namespace ringback::command
