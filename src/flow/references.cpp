#include "flow/references.hpp"

#include <vector>

namespace ringback::flow {
namespace {

void add_secrets(const TextTemplate& text, Names& names) {
  for (const TemplateSegment& segment : text.segments()) {
    if (segment.kind == TemplateSegment::Kind::secret) names.insert(segment.text);
  }
}

void add_secrets(const api::BodyValue& value, Names& names) {
  add_secrets(value.text, names);
  for (const auto& [name, member] : value.members) add_secrets(member, names);
}

}  // namespace

void add_references(const TextTemplate& text, Names& names) {
  for (const TemplateSegment& segment : text.segments()) {
    if (segment.kind == TemplateSegment::Kind::attribute) names.insert(segment.text);
  }
}

void add_references(const api::BodyValue& value, Names& names) {
  add_references(value.text, names);
  for (const auto& [name, member] : value.members) add_references(member, names);
}

Names references_of(const api::Definition& definition) {
  Names names;
  add_references(definition.url, names);
  for (const api::HeaderTemplate& header : definition.headers) add_references(header.value, names);
  if (definition.body) add_references(*definition.body, names);
  return names;
}

Names apis_before(const Flow& flow, std::string_view id) {
  Names before;
  std::vector<std::string_view> open{id};
  while (!open.empty()) {
    const auto found = flow.apis.find(open.back());
    open.pop_back();
    if (found == flow.apis.end()) continue;
    for (const std::string& each : found->second.after) {
      if (before.insert(each).second) open.push_back(each);
    }
  }
  return before;
}

Names secrets_of(const Flow& flow) {
  Names names;
  for (const auto& [id, definition] : flow.apis) {
    add_secrets(definition.url, names);
    for (const api::HeaderTemplate& header : definition.headers) add_secrets(header.value, names);
    if (definition.body) add_secrets(*definition.body, names);
  }
  return names;
}

}  // namespace ringback::flow
