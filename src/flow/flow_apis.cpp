// Reads an entry of "apis".
#include <optional>
#include <string_view>

#include "api/url.hpp"
#include "base/ascii.hpp"
#include "flow/flow_parts.hpp"
#include "flow/references.hpp"

namespace ringback::flow {
namespace {

std::string read_method(FlowReader& reader, const ObjectView& view) {
  const std::string_view method = view.text("method");
  if (method.empty()) return "POST";
  std::string upper;
  bool letters = method.size() <= 16;
  for (const char c : method) {
    letters = letters && lower(c) >= 'a' && lower(c) <= 'z';
    upper.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  const bool forbidden = upper == "CONNECT" || upper == "TRACE" || upper == "TRACK";  // by every browser
  if (!letters || forbidden || upper != method) {
    reader.error(view.pointer("method"),
                 "found " + in_quotes(method) + ", expected an HTTP method such as \"POST\"" +
                     (letters && !forbidden ? " (did you mean " + in_quotes(upper) + "?)" : ""));
  }
  return upper;
}

// Checks what is known before the first secret is filled in; the rest is checked when the request is built.
TextTemplate read_url(FlowReader& reader, const ObjectView& view) {
  const std::string pointer = view.pointer("url");
  TextTemplate url = reader.read_template(view.text("url"), pointer, TemplateUse::request);
  if (url.segments().empty()) return url;  // what is wrong with it has been said
  std::string start;
  for (const TemplateSegment& segment : url.segments()) {
    if (segment.kind == TemplateSegment::Kind::literal) {
      start += segment.text;
      continue;
    }
    const bool in_path = api::authority_end(start) != std::string::npos;
    const bool relative = !start.empty() && start.find("://") == std::string::npos;
    if (relative) break;
    if (segment.kind == TemplateSegment::Kind::attribute && !in_path) {
      reader.error(pointer, "{{" + segment.text +
                                "}} stands in the host, where a visitor could send the request elsewhere; expected it "
                                "behind the first / of the URL");
      return url;
    }
    if (segment.kind == TemplateSegment::Kind::secret && !in_path) return url;
    start += 'x';
  }
  const std::string_view fault = api::url_fault(start);
  if (!fault.empty()) reader.error(pointer, "the URL " + std::string{fault});
  return url;
}

bool is_header_name(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";  // RFC 9110 section 5.6.2
  for (const char c : name) {
    const bool letter = lower(c) >= 'a' && lower(c) <= 'z';
    if (!letter && !is_digit(c) && kMarks.find(c) == std::string_view::npos) return false;
  }
  return !name.empty();
}

void read_headers(FlowReader& reader, const ObjectView& view, api::Definition& definition) {
  const Json* headers = view.find("headers");
  const auto* members = headers == nullptr ? nullptr : headers->get_ptr<const Json::object_t*>();
  if (members == nullptr) return;
  for (const auto& [name, value] : *members) {
    const std::string pointer = pointer_to(view.pointer("headers"), name);
    if (!is_header_name(name)) reader.error(pointer, in_quotes(name) + " isn't a header's name (RFC 9110)");
    const auto* text = value.get_ptr<const Json::string_t*>();
    if (text == nullptr) {
      reader.error(pointer, "found " + kind_of(value) + ", expected a text");
      continue;
    }
    for (const char c : *text) {
      if (c < ' ' || c > '~') {
        reader.error(pointer, "holds a character that a header can't carry, expected printable ASCII");
        break;
      }
    }
    definition.headers.push_back({name, reader.read_template(*text, pointer, TemplateUse::request)});
  }
}

bool is_form_value(const Json& value) { return !value.is_object() && !value.is_array(); }

void check_form(FlowReader& reader, const Json& body, const std::string& pointer) {
  const auto* members = body.get_ptr<const Json::object_t*>();
  if (members == nullptr) {
    reader.error(pointer, "found " + kind_of(body) + ", expected an object: \"body_type\" is \"form\"");
    return;
  }
  for (const auto& [name, value] : *members) {
    bool flat = is_form_value(value);
    if (const auto* elements = value.get_ptr<const Json::array_t*>()) {
      flat = true;
      for (const Json& element : *elements) flat = flat && is_form_value(element);
    }
    if (!flat) {
      reader.error(pointer_to(pointer, name), "found " + kind_of(value) +
                                                  ", expected a single value or an array of them: \"body_type\" is "
                                                  "\"form\"");
    }
  }
}

void read_body(FlowReader& reader, const ObjectView& view, api::Definition& definition) {
  definition.body_kind = static_cast<api::BodyKind>(view.word("body_type", kBodyTypes));
  const Json* body = view.find("body");
  if (body == nullptr) return;
  const std::string pointer = view.pointer("body");
  if (definition.method == "GET" || definition.method == "HEAD") {
    reader.error(pointer, "a " + definition.method + " request has no body, expected another method or no body");
  }
  if (definition.body_kind == api::BodyKind::form) check_form(reader, *body, pointer);
  if (definition.body_kind == api::BodyKind::text && !body->is_string()) {
    reader.error(pointer, "found " + kind_of(*body) + ", expected a text: \"body_type\" is \"text\"");
  }
  definition.body = reader.read_body(*body, pointer, TemplateUse::request);
}

// A JSON Pointer in the file; reports what isn't one.
std::string read_pointer(FlowReader& reader, const Json& value, const std::string& pointer, const char* expected) {
  const auto* text = value.get_ptr<const Json::string_t*>();
  if (text != nullptr && is_json_pointer(*text)) return *text;
  if (text == nullptr) {
    reader.error(pointer, "found " + kind_of(value) + ", expected " + expected);
    return {};
  }
  const bool missing_slash = !text->empty() && text->front() != '/' && is_json_pointer("/" + *text);
  reader.error(pointer, "found " + in_quotes(*text) + ", expected " + expected +
                            (missing_slash ? " (did you mean " + in_quotes("/" + *text) + "?)" : ""));
  return {};
}

void read_source(FlowReader& reader, const Json& from, const std::string& pointer, api::SaveRule& rule) {
  constexpr const char* kExpected =
      "a JSON Pointer such as \"/otp\", \"status\" or \"headers\", or an array of pointers";
  if (const auto* list = from.get_ptr<const Json::array_t*>()) {
    if (list->empty()) reader.error(pointer, std::string{"found an empty array, expected "} + kExpected);
    for (std::size_t i = 0; i < list->size(); ++i) {
      rule.pointers.push_back(
          read_pointer(reader, (*list)[i], pointer_to(pointer, std::to_string(i)), "a JSON Pointer such as \"/otp\""));
    }
    return;
  }
  const auto* text = from.get_ptr<const Json::string_t*>();
  if (text != nullptr && *text == "status") {
    rule.source = api::SaveRule::Source::status;
  } else if (text != nullptr && *text == "headers") {
    rule.source = api::SaveRule::Source::headers;
  } else {
    rule.pointers.push_back(read_pointer(reader, from, pointer, kExpected));
  }
}

void check_save_type(FlowReader& reader, const api::SaveRule& rule) {
  const auto declared = reader.declarations().find(rule.attribute);
  if (declared == reader.declarations().end() || rule.source == api::SaveRule::Source::body) return;
  const bool status = rule.source == api::SaveRule::Source::status;
  const AttributeType type = declared->second.type;
  if (type == AttributeType::json || (status && (type == AttributeType::number || type == AttributeType::text))) return;
  reader.error(pointer_to(rule.document_pointer, "to"),
               "the attribute " + in_quotes(rule.attribute) + " is of type " + type_name(type) + ", expected " +
                   (status ? "number, text or json for \"status\"" : "json for \"headers\""));
}

void read_save(FlowReader& reader, const ObjectView& view, api::Definition& definition) {
  read_objects(reader, view, "save", shapes::save, [&](const ObjectView& each) {
    api::SaveRule rule;
    rule.document_pointer = each.pointer();
    rule.attribute = each.text("to");
    if (const Json* from = each.find("from")) read_source(reader, *from, each.pointer("from"), rule);
    check_save_type(reader, rule);
    definition.save.push_back(std::move(rule));
  });
}

void read_success(FlowReader& reader, const ObjectView& view, api::Definition& definition) {
  const Json* success = view.find("success");
  if (success == nullptr || !success->is_object()) return;
  if (!reader.check(*success, view.pointer("success"), {&shapes::success})) return;
  const ObjectView each{*success, view.pointer("success")};
  api::SuccessRule rule;
  if (const Json* pointer = each.find("pointer")) {
    rule.pointer = read_pointer(reader, *pointer, each.pointer("pointer"), "a JSON Pointer such as \"/verified\"");
  }
  if (const Json* equals = each.find("equals")) rule.equals = *equals;
  definition.success = std::move(rule);
}

struct KnownProblem {
  std::string_view name;
  api::Problem problem;
  std::optional<api::Role> role;  // the only one that it can be an answer to
};

constexpr KnownProblem kKnownProblems[] = {
    {"expired", api::Problem::code_expired, api::Role::verify},
    {"locked", api::Problem::locked, api::Role::verify},
    {"invalid_number", api::Problem::invalid_number, api::Role::send},
    {"country_not_allowed", api::Problem::country_not_allowed, api::Role::send},
    {"rate_limited", api::Problem::rate_limited, std::nullopt},
};

// A status is a number: another value would never be found.
void check_status(FlowReader& reader, const Json& equals, const std::string& pointer) {
  constexpr double kLeast = 100, kGreatest = 999;
  const auto is_status = [&](const Json& value) {
    if (!value.is_number()) return false;
    const double number = value.get<double>();
    return number >= kLeast && number <= kGreatest && number == static_cast<int>(number);
  };
  if (is_status(equals)) return;
  const auto* text = equals.get_ptr<const Json::string_t*>();
  const auto parsed = parse_json(text == nullptr ? std::string_view{} : std::string_view{*text});
  const Json* meant = std::get_if<Json>(&parsed);
  const bool quoted = meant != nullptr && is_status(*meant);
  reader.error(pointer, "found " +
                            (text != nullptr      ? in_quotes(*text)
                             : equals.is_number() ? dump_json(equals)
                                                  : kind_of(equals)) +
                            ", expected a status from 100 to 999, which is a number" +
                            (quoted ? ": write " + dump_json(*meant) + " without quotes" : ""));
}

void read_problem(FlowReader& reader, const ObjectView& each, api::Definition& definition) {
  api::ProblemRule rule;
  if (const Json* from = each.find("from")) {
    if (*from == Json("status")) {
      rule.source = api::ProblemRule::Source::status;
    } else {
      rule.pointer =
          read_pointer(reader, *from, each.pointer("from"), "a JSON Pointer such as \"/code\", or \"status\"");
    }
  }
  if (const Json* equals = each.find("equals")) {
    rule.equals = *equals;
    if (rule.source == api::ProblemRule::Source::status) check_status(reader, *equals, each.pointer("equals"));
  }
  for (const KnownProblem& known : kKnownProblems) {
    if (each.text("problem") != known.name) continue;
    rule.problem = known.problem;
    if (known.role && *known.role != definition.role) {
      const bool verify = *known.role == api::Role::verify;
      reader.error(each.pointer("problem"), "found " + in_quotes(known.name) +
                                                " in an API of another role, expected it where \"role\" is " +
                                                (verify ? "\"verify\"" : "\"send\""));
    }
  }
  definition.problems.push_back(std::move(rule));
}

void read_problems(FlowReader& reader, const ObjectView& view, api::Definition& definition) {
  read_objects(reader, view, "problems", shapes::problem,
               [&](const ObjectView& each) { read_problem(reader, each, definition); });
}

void read_after(FlowReader& reader, const ObjectView& view, api::Definition& definition) {
  const Json* after = view.find("after");
  const auto* list = after == nullptr ? nullptr : after->get_ptr<const Json::array_t*>();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const std::string pointer = pointer_to(view.pointer("after"), std::to_string(i));
    const auto* name = (*list)[i].get_ptr<const Json::string_t*>();
    if (name == nullptr) {
      reader.error(pointer, "found " + kind_of((*list)[i]) + ", expected an API of this flow");
    } else if (reader.check_api(*name, pointer)) {
      definition.after.push_back(*name);
    }
  }
}

}  // namespace

void check_order(FlowReader& reader, const Flow& flow) {
  for (const auto& [id, definition] : flow.apis) {
    if (!apis_before(flow, id).contains(id)) continue;
    reader.error(pointer_to(pointer_to("/apis", id), "after"),
                 "leads back to " + in_quotes(id) + " itself, expected APIs that can be called before it");
  }
}

api::Definition read_api(FlowReader& reader, const std::string& id, const Json& value, const std::string& pointer,
                         ApisLive where) {
  api::Definition definition;
  definition.id = id;
  reader.check_name(id, pointer, "an API", false);
  if (!reader.check(value, pointer, {&shapes::api})) return definition;
  const ObjectView view{value, pointer};
  definition.name = view.optional_text("name").value_or(id);
  definition.role = static_cast<api::Role>(view.word("role", kRoles));
  if (where == ApisLive::behind_a_relay) {
    for (const char* key : {"method", "url", "headers", "body", "body_type", "save", "success", "problems", "after"}) {
      if (view.find(key) != nullptr) {
        reader.error(view.pointer(key), "found " + in_quotes(key) +
                                            " in a flow with \"relay\", expected it in the "
                                            "relay's own flow file only");
      }
    }
  } else {
    if (view.find("url") == nullptr) reader.error(pointer, "no key \"url\", expected an https URL");
    if (!view.text("url").empty()) definition.url = read_url(reader, view);
    definition.method = read_method(reader, view);
    read_headers(reader, view, definition);
    read_body(reader, view, definition);
    read_save(reader, view, definition);
    read_success(reader, view, definition);
    read_problems(reader, view, definition);
    read_after(reader, view, definition);
  }
  definition.phone = view.text("phone");
  if (const auto timeout = view.integer("timeout_ms")) definition.timeout = Milliseconds{*timeout};
  return definition;
}

}  // namespace ringback::flow
