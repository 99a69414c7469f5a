#include "relay/http.hpp"

namespace ringback::relay {

Response json_response(int status, const Json& value) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, dump_json(value)};
}

Response problem(int status, std::string_view type, std::string_view title, std::string_view detail) {
  const Json body{{"type", "/problems/" + std::string{type}},
                  {"title", std::string{title}},
                  {"status", status},
                  {"detail", std::string{detail}}};
  return {status, {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}}, dump_json(body)};
}

}  // namespace ringback::relay
