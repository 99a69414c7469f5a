#include "flow/flow_file.hpp"

#include <algorithm>
#include <cstddef>

#include "api/url.hpp"
#include "base/ascii.hpp"
#include "base/name.hpp"
#include "flow/flow_graph.hpp"
#include "flow/flow_parts.hpp"
#include "flow/flow_reader.hpp"
#include "flow/security_check.hpp"

namespace ringback::flow {
namespace {

constexpr std::size_t kMaximumFileBytes = 256 * 1024;
constexpr std::size_t kMaximumNodes = 500;

// FNV-1a, 64 bits, as hex. It tells one version of a site's own flow from another; nobody gains by a collision, who
// could change the flow itself, so a cryptographic hash would only cost bytes.
std::string digest_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  std::string digest(16, '0');
  for (std::size_t i = digest.size(); i > 0; --i, hash >>= 4) digest[i - 1] = "0123456789abcdef"[hash & 15];
  return digest;
}

void read_attributes(FlowReader& reader, const Json& attributes) {
  for (const auto& [name, value] : *attributes.get_ptr<const Json::object_t*>()) {
    const std::string pointer = pointer_to("/attributes", name);
    reader.check_name(name, pointer, "an attribute", false);
    AttributeDeclaration& declared = reader.declarations()[name];
    if (!reader.check(value, pointer, {&shapes::attribute})) continue;
    const ObjectView view{value, pointer};
    declared.type = static_cast<AttributeType>(view.word("type", kAttributeTypes));
    if (view.flag("private")) declared.visibility = Visibility::private_only;
    if (view.flag("transient")) declared.retention = Retention::transient;
    if (const Json* initial = view.find("initial")) {
      declared.initial = *initial;
      if (!literal_fits(declared.type, *initial)) {
        const bool number = declared.type == AttributeType::phone;
        reader.error(view.pointer("initial"),
                     "found " + kind_of(*initial) + ", expected " +
                         (number ? "a phone number such as \"+4915123456789\" (E.164)"
                                 : std::string{"a value of type "} + type_name(declared.type)));
      }
    }
  }
}

void read_apis(FlowReader& reader, const Json& apis, Flow& flow) {
  const ApisLive where = flow.relay ? ApisLive::behind_a_relay : ApisLive::in_the_file;
  for (const auto& [id, value] : *apis.get_ptr<const Json::object_t*>()) {
    flow.apis.insert_or_assign(id, read_api(reader, id, value, pointer_to("/apis", id), where));
  }
  check_order(reader, flow);
}

void read_nodes(FlowReader& reader, const Json& nodes, Flow& flow) {
  if (nodes.empty()) reader.error("/nodes", "found no node, expected at least one");
  if (nodes.size() > kMaximumNodes) {
    reader.error("/nodes",
                 "found " + std::to_string(nodes.size()) + " nodes, expected at most " + std::to_string(kMaximumNodes));
    return;
  }
  for (const auto& [id, value] : *nodes.get_ptr<const Json::object_t*>()) {
    const std::string pointer = pointer_to("/nodes", id);
    reader.check_name(id, pointer, "a node", true);
    if (std::optional<Node> node = read_node(reader, value, pointer)) flow.nodes.insert_or_assign(id, std::move(*node));
  }
}

void warn_of_unused(FlowReader& reader, const Flow& flow) {
  for (const auto& [name, declared] : flow.attributes) {
    // What its relay's APIs are given and save isn't seen here.
    if (reader.used_attributes().count(name) == 0 && !flow.relay) {
      reader.warning(pointer_to("/attributes", name), "this attribute is never used");
    }
  }
  for (const auto& [id, definition] : flow.apis) {
    if (reader.used_apis().count(id) == 0) reader.warning(pointer_to("/apis", id), "this API is never called");
  }
}

void read_relay(FlowReader& reader, const ObjectView& view, Flow& flow) {
  flow.id = view.optional_text("id");
  if (flow.id && !is_flow_id(*flow.id)) {
    reader.error("/id", "found " + in_quotes(*flow.id) + ", expected " + flow_id_form());
  }
  flow.relay = view.optional_text("relay");
  if (!flow.relay) return;
  if (view.find("id") == nullptr) reader.error("", "no key \"id\", expected the flow's name at its relay");
  std::string_view fault = api::url_fault(*flow.relay);
  if (fault.empty() && flow.relay->find_first_of("?#") != std::string::npos) fault = "has more than a path";
  if (!fault.empty()) reader.error("/relay", "the URL " + std::string{fault});
  while (!flow.relay->empty() && flow.relay->back() == '/') flow.relay->pop_back();
}

// A value that never leaves the relay isn't in what the relay hands out.
void refuse_private_values(FlowReader& reader, const Flow& flow) {
  if (!flow.relay) return;
  for (const auto& [name, declared] : reader.declarations()) {
    if (declared.visibility != Visibility::private_only || !declared.initial) continue;
    reader.error(pointer_to(pointer_to("/attributes", name), "initial"),
                 "found the value of a private attribute in a flow with \"relay\", expected it in the relay's own flow "
                 "file only");
  }
}

// An endless circle is one whatever else is wrong; that no way leads to a node may come of a fault that is told already.
void forget_warnings(FlowReader& reader, std::ptrdiff_t from) {
  std::vector<Diagnostic>& all = reader.diagnostics();
  const auto kept = std::remove_if(all.begin() + from, all.end(),
                                   [](const Diagnostic& each) { return each.severity == Severity::warning; });
  all.erase(kept, all.end());
}

Flow read_flow(FlowReader& reader, const Json& document, Audience audience) {
  Flow flow;
  if (!reader.check(document, "", {&shapes::flow})) return flow;
  const ObjectView view{document, ""};
  const auto object_at = [&](std::string_view key) {
    const Json* value = view.find(key);
    return value != nullptr && value->is_object() ? value : nullptr;
  };
  read_relay(reader, view, flow);
  flow.accept_public_secrets = view.flag("accept_public_secrets");
  flow.start = view.text("start");
  if (const Json* attributes = object_at("attributes")) read_attributes(reader, *attributes);
  refuse_private_values(reader, flow);
  if (const Json* title = view.find("title")) flow.title = reader.read_drawn_text(*title, "/title");
  if (flow.title.by_locale.empty()) flow.title.by_locale.emplace("", TextTemplate::literal("Chat"));
  if (const Json* apis = object_at("apis")) read_apis(reader, *apis, flow);
  if (const Json* nodes = object_at("nodes")) read_nodes(reader, *nodes, flow);
  flow.attributes = reader.declarations();
  check_security(reader, flow, audience);
  const bool sound = !reader.has_errors();
  const auto said = static_cast<std::ptrdiff_t>(reader.diagnostics().size());
  check_graph(reader, flow);
  if (sound) {
    warn_of_unused(reader, flow);
  } else {
    forget_warnings(reader, said);
  }
  return flow;
}

}  // namespace

std::string error_lines(const std::vector<Diagnostic>& diagnostics) {
  std::string lines;
  for (const Diagnostic& each : diagnostics) {
    if (each.severity == Severity::error) lines += (lines.empty() ? "" : "\n") + each.to_string();
  }
  return lines;
}

bool is_flow_id(std::string_view text) {
  if (text.empty() || text.size() > kMaximumNameLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool plain = is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
    if (!plain && (i == 0 || (c != '-' && c != '_' && c != '.'))) return false;
  }
  return true;
}

std::string flow_id_form() {
  return "letters, digits and - _ . behind a letter or a digit, at most " + std::to_string(kMaximumNameLength);
}

FlowFile parse_flow(std::string_view json_text, Audience audience) {
  const Json nothing;
  FlowFile file;
  if (json_text.size() > kMaximumFileBytes) {
    FlowReader reader{nothing};
    reader.error("", "found " + std::to_string(json_text.size()) + " bytes, expected at most " +
                         std::to_string(kMaximumFileBytes));
    file.diagnostics = std::move(reader.diagnostics());
    return file;
  }
  std::vector<std::string> duplicate_keys;
  const auto parsed = parse_json(json_text, &duplicate_keys);
  const Json* document = std::get_if<Json>(&parsed);
  FlowReader reader{document == nullptr ? nothing : *document};
  if (document == nullptr) {
    report_syntax(reader, json_text, *std::get_if<JsonSyntaxError>(&parsed));
    file.diagnostics = std::move(reader.diagnostics());
    return file;
  }
  for (const std::string& pointer : duplicate_keys) reader.error(pointer, "this key occurs twice");
  Flow flow = read_flow(reader, *document, audience);
  if (!reader.has_errors()) {
    flow.digest = digest_of(dump_json(*document));
    file.flow = std::make_shared<const Flow>(std::move(flow));
  }
  file.diagnostics = std::move(reader.diagnostics());
  return file;
}

}  // namespace ringback::flow
