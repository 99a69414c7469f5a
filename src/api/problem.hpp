// Why a call came to nothing.
#pragma once

namespace ringback::api {

// Why there is no usable answer. Each has its own plain sentence for the visitor (assets/locales, "problem.…").
enum class Problem {
  none,
  offline,        // the browser has no network
  timeout,        // the deadline passed
  unreachable,    // refused, DNS, TLS or CORS
  rate_limited,   // 429; retry_after says when
  server_error,   // 5xx after retries
  not_json,       // what was needed as JSON isn't, whatever its Content-Type says
  unexpected,     // JSON, but a `save` pointer is missing or of a type that can't be used
  too_large,      // more than kMaximumAnswerBytes
  misconfigured,  // the request could not be built, or 401/403/404/405/3xx: the site owner must mend it
  interrupted,    // the page was left while the call was under way; whether it arrived isn't known
  // Said by a relay (api/relay_wire.hpp), or by an API in words that the flow file knows (`problems`):
  invalid_number,       // no SMS can be sent to this number
  country_not_allowed,  // nor to its country
  code_expired,         // the code is too old, was used, or is unknown: only another one helps
  locked,               // too many wrong codes for this number; retry_after says until when
  send_unknown,         // the provider may have sent the SMS or not; only the visitor may ask for another
};
inline constexpr Problem kLastProblem = Problem::send_unknown;

}  // namespace ringback::api
