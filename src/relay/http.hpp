// A request and its reply as values, so that every route can be tested without a socket.
// For the sockets see relay/server.hpp, for which route answers what see relay/router.hpp.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/http.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

namespace ringback::relay {

// Request bodies larger than this are answered with 413 "too-large" before a route sees them.
inline constexpr std::size_t kMaximumRequestBytes = 64 * 1024;

struct Request {
  std::string method;                                          // upper case; HEAD arrives as GET
  std::string path;                                            // decoded, begins with "/"
  std::map<std::string, std::string, std::less<>> query;       // decoded; the last of a repeated name
  std::map<std::string, std::string, std::less<>> parameters;  // of the route's pattern, set by the router
  api::Headers headers;
  std::string body;
  std::string peer;     // IP address
  bool secure = false;  // the connection itself is TLS

  // Empty when there is none. The view lives as long as the request.
  std::string_view header(std::string_view name) const { return api::find_header(headers, name).value_or(""); }
};

struct Response {
  int status = 200;
  api::Headers headers;
  std::string body;
};

// What happens to the connection: an answer, or none (it is closed), at once or later.
struct Reply {
  std::optional<Response> response;
  Milliseconds after{0};

  Reply(Response answer, Milliseconds delay = Milliseconds{0}) : response{std::move(answer)}, after{delay} {}
  // The connection is closed after `delay` without an answer.
  static Reply drop(Milliseconds delay) {
    Reply reply{Response{}, delay};
    reply.response.reset();
    return reply;
  }
};

using Respond = std::function<void(Reply)>;
// Calls `respond` once, now or later, on any thread.
using Handler = std::function<void(const Request&, Respond)>;

Response json_response(int status, const Json& value);

// RFC 9457. `type` is the stable last part of the problem's type ("rate-limited"), `detail` a sentence for the engineer
// who reads it; neither ever holds a secret, a code or a whole number.
Response problem(int status, std::string_view type, std::string_view title, std::string_view detail);

}  // namespace ringback::relay
