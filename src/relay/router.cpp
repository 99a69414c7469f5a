#include "relay/router.hpp"

#include <optional>

namespace ringback::relay {
namespace {

using Parameters = std::map<std::string, std::string, std::less<>>;

// Takes the text up to the next "/" off the front of `path`, which begins with "/".
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

std::optional<Parameters> match(std::string_view pattern, std::string_view path) {
  Parameters parameters;
  while (!pattern.empty()) {
    if (pattern == "/*") {
      if (path.empty()) return std::nullopt;
      parameters["rest"] = path.substr(1);
      return parameters;
    }
    if (path.empty()) return std::nullopt;
    const std::string_view expected = next_segment(pattern);
    const std::string_view found = next_segment(path);
    if (expected.size() > 2 && expected.front() == '{') {
      if (found.empty()) return std::nullopt;
      parameters[std::string{expected.substr(1, expected.size() - 2)}] = found;
    } else if (expected != found) {
      return std::nullopt;
    }
  }
  if (!path.empty()) return std::nullopt;
  return parameters;
}

// Everything that the widget sends or reads; other sites' pages need no more.
void allow_any_origin(Response& response) {
  response.headers.push_back({"Access-Control-Allow-Origin", "*"});
  response.headers.push_back({"Access-Control-Expose-Headers", "Retry-After, ETag"});
}

Response preflight(const std::string& methods) {
  Response response{204, {}, ""};
  response.headers = {{"Access-Control-Allow-Origin", "*"},
                      {"Access-Control-Allow-Methods", methods},
                      {"Access-Control-Allow-Headers", "authorization, content-type, idempotency-key"},
                      {"Access-Control-Max-Age", "600"}};
  return response;
}

}  // namespace

void Router::handle(Request request, Respond respond) const {
  std::string allowed;
  bool other_origins = false;
  for (const Route& route : routes_) {
    std::optional<Parameters> parameters = match(route.pattern, request.path);
    if (!parameters) continue;
    if (route.method == request.method) {
      request.parameters = std::move(*parameters);
      if (route.cors == Cors::same_origin) return route.handler(request, std::move(respond));
      return route.handler(request, [respond = std::move(respond)](Reply reply) {
        if (reply.response) allow_any_origin(*reply.response);
        respond(std::move(reply));
      });
    }
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method;
    other_origins = other_origins || route.cors == Cors::any_origin;
  }
  if (allowed.empty()) {
    return respond(
        problem(404, "not-found", "Nothing here", "No page, flow or file has the path " + request.path + "."));
  }
  if (request.method == "OPTIONS" && other_origins) return respond(preflight(allowed));
  Response refused = problem(405, "method-not-allowed", "Method not allowed",
                             request.path + " takes " + allowed + ", not " + request.method + ".");
  refused.headers.push_back({"Allow", allowed});
  if (other_origins) allow_any_origin(refused);
  respond(std::move(refused));
}

}  // namespace ringback::relay
