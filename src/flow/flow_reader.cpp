#include "flow/flow_reader.hpp"

#include <algorithm>
#include <cmath>

#include "base/ascii.hpp"
#include "base/e164.hpp"
#include "base/name.hpp"
#include "base/regions.hpp"
#include "flow/nearest_spelling.hpp"

namespace ringback::flow {
namespace {

constexpr const char* kExpectedCountry = ", expected a country as ISO 3166-1 has it, such as \"DE\"";

constexpr std::int64_t kLargestExactInteger = 9'007'199'254'740'991;  // 2^53 - 1 (RFC 8259 section 6)

std::optional<std::int64_t> whole_number(const Json& value) {
  const auto number = value.is_number() ? std::optional{value.get<double>()} : std::nullopt;
  if (!number || std::floor(*number) != *number || std::abs(*number) > double{kLargestExactInteger})
    return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

bool is_pair_of_capitals(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() == 2 && capital(text[0]) && capital(text[1]);
}

std::vector<std::string_view> names_in(const Json& object) {
  std::vector<std::string_view> names;
  if (const auto* members = object.get_ptr<const Json::object_t*>()) {
    for (const auto& [name, value] : *members) names.push_back(name);
  }
  return names;
}

std::string expectation(const Key& key) {
  switch (key.expect) {
    case Expect::anything: return "a value";
    case Expect::boolean: return "true or false";
    case Expect::integer:
      return key.minimum == key.maximum
                 ? std::to_string(key.minimum)
                 : "a whole number from " + std::to_string(key.minimum) + " to " + std::to_string(key.maximum);
    case Expect::number: return "a number";
    case Expect::string: return "a text that isn't empty";
    case Expect::text: return "a text, or an object of texts by locale";
    case Expect::object: return "an object";
    case Expect::array: return "an array that isn't empty";
    case Expect::word: {
      std::string list = "one of";
      for (const std::string_view word : split_words(key.words)) list += " " + in_quotes(word);
      return list;
    }
    case Expect::node: return "the id of a node";
    case Expect::attribute: return "the name of an attribute";
    case Expect::api: return "the id of an API";
  }
  return {};
}

bool has_right_type(const Json& value, Expect expect) {
  switch (expect) {
    case Expect::anything: return true;
    case Expect::boolean: return value.is_boolean();
    case Expect::integer:
    case Expect::number: return value.is_number();
    case Expect::object: return value.is_object();
    case Expect::array: return value.is_array() && !value.empty();
    case Expect::text: return value.is_object() || value.is_string();
    default: return value.is_string();
  }
}

}  // namespace

const Json* ObjectView::find(std::string_view key) const {
  const auto* members = object_->get_ptr<const Json::object_t*>();
  if (members == nullptr) return nullptr;
  const auto found = members->find(key);
  return found == members->end() ? nullptr : &found->second;
}

std::string_view ObjectView::text(std::string_view key) const {
  const Json* value = find(key);
  const auto* text = value == nullptr ? nullptr : value->get_ptr<const Json::string_t*>();
  return text == nullptr ? std::string_view{} : std::string_view{*text};
}

std::optional<std::string> ObjectView::optional_text(std::string_view key) const {
  const std::string_view found = text(key);
  return found.empty() ? std::nullopt : std::optional{std::string{found}};
}

bool ObjectView::flag(std::string_view key) const {
  const Json* value = find(key);
  const auto* flag = value == nullptr ? nullptr : value->get_ptr<const Json::boolean_t*>();
  return flag != nullptr && *flag;
}

std::optional<std::int64_t> ObjectView::integer(std::string_view key) const {
  const Json* value = find(key);
  return value == nullptr ? std::nullopt : whole_number(*value);
}

std::optional<double> ObjectView::number(std::string_view key) const {
  const Json* value = find(key);
  return value == nullptr || !value->is_number() ? std::nullopt : std::optional{value->get<double>()};
}

std::size_t ObjectView::word(std::string_view key, const char* words) const {
  const std::vector<std::string_view> list = split_words(words);
  const auto found = std::find(list.begin(), list.end(), text(key));
  return found == list.end() ? 0 : static_cast<std::size_t>(found - list.begin());
}

void FlowReader::error(std::string pointer, std::string message) {
  diagnostics_.push_back({Severity::error, std::move(pointer), std::move(message)});
}

void FlowReader::warning(std::string pointer, std::string message) {
  diagnostics_.push_back({Severity::warning, std::move(pointer), std::move(message)});
}

bool FlowReader::has_errors() const {
  return std::any_of(diagnostics_.begin(), diagnostics_.end(),
                     [](const Diagnostic& each) { return each.severity == Severity::error; });
}

bool FlowReader::check(const Json& value, const std::string& pointer, std::initializer_list<const Shape*> parts,
                       UnknownKeys unknown) {
  const char* const what = (*(parts.end() - 1))->what;
  const auto* members = value.get_ptr<const Json::object_t*>();
  if (members == nullptr) {
    error(pointer, "found " + kind_of(value) + ", expected " + what);
    return false;
  }
  std::vector<std::string_view> known, missing;
  for (const Shape* part : parts) {
    for (std::size_t i = 0; i < part->size; ++i) {
      const Key& key = part->keys[i];
      known.push_back(key.name);
      const auto member = members->find(key.name);
      if (member != members->end()) {
        check_value(member->second, pointer_to(pointer, key.name), key);
      } else if (key.required) {
        missing.push_back(key.name);
        error(pointer, "no key " + in_quotes(key.name) + ", expected " + expectation(key));
      }
    }
  }
  // Not judged: but what looks like the key that is missing is named.
  const bool judged = unknown == UnknownKeys::refused;
  for (const auto& [name, member] : *members) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = suggestion(name, judged ? known : missing);
    if (judged || !near.empty()) error(pointer_to(pointer, name), "no key " + in_quotes(name) + " in " + what + near);
  }
  return true;
}

void FlowReader::check_value(const Json& value, const std::string& pointer, const Key& key) {
  if (!has_right_type(value, key.expect)) {
    const std::string found = value.is_array() ? "an empty array" : kind_of(value);
    error(pointer,
          "found " + (key.expect == Expect::array ? found : kind_of(value)) + ", expected " + expectation(key));
    return;
  }
  const auto* string = value.get_ptr<const Json::string_t*>();
  const std::string_view text = string == nullptr ? std::string_view{} : std::string_view{*string};
  switch (key.expect) {
    case Expect::integer: {
      const std::optional<std::int64_t> number = whole_number(value);
      if (!number || *number < key.minimum || *number > key.maximum) {
        error(pointer, "found " + dump_json(value) + ", expected " + expectation(key));
      }
      break;
    }
    case Expect::string:
      if (text.empty()) error(pointer, "found an empty text, expected " + expectation(key));
      break;
    case Expect::word: {
      const std::vector<std::string_view> words = split_words(key.words);
      if (std::find(words.begin(), words.end(), text) == words.end()) {
        error(pointer, "found " + in_quotes(text) + ", expected " + expectation(key) + suggestion(text, words));
      }
      break;
    }
    case Expect::node: check_reference(text, pointer, "nodes", "node"); break;
    case Expect::attribute: use_attribute(text, pointer); break;
    case Expect::api: use_api(text, pointer); break;
    default: break;
  }
}

bool FlowReader::check_reference(std::string_view name, const std::string& pointer, const char* section,
                                 const char* kind) {
  const Json* declared = ObjectView{document_, {}}.find(section);
  if (declared != nullptr && ObjectView{*declared, {}}.find(name) != nullptr) return true;
  if (declared != nullptr && !declared->is_object()) return false;  // which has been said, and is enough
  error(pointer, std::string{"no "} + kind + " " + in_quotes(name) +
                     (declared == nullptr ? std::string{} : suggestion(name, names_in(*declared))));
  return false;
}

const AttributeDeclaration* FlowReader::use_attribute(std::string_view name, const std::string& pointer) {
  if (!check_reference(name, pointer, "attributes", "attribute")) return nullptr;
  used_attributes_.emplace(name);
  const auto declared = declarations_.find(name);
  return declared == declarations_.end() ? nullptr : &declared->second;
}

void FlowReader::use_api(std::string_view name, const std::string& pointer) {
  if (check_api(name, pointer)) used_apis_.emplace(name);
}

bool FlowReader::check_api(std::string_view name, const std::string& pointer) {
  return check_reference(name, pointer, "apis", "API");
}

void FlowReader::check_name(std::string_view name, const std::string& pointer, const char* kind, bool dashes_allowed) {
  if (is_name(name, dashes_allowed)) return;
  error(pointer, in_quotes(name) + " can't name " + kind + ", expected a letter or _, then letters, digits" +
                     (dashes_allowed ? ", - " : " ") + "or _, at most " + std::to_string(kMaximumNameLength));
}

bool FlowReader::check_country(std::string_view code, const std::string& pointer) {
  const std::vector<std::string_view> regions = split_words(kRegions);
  if (std::find(regions.begin(), regions.end(), code) != regions.end()) return true;
  std::string near;
  if (code == "UK") {
    near = " (did you mean \"GB\"?)";
  } else if (is_pair_of_capitals(code)) {
    near = suggestion(code, regions);
  }
  error(pointer, "found " + in_quotes(code) + kExpectedCountry + near);
  return false;
}

std::vector<std::string> FlowReader::read_countries(const ObjectView& view, std::string_view key) {
  const Json* value = view.find(key);
  const auto* list = value == nullptr ? nullptr : value->get_ptr<const Json::array_t*>();
  std::vector<std::string> countries;
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const std::string pointer = pointer_to(view.pointer(key), std::to_string(i));
    const auto* code = (*list)[i].get_ptr<const Json::string_t*>();
    if (code == nullptr) {
      error(pointer, "found " + kind_of((*list)[i]) + kExpectedCountry);
    } else if (check_country(*code, pointer)) {
      countries.push_back(*code);
    }
  }
  return countries;
}

TextTemplate FlowReader::read_template(std::string_view text, const std::string& pointer, TemplateUse use) {
  Result<TextTemplate> parsed = TextTemplate::parse(text);
  if (!parsed) {
    error(pointer, parsed.error().message);
    return {};
  }
  for (const TemplateSegment& segment : parsed->segments()) {
    if (segment.kind == TemplateSegment::Kind::attribute) {
      const AttributeDeclaration* declared = use_attribute(segment.text, pointer);
      if (use == TemplateUse::drawn && declared != nullptr && declared->visibility == Visibility::private_only) {
        error(pointer, "the attribute " + in_quotes(segment.text) + " is private and can't be shown to a visitor");
      }
    } else if (segment.kind == TemplateSegment::Kind::secret && use != TemplateUse::request) {
      error(pointer, "{{secret." + segment.text + "}} can only stand in an API's url, headers or body");
    }
  }
  return std::move(parsed).value();
}

LocalizedText FlowReader::read_drawn_text(const Json& value, const std::string& pointer) {
  LocalizedText text;
  const auto read = [&](const std::string& locale, const Json& each, const std::string& at) {
    const auto* string = each.get_ptr<const Json::string_t*>();
    if (string == nullptr || string->empty()) {
      error(at,
            "found " + (string == nullptr ? kind_of(each) : "an empty text") + ", expected a text that isn't empty");
      return;
    }
    text.by_locale.insert_or_assign(locale, read_template(*string, at, TemplateUse::drawn));
  };
  const auto* by_locale = value.get_ptr<const Json::object_t*>();
  if (by_locale == nullptr) {
    if (value.is_string()) read("", value, pointer);
    return text;
  }
  if (by_locale->empty()) error(pointer, "found no text, expected one for at least one locale");
  for (const auto& [locale, each] : *by_locale) {
    const std::string at = pointer_to(pointer, locale);
    if (!is_language_tag(locale)) {
      error(at, in_quotes(locale) + " isn't a locale, expected a BCP 47 tag such as \"en\" or \"pt-BR\"");
    }
    read(locale, each, at);
  }
  return text;
}

api::BodyValue FlowReader::read_body(const Json& value, const std::string& pointer, TemplateUse use) {
  api::BodyValue body;
  if (const auto* text = value.get_ptr<const Json::string_t*>()) {
    body.kind = api::BodyValue::Kind::text;
    body.text = read_template(*text, pointer, use);
  } else if (const auto* members = value.get_ptr<const Json::object_t*>()) {
    body.kind = api::BodyValue::Kind::object;
    for (const auto& [name, member] : *members) {
      body.members.push_back({name, read_body(member, pointer_to(pointer, name), use)});
    }
  } else if (const auto* elements = value.get_ptr<const Json::array_t*>()) {
    body.kind = api::BodyValue::Kind::array;
    for (std::size_t i = 0; i < elements->size(); ++i) {
      body.members.push_back({{}, read_body((*elements)[i], pointer_to(pointer, std::to_string(i)), use)});
    }
  } else {
    body.scalar = value;
  }
  return body;
}

std::string FlowReader::suggestion(std::string_view found, const std::vector<std::string_view>& candidates) {
  if (suggestions_left_ <= 0) return {};
  --suggestions_left_;
  const std::string_view nearest = nearest_spelling(found, candidates);
  return nearest.empty() ? std::string{} : " (did you mean " + in_quotes(nearest) + "?)";
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShown = 80;
  std::string shown{text.substr(0, kShown)};
  if (text.size() > kShown) shown += "…";
  return dump_json(Json(std::move(shown)));
}

std::string kind_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null: return "null";
    case Json::value_t::boolean: return "a boolean";
    case Json::value_t::string: return "a text";
    case Json::value_t::array: return "an array";
    case Json::value_t::object: return "an object";
    default: return "a number";
  }
}

std::vector<std::string_view> split_words(const char* words) {
  std::vector<std::string_view> list;
  std::string_view rest{words};
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    list.push_back(word);
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return list;
}

bool literal_fits(AttributeType type, const Json& value) {
  switch (type) {
    case AttributeType::text: return value.is_string();
    case AttributeType::phone: {
      const auto* text = value.get_ptr<const Json::string_t*>();
      return text != nullptr && E164::parse(*text).has_value();
    }
    case AttributeType::number: return value.is_number();
    case AttributeType::boolean: return value.is_boolean();
    case AttributeType::json: return true;
  }
  return false;
}

const char* type_name(AttributeType type) {
  static constexpr const char* kNames[] = {"text", "phone", "number", "boolean", "json"};
  return kNames[static_cast<std::size_t>(type)];
}

bool is_language_tag(std::string_view tag) {
  bool first = true;
  while (!tag.empty()) {
    const std::string_view subtag = tag.substr(0, tag.find('-'));
    if (subtag.size() < (first ? 2 : 1) || subtag.size() > (first ? 3 : 8)) return false;
    for (const char c : subtag) {
      const bool letter = lower(c) >= 'a' && lower(c) <= 'z';
      if (!letter && (first || !is_digit(c))) return false;
    }
    tag.remove_prefix(subtag.size());
    if (!tag.empty() && tag.size() == 1) return false;
    if (!tag.empty()) tag.remove_prefix(1);
    first = false;
  }
  return !first;
}

}  // namespace ringback::flow
