// The Http port: one request, one answer. An error means "no answer"; every HTTP answer, a 404 too, is a value.
// Adapters: browser/fetch_http.hpp (emscripten_fetch), native/curl_http.hpp. Fake: tests/support/scripted_http.hpp.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"

namespace ringback::api {

struct Header {
  std::string name;
  std::string value;
  friend bool operator==(const Header&, const Header&) = default;
};
using Headers = std::vector<Header>;

// Names compare without case (RFC 9110 section 5.1). The view lives as long as `headers`.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

// An answer larger than this is TransportError::too_large; adapters stop reading there when they can.
inline constexpr std::size_t kMaximumAnswerBytes = 256 * 1024;

struct HttpRequest {
  std::string method;  // upper case
  std::string url;     // absolute
  Headers headers;
  std::string body;
  // Native adapters answer with TransportError::timeout by then; zero: when they like. The browser's may be later, so
  // there whoever asks keeps the deadline.
  Milliseconds timeout{0};
  // May reach the server once only: a native adapter doesn't repeat it where the connection ended without an answer.
  bool once = false;
};

struct HttpResponse {
  int status = 0;  // 100 to 599
  Headers headers;
  std::string body;
};

enum class TransportError {
  timeout,      // no answer before the deadline
  unreachable,  // no answer, or a browser's refusal, DNS, TLS, CORS: it can't tell these apart
  not_sent,     // no byte of the request left: refused, DNS, TLS, no connection in time. Native adapters only
  offline,      // the browser knows that there is no network
  too_large,    // the answer was larger than kMaximumAnswerBytes
};

using HttpAnswer = std::variant<HttpResponse, TransportError>;

class Http {
 public:
  virtual ~Http() = default;
  // `done` is called exactly once, later, never from inside send().
  virtual void send(HttpRequest request, std::function<void(HttpAnswer)> done) = 0;
};

}  // namespace ringback::api
