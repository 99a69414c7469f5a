// API definitions for tests, as short as the flow file's.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "api/definition.hpp"

namespace ringback::testing {

// Aborts on what isn't a template or JSON: the test itself is wrong then.
inline TextTemplate text_template(std::string_view text) {
  Result<TextTemplate> parsed = TextTemplate::parse(text);
  if (!parsed) std::abort();
  return std::move(parsed).value();
}

inline Json json(std::string_view text) {
  auto parsed = parse_json(text);
  if (Json* value = std::get_if<Json>(&parsed)) return std::move(*value);
  std::abort();
}

inline api::BodyValue body_of(const Json& value) {
  api::BodyValue body;
  if (const auto* text = value.get_ptr<const Json::string_t*>()) {
    body.kind = api::BodyValue::Kind::text;
    body.text = text_template(*text);
  } else if (const auto* members = value.get_ptr<const Json::object_t*>()) {
    body.kind = api::BodyValue::Kind::object;
    for (const auto& [name, member] : *members) body.members.push_back({name, body_of(member)});
  } else if (const auto* elements = value.get_ptr<const Json::array_t*>()) {
    body.kind = api::BodyValue::Kind::array;
    for (const Json& element : *elements) body.members.push_back({{}, body_of(element)});
  } else {
    body.scalar = value;
  }
  return body;
}

inline api::Definition definition(api::Role role, std::string_view url = "https://api.example.com/call") {
  api::Definition definition;
  definition.id = "call";
  definition.name = "Call";
  definition.role = role;
  definition.url = text_template(url);
  return definition;
}

inline api::SaveRule save_rule(std::vector<std::string> pointers, std::string attribute) {
  api::SaveRule rule;
  rule.pointers = std::move(pointers);
  rule.attribute = std::move(attribute);
  rule.document_pointer = "/apis/call/save/0";
  return rule;
}

}  // namespace ringback::testing
