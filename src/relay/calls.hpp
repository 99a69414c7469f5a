// Sessions and calls of APIs (SPEC section 7): POST /v1/sessions and POST /v1/apis/{api}. What a call does is in
// call.hpp, the rules are in rules.hpp.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "relay/http.hpp"
#include "relay/ports.hpp"
#include "relay/relay_flow.hpp"

namespace ringback::relay {

struct CallsOptions {
  // By id; asked anew for each session, so that an edited flow is taken up. Null when there is none, an error for one with
  // mistakes.
  std::function<Result<std::shared_ptr<const RelayFlow>>(std::string_view id)> flow;
  // The same as it was when it was last asked for, for a call within a session: no look at a file, which takes time.
  std::function<std::shared_ptr<const RelayFlow>(std::string_view id)> flow_of_session;
  Limits limits;
  // The prefix of IP addresses that a request counts for: /32 of IPv4, /64 of IPv6. Empty: it counts for none.
  std::function<std::string(const Request&)> prefix;
  // What the proof names: the relay's URL and the page's origin.
  std::function<std::string(const Request&)> issuer, audience;
};

struct CallsContext {
  CallsOptions options;
  Ports ports;
};

class Calls {
 public:
  Calls(CallsOptions options, Ports ports)
      : context_{std::make_shared<CallsContext>(CallsContext{std::move(options), std::move(ports)})} {}

  void open_session(const Request& request, Respond respond) const;
  void call_api(const Request& request, Respond respond) const;

 private:
  std::shared_ptr<const CallsContext> context_;
};

}  // namespace ringback::relay
