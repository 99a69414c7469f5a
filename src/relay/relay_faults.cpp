#include "relay/relay_faults.hpp"

#include <algorithm>
#include <utility>

#include "flow/references.hpp"

namespace ringback::relay {
namespace {

class Faults {
 public:
  void add(std::string pointer, std::string message) {
    found_.push_back({flow::Severity::error, std::move(pointer), std::move(message)});
  }
  std::vector<flow::Diagnostic> take() { return std::move(found_); }

 private:
  std::vector<flow::Diagnostic> found_;
};

// A verify API gets it: the code that was sent.
bool is_checked_against(const flow::Flow& flow, std::string_view name) {
  return std::any_of(flow.apis.begin(), flow.apis.end(), [&](const auto& each) {
    return each.second.role == api::Role::verify && flow::references_of(each.second).count(name) != 0;
  });
}

// The browser runs the nodes, and doesn't have these values.
void find_private_uses(const flow::Flow& flow, Faults& faults) {
  for (const auto& [id, node] : flow.nodes) {
    const std::string pointer = pointer_to("/nodes", id);
    if (const auto* condition = std::get_if<flow::ConditionNode>(&node)) {
      if (is_private(flow, condition->attribute)) {
        faults.add(pointer + "/attribute",
                   "the attribute \"" + condition->attribute +
                       "\" is private and stays in the relay, expected one that the browser may see");
      }
    } else if (const auto* set = std::get_if<flow::SetNode>(&node)) {
      flow::Names used;
      flow::add_references(set->value, used);
      used.insert(set->attribute);
      for (const std::string& name : used) {
        if (!is_private(flow, name)) continue;
        faults.add(pointer,
                   "sets or uses \"" + name +
                       "\", which is private and stays in the relay; expected attributes that the browser may see");
      }
    }
  }
  for (const auto& [id, definition] : flow.apis) {
    if (definition.role != api::Role::send) continue;
    for (const api::SaveRule& rule : definition.save) {
      if (is_private(flow, rule.attribute)) continue;
      if (!is_checked_against(flow, rule.attribute)) continue;
      faults.add(rule.document_pointer + "/to", "the code would reach the browser in \"" + rule.attribute +
                                                    "\", expected an attribute with \"private\": true");
    }
  }
}

std::vector<std::string> phones_given_to(const api::Definition& definition, const flow::Flow& flow) {
  std::vector<std::string> phones;
  for (const std::string& name : flow::references_of(definition)) {
    const auto found = flow.attributes.find(name);
    if (found == flow.attributes.end() || found->second.type != AttributeType::phone) continue;
    if (found->second.visibility == Visibility::shared) phones.push_back(name);
  }
  return phones;
}

void find_phone_faults(const flow::Flow& flow, Faults& faults) {
  const std::string phone = phone_attribute(flow);
  for (const auto& [id, definition] : flow.apis) {
    if (definition.role == api::Role::other) continue;
    const std::vector<std::string> phones = phones_given_to(definition, flow);
    const std::string pointer = pointer_to("/apis", id);
    if (definition.role == api::Role::send && phones.empty()) {
      faults.add(
          pointer,
          "is given no number, expected an attribute of type phone that isn't private in its URL, headers or body");
    }
    for (const std::string& name : phones) {
      if (name == phone) continue;
      faults.add(pointer,
                 "is given \"" + name + "\" beside \"" + phone +
                     "\", expected one attribute of type phone in all APIs that send and verify: the proof names "
                     "its number");
    }
  }
}

}  // namespace

bool is_private(const flow::Flow& flow, std::string_view attribute) {
  const auto found = flow.attributes.find(attribute);
  return found != flow.attributes.end() && found->second.visibility == Visibility::private_only;
}

std::string phone_attribute(const flow::Flow& flow) {
  for (const auto& [id, definition] : flow.apis) {
    if (definition.role == api::Role::other) continue;
    if (std::vector<std::string> phones = phones_given_to(definition, flow); !phones.empty())
      return std::move(phones.front());
  }
  return {};
}

std::vector<flow::Diagnostic> relay_faults(const flow::Flow& flow) {
  Faults faults;
  find_private_uses(flow, faults);
  find_phone_faults(flow, faults);
  return faults.take();
}

}  // namespace ringback::relay
