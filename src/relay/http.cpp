#include "relay/http.hpp"

#include <utility>

namespace ringback::relay {

Response json_response(int status, const Json& value) { return json_text_response(status, dump_json(value)); }

Response json_text_response(int status, std::string json) {
  Response response{status, {}, std::move(json)};
  // Room for what the router adds.
  response.headers.reserve(5);
  response.headers.push_back({"Content-Type", "application/json"});
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

Response problem(int status, std::string_view type, std::string_view title, std::string_view detail) {
  const Json body{{"type", "/problems/" + std::string{type}},
                  {"title", std::string{title}},
                  {"status", status},
                  {"detail", std::string{detail}}};
  return {status, {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}}, dump_json(body)};
}

}  // namespace ringback::relay
