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
  // `respond` is called exactly once when the handler keeps its own promise.
  void handle(Request request, Respond respond) const;

 private:
  std::vector<Route> routes_;
};

}  // namespace ringback::relay
