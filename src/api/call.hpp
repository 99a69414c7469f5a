// A definition becomes a request; an answer becomes an outcome. Pure functions: nothing is sent here.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/definition.hpp"
#include "api/http.hpp"
#include "base/attributes.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace ringback::api {

// Fills the templates. Attributes in the URL are percent-encoded, in headers stripped of CR and LF, in a form
// urlencoded. A send carries `idempotency_key` as "Idempotency-Key" unless the definition sets that header itself.
// An error names a missing secret or a URL that isn't http(s), or one whose host came from an attribute.
Result<HttpRequest> build_request(const Definition& definition, const Attributes& attributes, const Secrets& secrets,
                                  const std::string& idempotency_key);

enum class Outcome {
  success,  // it answered, and the answer is yes
  failure,  // it answered, and the answer is no (a 2xx that `success` refuses, or a 4xx that isn't listed under error)
  error,    // no usable answer: see Problem
};

// Why there is no usable answer. Each has its own plain sentence for the visitor (assets/locales, "problem.…").
enum class Problem {
  none,
  offline,         // the browser has no network
  timeout,         // the deadline passed
  unreachable,     // refused, DNS, TLS or CORS
  rate_limited,    // 429; retry_after says when
  server_error,    // 5xx after retries
  not_json,        // a wrong content type or broken JSON where JSON was needed
  unexpected,      // JSON, but a `save` pointer is missing or of a type that can't be used
  too_large,       // more than kMaximumAnswerBytes
  misconfigured,   // the request could not be built, or 401/403/404/405/3xx: the site owner must mend it
  interrupted,     // the page was left while the call was under way; whether it arrived isn't known
};

struct CallResult {
  Outcome outcome = Outcome::error;
  Problem problem = Problem::none;
  std::vector<std::pair<std::string, Json>> saved;  // attribute → value; empty unless it answered
  std::optional<Milliseconds> retry_after;          // of a 429 or 503 (RFC 9110 section 10.2.3, seconds form only)
  std::optional<int> attempts_left;                 // as the relay says it
  std::optional<std::string> proof;                 // as the relay says it
  std::string detail;                               // for the engineer, no secret and no body in it
};

CallResult interpret(const Definition& definition, const HttpAnswer& answer);

// Whether the same call may be made again without asking the visitor. Never for Role::send: an SMS may have left.
bool may_retry(Role role, Problem problem);

}  // namespace ringback::api
