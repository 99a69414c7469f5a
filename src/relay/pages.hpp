// The same conversation as plain HTML forms, for browsers without WebAssembly or without any script (SPEC section 7):
// GET and POST /v1/flows/{flow}/page. The chat is walked here by the code that browsers run, and calls the relay's own
// routes, so every rule holds for it as for any other visitor.
//
// Each form names its conversation and step. A form that comes twice is carried out once, and gets the same answer
// twice. No cookie is needed, since browsers keep those from frames of other sites.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "relay/ports.hpp"
#include "relay/relay_flow.hpp"
#include "relay/router.hpp"
#include "relay/visitor_ports.hpp"

namespace ringback::relay {

struct PagesOptions {
  // As CallsOptions has it.
  std::function<Result<std::shared_ptr<const RelayFlow>>(std::string_view id)> flow;
  std::function<std::string(const Request&)> prefix;  // as CallsOptions has it
  // Whether pages of `origin` may use this relay, by name: "*" isn't enough to be sent a proof.
  std::function<bool(const Request&, std::string_view origin)> may_embed, may_take_proofs;
  std::function<std::optional<std::string>(const Request&)> own_url;
  std::shared_ptr<const Router> calls;  // with /v1/sessions and /v1/apis/{api}
  std::map<std::string, Json> locales;  // by tag: the widget's sentences
  Limits limits;
};

class Visit;

class Pages {
 public:
  Pages(PagesOptions options, Ports ports, VisitorPorts visitor);
  ~Pages();

  // Both for paths with the parameter "flow".
  void show(const Request& request, Respond respond) const;
  void carry_out(const Request& request, Respond respond) const;

 private:
  struct Context;
  std::shared_ptr<Visit> visit(const Request& request, Respond respond) const;
  std::shared_ptr<const Context> context_;
};

}  // namespace ringback::relay
