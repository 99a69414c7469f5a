// Reads an entry of "nodes". A node type is a row of kTypes, an input kind a row of kKinds.
#include <algorithm>

#include "flow/flow_parts.hpp"
#include "flow/input_limits.hpp"

namespace ringback::flow {
namespace {

LocalizedText text_at(FlowReader& reader, const ObjectView& view, std::string_view key) {
  const Json* text = view.find(key);
  return text == nullptr ? LocalizedText{} : reader.read_drawn_text(*text, view.pointer(key));
}

std::optional<LocalizedText> optional_text_at(FlowReader& reader, const ObjectView& view, std::string_view key) {
  if (view.find(key) == nullptr) return std::nullopt;
  return text_at(reader, view, key);
}

NodeId node_at(const ObjectView& view, std::string_view key) { return NodeId{view.text(key)}; }

const AttributeDeclaration* declaration_of(FlowReader& reader, std::string_view name) {
  const auto found = reader.declarations().find(name);
  return found == reader.declarations().end() ? nullptr : &found->second;
}

std::string attribute_of_type(std::string_view name, const AttributeDeclaration& declared) {
  return "the attribute " + in_quotes(name) + " is of type " + type_name(declared.type);
}

bool has_placeholder(const Json& value) {
  if (const auto* text = value.get_ptr<const Json::string_t*>()) {
    const Result<TextTemplate> parsed = TextTemplate::parse(*text);
    if (!parsed) return false;
    const std::vector<TemplateSegment>& segments = parsed.value().segments();
    return std::any_of(segments.begin(), segments.end(),
                       [](const TemplateSegment& each) { return each.kind != TemplateSegment::Kind::literal; });
  }
  return value.is_structured() && std::any_of(value.begin(), value.end(), has_placeholder);
}

// Bodies and set nodes are filled in, so one may expect it here as well.
void warn_of_placeholder(FlowReader& reader, const Json& value, std::string pointer, const char* instead) {
  if (!has_placeholder(value)) return;
  reader.warning(std::move(pointer),
                 std::string{"found {{…}}, which isn't filled in here but taken as it is; "} + instead);
}

// ---- inputs

void read_phone(FlowReader& reader, const ObjectView& view, InputNode& input) {
  input.countries = reader.read_countries(view, "countries");
  input.default_country = view.optional_text("default_country");
  if (input.default_country && reader.check_country(*input.default_country, view.pointer("default_country"))) {
    const std::vector<std::string>& allowed = input.countries;
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), *input.default_country) == allowed.end()) {
      reader.error(view.pointer("default_country"), in_quotes(*input.default_country) + " isn't one of \"countries\"");
    }
  }
  input.consent = optional_text_at(reader, view, "consent");
}

void read_otp(FlowReader& reader, const ObjectView& view, InputNode& input) {
  constexpr std::int64_t kTenMinutes = 600'000;
  constexpr std::int64_t kSafeLength = 6;
  if (const auto length = view.integer("length")) {
    input.length = static_cast<std::size_t>(*length);
    if (*length < kSafeLength) {
      reader.warning(view.pointer("length"), "a code should have 6 digits at least (NIST SP 800-63B, OWASP ASVS 5.0)");
    }
  }
  if (const Json* resend = view.find("resend")) {
    if (resend->is_object() && reader.check(*resend, view.pointer("resend"), {&shapes::resend})) {
      const ObjectView each{*resend, view.pointer("resend")};
      input.resend.emplace();
      input.resend->node = node_at(each, "node");
      if (const auto after = each.integer("after_ms")) input.resend->after = Milliseconds{*after};
    }
  }
  if (const Json* change = view.find("change")) {
    if (change->is_object() && reader.check(*change, view.pointer("change"), {&shapes::change})) {
      input.change = node_at(ObjectView{*change, view.pointer("change")}, "node");
    }
  }
  if (const auto attempts = view.integer("attempts")) input.attempts = static_cast<int>(*attempts);
  input.exhausted = view.optional_text("exhausted");
  input.expired = view.optional_text("expired");
  if (const auto life = view.integer("expires_ms")) {
    input.expires = Milliseconds{*life};
    if (*life > kTenMinutes) {
      reader.warning(view.pointer("expires_ms"), "a code should live 10 minutes (600000) at most (OWASP ASVS 5.0)");
    }
  }
  if (input.exhausted && !input.attempts) {
    reader.error(view.pointer("exhausted"), "found \"exhausted\" without \"attempts\"");
  }
  if (input.expired && !input.expires) {
    reader.error(view.pointer("expired"), "found \"expired\" without \"expires_ms\"");
  }
}

void read_limits(FlowReader& reader, const ObjectView& view, InputNode& input) {
  input.pattern = view.optional_text("pattern");
  input.min = view.number("min");
  input.max = view.number("max");
  if (input.min && input.max && *input.min > *input.max) {
    reader.error(view.pointer("min"), "\"min\" is greater than \"max\"");
  }
}

void read_number(FlowReader& reader, const ObjectView& view, InputNode& input) {
  read_limits(reader, view, input);
  const std::string digits = ": no number has more than " + std::to_string(kMaximumDigits) + " digits";
  if (input.min && *input.min > double{kLargestNumber}) {
    reader.error(view.pointer("min"), "found " + dump_json(*view.find("min")) + ", expected at most " +
                                          std::to_string(kLargestNumber) + digits);
  }
  if (input.max && *input.max < -double{kLargestNumber}) {
    reader.error(view.pointer("max"), "found " + dump_json(*view.find("max")) + ", expected at least " +
                                          std::to_string(-kLargestNumber) + digits);
  }
}

void read_choices(FlowReader& reader, const ObjectView& view, InputNode& input) {
  const AttributeDeclaration* declared = declaration_of(reader, input.to);
  bool all_lead_on = true;
  read_objects(reader, view, "choices", shapes::choice, [&](const ObjectView& each) {
    Choice choice;
    choice.label = text_at(reader, each, "label");
    choice.next = each.optional_text("next");
    all_lead_on = all_lead_on && each.find("next") != nullptr;
    if (const Json* value = each.find("value")) {
      choice.value = *value;
      warn_of_placeholder(reader, *value, each.pointer("value"), "lead the choice to a \"set\" node, whose value is");
      if (declared != nullptr && !literal_fits(declared->type, *value)) {
        reader.error(each.pointer("value"),
                     "found " + kind_of(*value) + ", but " + attribute_of_type(input.to, *declared));
      }
    }
    input.choices.push_back(std::move(choice));
  });
  if (!all_lead_on && view.find("next") == nullptr) {
    reader.error(view.pointer(), "no key \"next\", expected the id of a node, or one at each of the choices");
  }
}

struct InputType {
  const char* kind;
  const Shape* shape;
  AttributeType to;  // or json
  void (*read)(FlowReader&, const ObjectView&, InputNode&);
};

// In the order of InputKind.
constexpr InputType kKinds[] = {
    {"phone", &shapes::input_phone, AttributeType::phone, read_phone},
    {"otp", &shapes::input_otp, AttributeType::text, read_otp},
    {"text", &shapes::input_text, AttributeType::text, read_limits},
    {"email", &shapes::input_email, AttributeType::text, read_limits},
    {"number", &shapes::input_number, AttributeType::number, read_number},
    {"choice", &shapes::input_choice, AttributeType::json, read_choices},  // its choices' values are checked instead
};

const InputType* input_type(const ObjectView& view) {
  for (const InputType& type : kKinds) {
    if (view.text("kind") == type.kind) return &type;
  }
  return nullptr;
}

void check_target(FlowReader& reader, const ObjectView& view, const InputType& type) {
  const std::string_view to = view.text("to");
  const AttributeDeclaration* declared = declaration_of(reader, to);
  if (declared == nullptr) return;
  if (declared->visibility == Visibility::private_only) {
    reader.error(view.pointer("to"), "the attribute " + in_quotes(to) + " is private, and a visitor's input never is");
  }
  // What is counted by number is counted by an attribute that can hold nothing else.
  const bool any = declared->type == AttributeType::json && type.to != AttributeType::phone;
  const bool right = declared->type == type.to || any;
  if (type.to != AttributeType::json && !right) {
    reader.error(view.pointer("to"),
                 attribute_of_type(to, *declared) + ", expected " + type_name(type.to) + " for " + type.shape->what);
  }
}

Node read_input(FlowReader& reader, const ObjectView& view) {
  InputNode input;
  input.to = view.text("to");
  input.text = optional_text_at(reader, view, "text");
  input.next = node_at(view, "next");
  const InputType* type = input_type(view);
  if (type == nullptr) {
    reader.check(view.json(), view.pointer(), {&shapes::node, &shapes::input}, UnknownKeys::not_judged);
    return input;
  }
  reader.check(view.json(), view.pointer(), {&shapes::node, &shapes::input, type->shape});
  input.kind = static_cast<InputKind>(type - kKinds);
  check_target(reader, view, *type);
  type->read(reader, view, input);
  return input;
}

// ---- the other nodes

Node read_message(FlowReader& reader, const ObjectView& view) {
  return MessageNode{text_at(reader, view, "text"), node_at(view, "next")};
}

Node read_api_call(FlowReader&, const ObjectView& view) {
  return ApiNode{std::string{view.text("api")}, node_at(view, "success"), view.optional_text("failure"),
                 view.optional_text("error")};
}

Node read_delay(FlowReader&, const ObjectView& view) {
  // One that can't be read isn't taken for one that never waits, or a circle through it would be told as endless.
  const std::int64_t wait = view.integer("ms").value_or(1);
  return DelayNode{Milliseconds{wait}, view.optional_text("since"), node_at(view, "next")};
}

Node read_condition(FlowReader& reader, const ObjectView& view) {
  ConditionNode condition;
  condition.attribute = view.text("attribute");
  condition.then = node_at(view, "then");
  condition.otherwise = node_at(view, "else");
  const std::vector<std::string_view> comparisons = split_words(kComparisons);
  int found = 0;
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    const Json* value = view.find(comparisons[i]);
    if (value == nullptr) continue;
    ++found;
    condition.comparison = static_cast<Comparison>(i);
    condition.value = *value;
    if (condition.comparison == Comparison::equals || condition.comparison == Comparison::not_equals) {
      warn_of_placeholder(reader, *value, view.pointer(comparisons[i]),
                          "to compare two attributes, call an API that is given both");
    }
  }
  if (found != 1) {
    std::string list;
    for (const std::string_view comparison : comparisons) list += " " + in_quotes(comparison);
    reader.error(view.pointer(), "found " + std::to_string(found) + " comparisons, expected exactly one of" + list);
  }
  const AttributeDeclaration* declared = declaration_of(reader, condition.attribute);
  const bool orders = condition.comparison == Comparison::greater || condition.comparison == Comparison::less;
  const bool equates = condition.comparison == Comparison::equals || condition.comparison == Comparison::not_equals;
  const bool numeric =
      declared == nullptr || declared->type == AttributeType::number || declared->type == AttributeType::json;
  if (found == 1 && orders && !numeric) {
    reader.error(view.pointer("attribute"),
                 attribute_of_type(condition.attribute, *declared) + ", expected number for \"greater\" or \"less\"");
  }
  const bool same_kind = declared == nullptr || condition.value.is_null() || declared->type == AttributeType::text ||
                         literal_fits(declared->type, condition.value);
  if (found == 1 && equates && !same_kind) {
    reader.warning(view.pointer(), attribute_of_type(condition.attribute, *declared) + ", which " +
                                       kind_of(condition.value) + " never equals");
  }
  return condition;
}

// Whether a private value would move into an attribute that the page and the visitor may see.
void check_leak(FlowReader& reader, const api::BodyValue& value, const std::string& pointer) {
  for (const TemplateSegment& segment : value.text.segments()) {
    const AttributeDeclaration* from =
        segment.kind == TemplateSegment::Kind::attribute ? declaration_of(reader, segment.text) : nullptr;
    if (from != nullptr && from->visibility == Visibility::private_only) {
      reader.error(pointer, "the attribute " + in_quotes(segment.text) +
                                " is private, and so must be the attribute that gets its value");
    }
  }
  for (const auto& [name, member] : value.members) check_leak(reader, member, pointer);
}

Node read_set(FlowReader& reader, const ObjectView& view) {
  SetNode set;
  set.attribute = view.text("attribute");
  set.next = node_at(view, "next");
  const Json* value = view.find("value");
  const AttributeDeclaration* declared = declaration_of(reader, set.attribute);
  if (value == nullptr) return set;
  set.value = reader.read_body(*value, view.pointer("value"), TemplateUse::value);
  if (declared == nullptr) return set;
  if (declared->visibility == Visibility::shared) check_leak(reader, set.value, view.pointer("value"));
  const bool filled_in = value->is_string() && value->get_ptr<const Json::string_t*>()->find("{{") != std::string::npos;
  if (!filled_in && !value->is_null() && !literal_fits(declared->type, *value)) {
    reader.error(view.pointer("value"),
                 "found " + kind_of(*value) + ", but " + attribute_of_type(set.attribute, *declared));
  }
  return set;
}

Node read_goto(FlowReader&, const ObjectView& view) { return GotoNode{node_at(view, "node")}; }

Node read_end(FlowReader&, const ObjectView& view) {
  return EndNode{static_cast<EndOutcome>(view.word("outcome", kOutcomes))};
}

struct NodeType {
  const char* type;
  const Shape* shape;  // null: it checks itself
  Node (*read)(FlowReader&, const ObjectView&);
};

constexpr NodeType kTypes[] = {
    {"message", &shapes::message, read_message},
    {"input", nullptr, read_input},
    {"api", &shapes::api_call, read_api_call},
    {"delay", &shapes::delay, read_delay},
    {"condition", &shapes::condition, read_condition},
    {"set", &shapes::set, read_set},
    {"goto", &shapes::go_to, read_goto},
    {"end", &shapes::end, read_end},
};

}  // namespace

std::optional<Node> read_node(FlowReader& reader, const Json& value, const std::string& pointer) {
  const ObjectView view{value, pointer};
  for (const NodeType& type : kTypes) {
    if (view.text("type") != type.type) continue;
    if (type.shape != nullptr) reader.check(value, pointer, {&shapes::node, type.shape});
    return type.read(reader, view);
  }
  reader.check(value, pointer, {&shapes::node}, UnknownKeys::not_judged);
  return std::nullopt;
}

}  // namespace ringback::flow
