// Asking an API: what it is given, whatever the browser claims.
#include <utility>
#include <variant>

#include "base/hex.hpp"
#include "flow/engine.hpp"
#include "flow/value_types.hpp"
#include "relay/call.hpp"
#include "relay/digest.hpp"
#include "relay/store_keys.hpp"

namespace ringback::relay {
namespace {

bool is_saved_by_an_api(const flow::Flow& flow, std::string_view name) {
  for (const auto& [id, definition] : flow.apis) {
    for (const api::SaveRule& rule : definition.save) {
      if (rule.attribute == name) return true;
    }
  }
  return false;
}

void put(Attributes& attributes, const AttributeDeclaration& declaration, const std::string& name, const Json& value) {
  if (flow::fits(declaration.type, value)) attributes.set(name, value);
}

}  // namespace

// Of this request and no other, and tells nothing of the session.
std::string Call::upstream_key() const {
  if (definition_->role != api::Role::send) return "";
  return hex_of(sha256(request_key(asked_.token, asked_.key)));
}

SavedValues Call::saved_for_call() const {
  SavedValues saved = session_->saved;
  if (number_ != session_->number) return saved;
  for (const auto& [name, value] : session_->saved_of_number) saved.insert_or_assign(name, value);
  return saved;
}

void Call::ask_api(const SavedValues& saved) {
  const flow::Flow& flow = *flow_->flow;
  Attributes attributes;
  for (const auto& [name, declaration] : flow.attributes) {
    if (declaration.initial) put(attributes, declaration, name, *declaration.initial);
  }
  for (const auto& [name, value] : asked_.attributes.items()) {
    const AttributeDeclaration& declaration = flow.attributes.find(name)->second;
    if (!value.is_null() && !is_saved_by_an_api(flow, name)) put(attributes, declaration, name, value);
  }
  for (const auto& [name, text] : saved) {
    auto parsed = parse_json(text.reveal());
    const auto declared = flow.attributes.find(name);
    const Json* value = std::get_if<Json>(&parsed);
    if (value && declared != flow.attributes.end()) put(attributes, declared->second, name, *value);
  }
  // Whatever the browser says by now, the code went there.
  if (!number_.empty() && !flow_->phone.empty()) {
    put(attributes, flow.attributes.find(flow_->phone)->second, flow_->phone, number_);
  }
  asked_api_ = true;
  auto request = api::build_request(*definition_, attributes, flow_->secrets, upstream_key());
  if (!request) return finish(api::failed_with(api::Problem::misconfigured, request.error().message));

  request->timeout = definition_->timeout;
  context_->ports.http->send(std::move(request).value(), [self = shared_from_this(), asked_at = context_->ports.now()](
                                                             const api::HttpAnswer& answer) {
    const Ports& ports = self->context_->ports;
    ports.metrics->upstream(name_of(self->definition_->role), ports.now() - asked_at);
    // Before the visitor is told that a code was sent: the browser doesn't see what is private.
    self->finish(flow::usable_part(*self->flow_->flow, api::interpret(*self->definition_, answer)));
  });
}

}  // namespace ringback::relay
