#include "flow/page_values.hpp"

#include <vector>

#include "flow/engine.hpp"
#include "flow/flow_reader.hpp"
#include "flow/nearest_spelling.hpp"
#include "flow/value_types.hpp"

namespace ringback::flow {
namespace {

std::string not_set(std::string_view name, const std::string& why) {
  return "the attribute " + in_quotes(name) + " wasn't set: " + why;
}

const char* expected_by(AttributeType type) {
  switch (type) {
    case AttributeType::text: return "a text, a number or a boolean";
    case AttributeType::phone: return "a phone number as a text such as \"+4915123456789\" (E.164)";
    case AttributeType::number: return "a number";
    case AttributeType::boolean: return "true or false";
    case AttributeType::json: break;
  }
  return "any JSON";
}

std::string unknown(const Flow& flow, std::string_view name) {
  std::vector<std::string_view> candidates;
  for (const auto& [known, declaration] : flow.attributes) {
    if (declaration.visibility == Visibility::shared) candidates.push_back(known);
  }
  const std::string_view near = nearest_spelling(name, candidates);
  return not_set(name, "the flow has none of this name" +
                           (near.empty() ? std::string{} : " (did you mean " + in_quotes(near) + "?)"));
}

}  // namespace

std::string private_value_fault(std::string_view name) {
  return not_set(name, "it is private, expected one that the page may see");
}

std::string page_value_fault(const Flow& flow, std::string_view name, const Json& value) {
  const auto found = flow.attributes.find(name);
  if (found == flow.attributes.end()) return unknown(flow, name);
  const AttributeType type = found->second.type;
  if (!value.is_null() && !fits(type, value)) {
    return not_set(name, "it is of type " + std::string{type_name(type)} + "; found " + kind_of(value) +
                             (value.is_string() && type == AttributeType::phone ? " that is none" : "") +
                             ", expected " + expected_by(type));
  }
  if (dump_json(value).size() > kMaximumAttributeBytes) {
    return not_set(name, "found more than " + std::to_string(kMaximumAttributeBytes) + " bytes of JSON");
  }
  return {};
}

}  // namespace ringback::flow
