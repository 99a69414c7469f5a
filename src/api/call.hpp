// A definition becomes a request; an answer becomes an outcome. Pure functions: nothing is sent here.
#pragma once

#include <cstddef>
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

// Larger requests are refused: nothing that a visitor types needs them, and a server would have to hold them.
inline constexpr std::size_t kMaximumUrlBytes = 8 * 1024;
inline constexpr std::size_t kMaximumHeaderBytes = 16 * 1024;  // names and values of all headers
inline constexpr std::size_t kMaximumBodyBytes = 64 * 1024;

// Fills the templates.
//   URL      inserted values are percent-encoded; a secret in front of the path is not, so that it can hold a host
//   headers  inserted values lose control characters (CR and LF would begin another header); what isn't ASCII is
//            percent-encoded
//   json     a text that is only one placeholder becomes the attribute's JSON value, null when it has none
//   form     urlencoded; an array repeats its key, null is the empty text
//   text     as it is
// An attribute without a value is the empty text. GET and HEAD have no body; any other has a Content-Type, unless the
// definition sets its own. A send carries `idempotency_key` as "Idempotency-Key" unless the definition sets that.
// An error names a secret that isn't set, a URL that may not be called (api/url.hpp), one whose host or path an
// attribute would choose, or what is too large.
Result<HttpRequest> build_request(const Definition& definition, const Attributes& attributes, const Secrets& secrets,
                                  const std::string& idempotency_key);

enum class Outcome {
  success,  // it answered, and the answer is yes
  failure,  // it answered, and the answer is no (a 2xx that `success` refuses, or a 4xx that isn't listed under error)
  error,    // no usable answer, or one that a `problems` rule names: see Problem
};

// Whether the request reached who carries it out. Only where that isn't known may the same one be made again.
enum class Arrival {
  as_the_problem_says,  // timeout, unreachable, interrupted: not known; any other: it was answered
  answered,
  unknown,
  never,
};

struct CallResult {
  Outcome outcome = Outcome::error;
  Problem problem = Problem::none;
  Arrival arrival = Arrival::as_the_problem_says;
  std::vector<std::pair<std::string, Json>> saved;  // attribute → value; empty unless it answered
  std::optional<Milliseconds> retry_after;          // of a 429 or 503 (RFC 9110 section 10.2.3, seconds form only)
  std::optional<Milliseconds> resend_after;         // as the relay says it: no other send sooner than this from now
  std::optional<int> attempts_left;                 // as the relay says it
  std::optional<std::string> proof;                 // as the relay says it
  std::string detail;                               // for the engineer, no secret and no body in it
};

// Never Arrival::as_the_problem_says.
Arrival arrival_of(const CallResult& result);

// By the first of `problems` that fits, else by status: 2xx is a success or, where `success` refuses it, a failure; 401,
// 403, 404, 405 and 3xx are misconfigured, 408 a timeout, 429 rate_limited, 5xx server_error, any other 4xx a failure.
// Whether a body is JSON is told by parsing it: providers mislabel JSON as text, and error pages as JSON. It needs to be
// only when `save` or `success` read it. A success saves by every rule or is Problem::unexpected; a failure saves what it
// finds. A `success` pointer that leads nowhere is a failure, one that leads to another type than expected ("true" for
// true) is unexpected.
CallResult interpret(const Definition& definition, const HttpAnswer& answer);

// What a status says by itself: Problem::none for 2xx and for the 4xx by which an API says no.
Problem problem_of_status(int status);
Problem problem_of(TransportError error);

// RFC 9110 section 10.2.3, the seconds form only, at most a day: a date would need the wall clock.
std::optional<Milliseconds> retry_after_of(const Headers& headers);

// The outcome of a call that got no usable answer.
CallResult failed_with(Problem problem, std::string detail);

// Whether the same call may be made again without asking the visitor. Never for Role::send: an SMS may have left.
bool may_retry(Role role, Problem problem);

}  // namespace ringback::api
