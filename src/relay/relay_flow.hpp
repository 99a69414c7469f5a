// A flow as the relay holds it, with its secrets, and the public form of it that browsers get: no URL, header, body,
// secret or private value is in that (SPEC section 7).
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "flow/flow.hpp"
#include "relay/limits.hpp"

namespace ringback::relay {

struct RelayFlow {
  std::string id;
  std::shared_ptr<const flow::Flow> flow;
  Json file;          // as it was written
  Secrets secrets;    // what its APIs need
  Limits limits;      // the relay's, or the flow's where that is stricter
  std::string phone;  // the attribute with the number that its send API uses; empty without such an API
  std::vector<std::string> countries;          // that its phone inputs take; empty means all
  std::set<std::string, std::less<>> awaited;  // APIs that others come after
  // APIs that a send comes after, directly or not: they are asked about the number that the visitor is about to use.
  std::set<std::string, std::less<>> before_send;
  std::set<std::string, std::less<>> codes;  // attributes that visitors enter codes into
  // Attributes that sends or verifies save and other APIs or sends are given.
  std::set<std::string, std::less<>> handed_on;
};

// The error lists what a relay can't do with this flow, a line each: what is invalid, and what a browser would have to
// know a private value for. `secrets` may hold more than the flow needs; a missing one is an error.
Result<std::shared_ptr<const RelayFlow>> make_relay_flow(std::string id, std::string_view flow_json,
                                                         const Secrets& secrets, const Limits& limits);

// `relay_url` ("https://relay.example/v1") is where browsers reach the relay.
std::string public_flow(const RelayFlow& flow, std::string_view relay_url);

// How much longer than its API a call may take: the pauses before a verify, one attempt after the other, and the way.
Milliseconds longest_call(const api::Definition& definition, const Limits& limits);

}  // namespace ringback::relay
