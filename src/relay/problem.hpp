// What a relay refuses with (RFC 9457): a stable type that the widget knows, and a sentence for the engineer.
// Neither ever holds a secret, a code or a whole number: a detail is made of literals and of names in the flow file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "relay/http.hpp"

namespace ringback::relay {

enum class ProblemType {
  bad_request,          // 400
  session_unknown,      // 401: none, or one that ended; the widget opens another
  origin_not_allowed,   // 403
  call_missing,         // 403: one that comes before ("after" in the flow file) wasn't made, or didn't succeed
  country_not_allowed,  // 403
  forbidden,            // 403: not for this address
  not_found,            // 404
  method_not_allowed,   // 405
  in_progress,          // 409: the same request is under way
  expired,              // 410: no code that could be checked
  invalid_number,       // 422: no number that can take an SMS
  locked,               // 423: too many wrong codes
  too_large,            // 413: the request
  rate_limited,         // 429
  internal,             // 500
  bad_flow,             // 500: its file was edited since, and has mistakes
  upstream,             // 502: a 5xx of the API
  upstream_unreachable,
  upstream_not_json,
  upstream_unexpected,
  upstream_too_large,
  upstream_misconfigured,  // 502
  send_unknown,            // 502: whether an SMS left can't be known
  upstream_rate_limited,   // 503: a 429 of the API
  store_unavailable,       // 503
  stopping,                // 503
  upstream_timeout,        // 504
};

struct Problem {
  ProblemType type = ProblemType::internal;
  std::string detail;
  std::optional<Milliseconds> retry_after = std::nullopt;
};

// The detail of bad_flow: what is in the file is for its owner alone.
inline constexpr const char* kLogSaysWhich = "The relay's log says which.";

// "rate-limited": the last part of the type's URI.
std::string_view problem_name(ProblemType type);

// With Retry-After in whole seconds, rounded up.
Response problem_response(const Problem& problem);

}  // namespace ringback::relay
