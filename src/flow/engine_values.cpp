// Attributes: what is set, from what it was made, and so who may see it.
#include "flow/engine.hpp"
#include "flow/references.hpp"
#include "flow/value_types.hpp"

namespace ringback::flow {
namespace {

constexpr const char* kHidden = "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2";  // four bullets

std::string as_it_is(std::string_view text) { return std::string(text); }

// A lone placeholder keeps its JSON type; one without a value is null.
Json evaluate(const api::BodyValue& value, const Attributes& attributes) {
  switch (value.kind) {
    case api::BodyValue::Kind::scalar: return value.scalar;
    case api::BodyValue::Kind::text: {
      if (const TemplateSegment* placeholder = value.text.only_placeholder()) {
        const Json* held = attributes.find(placeholder->text);
        return placeholder->kind == TemplateSegment::Kind::attribute && held != nullptr ? *held : Json();
      }
      const Result<std::string> text = value.text.render_for_request(attributes, {}, as_it_is);
      return text ? Json(text.value()) : Json();
    }
    case api::BodyValue::Kind::array: {
      Json::array_t elements;
      for (const auto& [name, member] : value.members) elements.push_back(evaluate(member, attributes));
      return Json(std::move(elements));
    }
    case api::BodyValue::Kind::object: {
      Json::object_t members;
      for (const auto& [name, member] : value.members) members.emplace(name, evaluate(member, attributes));
      return Json(std::move(members));
    }
  }
  return Json();
}

Json converted(AttributeType type, const Json& value) {
  if (type == AttributeType::text) return Json(text_of(value));
  const std::optional<double> number = type == AttributeType::number ? number_in(value) : std::nullopt;
  return number ? json_number(*number) : Json();
}

}  // namespace

// A value of another type than the declared one becomes text, or the number that a text is, or nothing.
void Engine::set_value(std::string_view name, Json value) {
  const auto declaration = flow_->attributes.find(name);
  if (declaration == flow_->attributes.end()) return;
  const AttributeType type = declaration->second.type;
  if (!value.is_null() && !fits(type, value)) value = converted(type, value);
  const Json* held = state_.attributes.find(name);
  const bool same = held == nullptr ? value.is_null() : *held == value;
  if (const auto made = state_.made_from_private.find(name); made != state_.made_from_private.end()) {
    state_.made_from_private.erase(made);
  }
  if (const auto made = state_.made_from_transient.find(name); made != state_.made_from_transient.end()) {
    state_.made_from_transient.erase(made);
  }
  if (same) return;
  forget_keys_of_calls_with(name);
  if (value.is_null()) {
    state_.attributes.clear(name);
  } else {
    state_.attributes.set(name, std::move(value));
  }
}

// With another value in it, it is another request.
void Engine::forget_keys_of_calls_with(std::string_view name) {
  for (auto call = state_.doubtful_calls.begin(); call != state_.doubtful_calls.end();) {
    call = is_sent_to(call->first, name) ? state_.doubtful_calls.erase(call) : std::next(call);
  }
  if (state_.phase != Phase::calling) return;
  const auto* node = std::get_if<ApiNode>(&flow_->nodes.find(state_.node)->second);
  if (node != nullptr && is_sent_to(node->api, name)) state_.call_key.clear();
}

// A relay gets every value that the page may know.
bool Engine::is_sent_to(std::string_view api, std::string_view name) const {
  if (flow_->relay) return !is_private(name);
  return references_of(flow_->apis.find(api)->second).count(name) != 0;
}

void Engine::evaluate_set(const SetNode& node) {
  Names sources;
  add_references(node.value, sources);
  bool from_private = false, from_transient = false;
  for (const std::string& source : sources) {
    from_private = from_private || is_private(source);
    from_transient = from_transient || is_transient(source);
  }
  set_value(node.attribute, evaluate(node.value, state_.attributes));
  if (from_private) state_.made_from_private.insert(node.attribute);
  if (from_transient) state_.made_from_transient.insert(node.attribute);
}

bool Engine::holds(const ConditionNode& condition) const {
  const Json* held = state_.attributes.find(condition.attribute);
  const bool exists = held != nullptr && !held->is_null();
  switch (condition.comparison) {
    case Comparison::exists: return exists != (condition.value == Json(false));
    case Comparison::equals: return exists ? same_value(*held, condition.value) : condition.value.is_null();
    case Comparison::not_equals: return exists ? !same_value(*held, condition.value) : !condition.value.is_null();
    case Comparison::matches: {
      const auto* pattern = condition.value.get_ptr<const Json::string_t*>();
      return exists && pattern != nullptr && options_.matches != nullptr && options_.matches(*pattern, text_of(*held));
    }
    case Comparison::greater:
    case Comparison::less: {
      const std::optional<double> number = exists ? number_in(*held) : std::nullopt;
      const std::optional<double> limit = number_in(condition.value);
      if (!number || !limit) return false;
      return condition.comparison == Comparison::greater ? *number > *limit : *number < *limit;
    }
  }
  return false;
}

bool Engine::is_private(std::string_view name) const {
  const auto declaration = flow_->attributes.find(name);
  if (declaration == flow_->attributes.end()) return false;
  return declaration->second.visibility == Visibility::private_only || state_.made_from_private.count(name) != 0;
}

// A code is transient whatever its declaration says.
bool Engine::is_transient(std::string_view name) const {
  const auto declaration = flow_->attributes.find(name);
  if (declaration != flow_->attributes.end() && declaration->second.retention == Retention::transient) return true;
  return state_.made_from_transient.count(name) != 0 || is_code(name);
}

bool Engine::is_code(std::string_view name) const {
  for (const auto& [id, node] : flow_->nodes) {
    const auto* input = std::get_if<InputNode>(&node);
    if (input != nullptr && input->kind == InputKind::otp && input->to == name) return true;
  }
  return false;
}

const Json* Engine::visible(std::string_view name) const {
  if (flow_->attributes.find(name) == flow_->attributes.end() || is_private(name)) return nullptr;
  const Json* value = state_.attributes.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string Engine::render(const LocalizedText& text) const {
  Attributes shown = state_.attributes;
  for (const auto& [name, value] : state_.attributes.values()) {
    if (is_private(name)) shown.clear(name);
  }
  return text.in(options_.locale).render_for_display(shown);
}

Say Engine::say(const LocalizedText& text) const {
  const TextTemplate& words = text.in(options_.locale);
  Say result{render(text), state_.node};
  Names sources;
  add_references(words, sources);
  Attributes storable = state_.attributes;
  bool hidden = false;
  for (const std::string& source : sources) {
    if (is_private(source)) {
      storable.clear(source);
    } else if (is_transient(source) && storable.find(source) != nullptr) {
      storable.set(source, Json(kHidden));
      hidden = true;
    }
  }
  if (hidden) result.text_to_store = words.render_for_display(storable);
  return result;
}

Echo Engine::echo_of_choice(const InputNode& input, const Choice& choice) const {
  const Say label = say(choice.label);
  Echo result = echo(input, label.text);
  if (!result.text_to_store && !is_private(input.to)) result.text_to_store = label.text_to_store;
  return result;
}

Echo Engine::echo(const InputNode& input, std::string shown) const {
  Echo result{is_private(input.to) ? kHidden : std::move(shown), state_.node};
  if (is_transient(input.to) && input.kind != InputKind::otp) result.text_to_store = kHidden;
  return result;
}

// The number that a send goes to. A public flow doesn't show what its APIs send, but which attribute holds it; where it
// says nothing, it is the number entered.
std::string Engine::number_of(const api::Definition& definition) const {
  const auto number_in_attribute = [this](const std::string& name) -> const std::string* {
    const auto declaration = flow_->attributes.find(name);
    if (declaration == flow_->attributes.end() || declaration->second.type != AttributeType::phone) return nullptr;
    if (is_private(name)) return nullptr;
    const Json* value = state_.attributes.find(name);
    return value == nullptr ? nullptr : value->get_ptr<const Json::string_t*>();
  };
  if (!definition.phone.empty()) {
    const std::string* number = number_in_attribute(definition.phone);
    return number == nullptr ? std::string{} : *number;
  }
  const Names references = references_of(definition);
  if (state_.phone_input) {
    const InputNode& input = *std::get_if<InputNode>(&flow_->nodes.find(*state_.phone_input)->second);
    if (references.empty() || references.count(input.to) != 0) {
      if (const std::string* number = number_in_attribute(input.to)) return *number;
    }
  }
  for (const std::string& name : references) {
    if (const std::string* number = number_in_attribute(name)) return *number;
  }
  for (const auto& [id, node] : flow_->nodes) {
    const auto* input = std::get_if<InputNode>(&node);
    if (input == nullptr || input->kind != InputKind::phone) continue;
    if (const std::string* number = number_in_attribute(input->to)) return *number;
  }
  return {};
}

}  // namespace ringback::flow
