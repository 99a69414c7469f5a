// Which route answers what. A path that no route has is a 404, a method that the path doesn't take a 405 with Allow,
// both as problem+json; a preflight is answered for the routes that other sites' pages may call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "relay/http.hpp"

namespace ringback::relay {

enum class Cors {
  same_origin,  // no header: a browser keeps other sites' pages out
  any_origin,   // for what is public and needs no cookie: flows, artefacts, the sandbox
  listed,       // for what costs something: the origins of the policy, and callers that are no browser
};

struct Route {
  std::string method;   // GET also answers HEAD
  std::string pattern;  // "/v1/flows/{flow}": a name in braces takes one segment; a last "/*" takes the rest ("rest")
  Cors cors = Cors::same_origin;
  Handler handler;
};

class Router {
 public:
  void add(Route route) { routes_.push_back(std::move(route)); }
  // Whether pages of `origin` may use the routes with Cors::listed. Without a policy none may.
  using OriginPolicy = std::function<bool(const Request& request, std::string_view origin)>;
  void allow_origins(OriginPolicy policy) { allows_ = std::move(policy); }
  // `respond` is called exactly once when the handler keeps its own promise.
  void handle(Request request, Respond respond) const { carry_out(std::move(request), std::move(respond), nullptr); }
  // `refusal` in every handler's place, readable by the pages that might read the handler's answer.
  void refuse(Request request, Respond respond, const Response& refusal) const;

 private:
  // `instead`: what answers in the handlers' place.
  void carry_out(Request request, Respond respond, const Handler* instead) const;
  void handle_listed(const Handler& handler, const Request& request, Respond respond) const;
  Response preflight(const Request& request, Cors cors, const std::string& methods) const;

  std::vector<Route> routes_;
  OriginPolicy allows_;
};

}  // namespace ringback::relay
