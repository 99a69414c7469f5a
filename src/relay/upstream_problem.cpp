#include "relay/upstream_problem.hpp"

namespace ringback::relay {

ProblemType problem_of(const api::CallResult& result, api::Role role) {
  const bool may_have_sent = role == api::Role::send && api::arrival_of(result) != api::Arrival::never;
  switch (result.problem) {
    case api::Problem::timeout: return may_have_sent ? ProblemType::send_unknown : ProblemType::upstream_timeout;
    case api::Problem::rate_limited: return ProblemType::upstream_rate_limited;
    case api::Problem::server_error: return ProblemType::upstream;
    case api::Problem::not_json: return ProblemType::upstream_not_json;
    case api::Problem::unexpected: return ProblemType::upstream_unexpected;
    case api::Problem::too_large: return ProblemType::upstream_too_large;
    case api::Problem::misconfigured: return ProblemType::upstream_misconfigured;
    case api::Problem::code_expired: return ProblemType::expired;
    case api::Problem::locked: return ProblemType::locked;
    case api::Problem::invalid_number: return ProblemType::invalid_number;
    case api::Problem::country_not_allowed: return ProblemType::country_not_allowed;
    default: return may_have_sent ? ProblemType::send_unknown : ProblemType::upstream_unreachable;
  }
}

const char* detail_of(ProblemType type) {
  switch (type) {
    case ProblemType::send_unknown:
      return "The API gave no answer, so a message may have been sent. Ask again for another.";
    case ProblemType::upstream_timeout: return "The API didn't answer in time.";
    case ProblemType::upstream_rate_limited: return "The API takes no more requests for now.";
    case ProblemType::upstream: return "The API answered that it failed.";
    case ProblemType::upstream_not_json: return "The API answered with something else than JSON.";
    case ProblemType::upstream_unexpected:
      return "The API's JSON lacks what the flow saves, or has it in another type.";
    case ProblemType::upstream_too_large: return "The API answered with too much.";
    case ProblemType::upstream_misconfigured: return "The API refused the relay's request; its log says more.";
    case ProblemType::expired: return "The API says that the code has ended.";
    case ProblemType::locked: return "The API takes no more codes for this number.";
    case ProblemType::invalid_number: return "The API says that this number can't receive an SMS.";
    case ProblemType::country_not_allowed: return "The API sends no messages to this country.";
    default: return "The API can't be reached.";
  }
}

Sent sent_by(const api::CallResult& result) {
  if (result.outcome == api::Outcome::success) return Sent::yes;
  if (result.outcome == api::Outcome::failure || api::arrival_of(result) == api::Arrival::never) return Sent::no;
  if (result.arrival == api::Arrival::unknown) return Sent::unknown;
  switch (result.problem) {
    case api::Problem::rate_limited:
    case api::Problem::misconfigured:
    case api::Problem::invalid_number:
    case api::Problem::country_not_allowed: return Sent::no;
    // Mostly not, but a gateway says so too behind which the message left.
    case api::Problem::server_error: return Sent::unlikely;
    default: return Sent::unknown;
  }
}

}  // namespace ringback::relay
