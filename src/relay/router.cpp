#include "relay/router.hpp"

#include <optional>

#include "relay/problem.hpp"

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

void allow_origin(Response& response, std::string_view origin) {
  response.headers.push_back({"Access-Control-Allow-Origin", std::string{origin}});
  response.headers.push_back({"Access-Control-Expose-Headers", "Retry-After, ETag"});
  response.headers.push_back({"Vary", "Origin"});
}

Response refused_origin() {
  return problem_response({ProblemType::origin_not_allowed,
                           "Pages of this origin may not use this relay; --allow-origin names those that may."});
}

}  // namespace

void Router::handle_listed(const Handler& handler, const Request& request, Respond respond) const {
  const std::string origin{request.header("origin")};
  if (origin.empty()) return handler(request, std::move(respond));
  if (!allows_ || !allows_(request, origin)) {
    // The page that is refused may read why: that is how its owner learns what is missing.
    Response refused = refused_origin();
    allow_origin(refused, origin);
    return respond(std::move(refused));
  }
  handler(request, [origin, respond = std::move(respond)](Reply reply) {
    if (reply.response) allow_origin(*reply.response, origin);
    respond(std::move(reply));
  });
}

Response Router::preflight(const Request& request, Cors cors, const std::string& methods) const {
  Response response{204, {}, ""};
  if (cors == Cors::listed) {
    // Also to those that are refused, so that the refusal itself can be read. It gives them nothing.
    allow_origin(response, request.header("origin"));
  } else {
    response.headers.push_back({"Access-Control-Allow-Origin", "*"});
  }
  response.headers.push_back({"Access-Control-Allow-Methods", methods});
  response.headers.push_back({"Access-Control-Allow-Headers", "authorization, content-type, idempotency-key"});
  response.headers.push_back({"Access-Control-Max-Age", "600"});
  return response;
}

void Router::refuse(Request request, Respond respond, const Response& refusal) const {
  const Handler handler = [&](const Request&, Respond answer) { answer(refusal); };
  carry_out(std::move(request), std::move(respond), &handler);
}

void Router::carry_out(Request request, Respond respond, const Handler* instead) const {
  std::string allowed;
  Cors cors = Cors::same_origin;
  for (const Route& route : routes_) {
    std::optional<Parameters> parameters = match(route.pattern, request.path);
    if (!parameters) continue;
    if (route.method == request.method) {
      request.parameters = std::move(*parameters);
      const Handler& handler = instead != nullptr ? *instead : route.handler;
      if (route.cors == Cors::same_origin) return handler(request, std::move(respond));
      if (route.cors == Cors::listed) return handle_listed(handler, request, std::move(respond));
      return handler(request, [respond = std::move(respond)](Reply reply) {
        if (reply.response) allow_any_origin(*reply.response);
        respond(std::move(reply));
      });
    }
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method;
    if (route.cors != Cors::same_origin) cors = route.cors;
  }
  if (allowed.empty()) {
    return respond(
        problem(404, "not-found", "Nothing here", "No page, flow or file has the path " + request.path + "."));
  }
  if (request.method == "OPTIONS" && cors != Cors::same_origin) return respond(preflight(request, cors, allowed));
  Response refused = problem_response(
      {ProblemType::method_not_allowed, request.path + " takes " + allowed + ", not " + request.method + "."});
  refused.headers.push_back({"Allow", allowed});
  if (cors != Cors::same_origin) allow_any_origin(refused);
  respond(std::move(refused));
}

}  // namespace ringback::relay
