// What reading the parts of a flow file has in common: where one is, what the file declares, and the list of what is
// wrong. The parts themselves: flow_apis.cpp, flow_nodes.cpp; the whole: flow_file.cpp.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "flow/flow.hpp"
#include "flow/flow_file.hpp"
#include "flow/flow_shapes.hpp"

namespace ringback::flow {

// A JSON object and its pointer in the file. A key that is absent, or was reported as wrong, reads as its default.
// Lives no longer than the JSON.
class ObjectView {
 public:
  ObjectView(const Json& object, std::string pointer) : object_{&object}, pointer_{std::move(pointer)} {}

  const std::string& pointer() const { return pointer_; }
  std::string pointer(std::string_view key) const { return pointer_to(pointer_, key); }
  const Json& json() const { return *object_; }

  const Json* find(std::string_view key) const;
  std::string_view text(std::string_view key) const;
  std::optional<std::string> optional_text(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;
  std::optional<double> number(std::string_view key) const;
  // The place of the key's word in `words`, 0 when there is none.
  std::size_t word(std::string_view key, const char* words) const;

 private:
  const Json* object_;
  std::string pointer_;
};

// What a template's placeholders may name.
enum class TemplateUse {
  drawn,    // no secret, no private attribute
  request,  // secrets and attributes
  value,    // of a set node: no secret
};

// Which keys an object may have can't be told while its "type" or "kind" is unknown.
enum class UnknownKeys { refused, not_judged };

class FlowReader {
 public:
  explicit FlowReader(const Json& document) : document_{document} {}

  void error(std::string pointer, std::string message);
  void warning(std::string pointer, std::string message);

  // The object's keys against its shapes, of which the last names it: reports unknown keys, missing ones, wrong values.
  // False when it isn't an object.
  bool check(const Json& value, const std::string& pointer, std::initializer_list<const Shape*> parts,
             UnknownKeys unknown = UnknownKeys::refused);

  // By name; reports what isn't declared, and remembers what is used.
  const AttributeDeclaration* use_attribute(std::string_view name, const std::string& pointer);
  void use_api(std::string_view name, const std::string& pointer);
  // As above, of an API that isn't called here.
  bool check_api(std::string_view name, const std::string& pointer);

  // Reports a name that isn't one. `kind`: "attribute", "API", "node".
  void check_name(std::string_view name, const std::string& pointer, const char* kind, bool dashes_allowed);

  // Of phone numbers; reports what is none.
  bool check_country(std::string_view code, const std::string& pointer);
  std::vector<std::string> read_countries(const ObjectView& view, std::string_view key);

  TextTemplate read_template(std::string_view text, const std::string& pointer, TemplateUse use);
  LocalizedText read_drawn_text(const Json& value, const std::string& pointer);
  // Templates in a JSON value, however deep.
  api::BodyValue read_body(const Json& value, const std::string& pointer, TemplateUse use);

  AttributeDeclarations& declarations() { return declarations_; }
  const std::set<std::string, std::less<>>& used_attributes() const { return used_attributes_; }
  const std::set<std::string, std::less<>>& used_apis() const { return used_apis_; }
  std::vector<Diagnostic>& diagnostics() { return diagnostics_; }
  bool has_errors() const;

 private:
  void check_value(const Json& value, const std::string& pointer, const Key& key);
  bool check_reference(std::string_view name, const std::string& pointer, const char* section, const char* kind);
  std::string suggestion(std::string_view found, const std::vector<std::string_view>& candidates);

  const Json& document_;
  AttributeDeclarations declarations_;
  std::vector<Diagnostic> diagnostics_;
  std::set<std::string, std::less<>> used_attributes_, used_apis_;
  int suggestions_left_ = 200;  // each costs a comparison with every name in the file
};

// That `text` isn't JSON, and from where on.
void report_syntax(FlowReader& reader, std::string_view text, const JsonSyntaxError& at);

// "\"name\"", shortened and with control characters escaped.
std::string in_quotes(std::string_view text);
// "a number", "an object", …: never the value, which may be a secret.
std::string kind_of(const Json& value);
std::vector<std::string_view> split_words(const char* words);
// Whether the flow file may write this value for an attribute of this type. Stricter than value_types.hpp, which judges
// what a provider answered.
bool literal_fits(AttributeType type, const Json& value);
const char* type_name(AttributeType type);
// BCP 47 in form: "en", "pt-BR", "zh-Hant-TW".
bool is_language_tag(std::string_view tag);

}  // namespace ringback::flow
