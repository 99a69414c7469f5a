// Every documented key of the flow file, right and wrong: tests/fixtures/flows/table.json says what becomes of each
// change to its flow. tests/shell/schema.test.mjs holds the JSON Schema to the same table.
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/regions.hpp"
#include "flow/flow_file.hpp"
#include "flow/flow_shapes.hpp"
#include "support/flow_loader.hpp"

namespace ringback::flow {
namespace {

using testing::json_of;
using testing::read_file;

Json table() { return json_of(read_file("tests/fixtures/flows/table.json")); }

const Json& member(const Json& object, const char* key) {
  static const Json kNothing = Json::object();
  const auto found = object.find(key);
  return found == object.end() ? kNothing : *found;
}

Json changed(Json flow, const Json& each) {
  for (const auto& [pointer, value] : member(each, "set").items()) flow[Json::json_pointer{pointer}] = value;
  for (const Json& text : member(each, "remove")) {
    const Json::json_pointer pointer{text.get<std::string>()};
    flow[pointer.parent_pointer()].erase(pointer.back());
  }
  return flow;
}

std::vector<std::string> told(const FlowFile& file, Severity severity) {
  std::vector<std::string> lines;
  for (const Diagnostic& each : file.diagnostics) {
    if (each.severity == severity) lines.push_back(each.to_string());
  }
  return lines;
}

std::vector<std::string> expected(const Json& each, const char* key) {
  std::vector<std::string> lines;
  for (const Json& line : member(each, key)) lines.push_back(line.get<std::string>());
  return lines;
}

TEST_CASE("the flow that the table changes is accepted without a word") {
  const FlowFile file = parse_flow(dump_json(*table().find("base")), Audience::relay);
  CHECK(told(file, Severity::error).empty());
  CHECK(told(file, Severity::warning).empty());
  CHECK(file.flow != nullptr);
}

TEST_CASE("each change to a flow is accepted, or refused with exactly what is wrong with it") {
  const Json whole = table();
  for (const Json& each : *whole.find("cases")) {
    const std::string name = text_of(member(each, "key")) + " " + text_of(member(each, "name"));
    INFO(name);
    const Audience audience = member(each, "audience") == "browser" ? Audience::browser : Audience::relay;
    const FlowFile file = parse_flow(dump_json(changed(*whole.find("base"), each)), audience);
    CHECK(told(file, Severity::error) == expected(each, "errors"));
    CHECK(told(file, Severity::warning) == expected(each, "warnings"));
    CHECK(file.has_errors() == !expected(each, "errors").empty());
  }
}

struct NamedShape {
  const char* definition;  // in the schema's "$defs"
  const Shape& shape;
};

const NamedShape kShapes[] = {
    {"flow", shapes::flow},
    {"attribute", shapes::attribute},
    {"api", shapes::api},
    {"save", shapes::save},
    {"success", shapes::success},
    {"problem", shapes::problem},
    {"resend", shapes::resend},
    {"change", shapes::change},
    {"choice", shapes::choice},
    {"node", shapes::node},
    {"message", shapes::message},
    {"input", shapes::input},
    {"api_call", shapes::api_call},
    {"delay", shapes::delay},
    {"condition", shapes::condition},
    {"set", shapes::set},
    {"goto", shapes::go_to},
    {"end", shapes::end},
    {"input_phone", shapes::input_phone},
    {"input_otp", shapes::input_otp},
    {"input_text", shapes::input_text},
    {"input_email", shapes::input_email},
    {"input_number", shapes::input_number},
    {"input_choice", shapes::input_choice},
};

std::vector<std::string> words_of(const char* words) {
  std::vector<std::string> list;
  for (std::string_view rest{words}; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    list.emplace_back(word);
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return list;
}

// What the schema says of a key must be what the parser expects of it.
void check_property(const Key& key, const Json& property) {
  const auto refers_to = [&](const char* name) { return member(property, "$ref") == "#/$defs/" + std::string{name}; };
  switch (key.expect) {
    case Expect::anything: break;
    case Expect::boolean: CHECK(member(property, "type") == "boolean"); break;
    case Expect::integer:
      if (key.minimum == key.maximum) {
        CHECK(member(property, "const") == key.minimum);
      } else {
        CHECK(member(property, "type") == "integer");
        CHECK(member(property, "minimum") == key.minimum);
        CHECK(member(property, "maximum") == key.maximum);
      }
      break;
    case Expect::number: CHECK(member(property, "type") == "number"); break;
    case Expect::string:
      CHECK(
          (member(property, "type") == "string" || refers_to("url") || refers_to("plain_url") || refers_to("country")));
      break;
    case Expect::text: CHECK(refers_to("text")); break;
    case Expect::object: CHECK(member(property, "type") == "object"); break;
    case Expect::array:
      CHECK(member(property, "type") == "array");
      CHECK(member(property, "minItems") == 1);
      break;
    case Expect::word: CHECK(member(property, "enum") == Json(words_of(key.words))); break;
    case Expect::node: CHECK(refers_to("node_id")); break;
    case Expect::attribute: CHECK(refers_to("attribute_name")); break;
    case Expect::api: CHECK(refers_to("api_id")); break;
  }
}

TEST_CASE("every key that the parser knows is in the schema as the parser expects it, and no other") {
  const Json schema = json_of(read_file("assets/schema/flow.schema.json"));
  for (const NamedShape& each : kShapes) {
    INFO(each.definition);
    const Json& definition = member(member(schema, "$defs"), each.definition);
    std::set<std::string> known, required, in_schema, required_in_schema;
    for (std::size_t i = 0; i < each.shape.size; ++i) {
      const Key& key = each.shape.keys[i];
      INFO(key.name);
      known.insert(key.name);
      if (key.required) required.insert(key.name);
      check_property(key, member(member(definition, "properties"), key.name));
    }
    for (const auto& [key, property] : member(definition, "properties").items()) in_schema.insert(key);
    for (const Json& key : member(definition, "required")) required_in_schema.insert(key.get<std::string>());
    CHECK(known == in_schema);
    CHECK(required == required_in_schema);
  }
}

TEST_CASE("the countries of the schemas are those that the parser knows") {
  const Json known(words_of(kRegions));
  const Json flow = json_of(read_file("assets/schema/flow.schema.json"));
  CHECK(member(member(member(flow, "$defs"), "country"), "enum") == known);
  const Json config = json_of(read_file("assets/schema/config.schema.json"));
  const Json& limits = member(member(member(config, "properties"), "limits"), "properties");
  CHECK(member(member(member(limits, "countries"), "items"), "enum") == known);
}

TEST_CASE("every object of the schema is one that the parser knows") {
  const Json schema = json_of(read_file("assets/schema/flow.schema.json"));
  std::set<std::string> known, in_schema;
  for (const NamedShape& each : kShapes) known.insert(each.definition);
  for (const auto& [name, definition] : member(schema, "$defs").items()) {
    if (definition.contains("properties")) in_schema.insert(name);
  }
  CHECK(known == in_schema);
}

TEST_CASE("every key that the parser knows has a case of its name in the table") {
  const Json whole = table();
  std::set<std::string> tested;
  for (const Json& each : *whole.find("cases")) tested.insert(text_of(member(each, "key")));
  for (const NamedShape& each : kShapes) {
    for (std::size_t i = 0; i < each.shape.size; ++i) {
      INFO(each.definition << " " << each.shape.keys[i].name);
      CHECK(tested.count(each.shape.keys[i].name) == 1);
    }
  }
}

}  // namespace
}  // namespace ringback::flow
