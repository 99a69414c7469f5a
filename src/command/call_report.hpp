// `ringback call` without its input and output: what an engineer gives, and what he is told. No secret is in any of it; of a
// private attribute what it is, not what it holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "flow/flow.hpp"

namespace ringback::command {

// The attributes' initial values, and those that are `given` as "NAME=VALUE": a text as it is, anything else as JSON.
Result<Attributes> given_attributes(const flow::Flow& flow, const std::vector<std::string>& given);

// "secret.NAME" for each secret of the flow: in a request for people.
Secrets secrets_to_show(const flow::Flow& flow);

std::string request_text(const api::HttpRequest& request);

// What of the request's attributes has no value, a sentence for people; empty if all have one.
std::string unset_text(const api::Definition& definition, const Attributes& attributes);

// How it went and what becomes of it: "success", what is saved, where a rule of `problems` or a status led.
struct CallReport {
  bool success = false;
  std::string text;
};
CallReport report_of(const flow::Flow& flow, const api::Definition& definition, const api::HttpAnswer& answer);

}  // namespace ringback::command
