#include "relay/problem.hpp"

#include <array>

namespace ringback::relay {
namespace {

struct Entry {
  ProblemType type;
  int status;
  std::string_view name, title;
};

constexpr std::array kProblems{
    Entry{ProblemType::bad_request, 400, "bad-request", "Bad request"},
    Entry{ProblemType::session_unknown, 401, "session-unknown", "No such session"},
    Entry{ProblemType::origin_not_allowed, 403, "origin-not-allowed", "Origin not allowed"},
    Entry{ProblemType::call_missing, 403, "call-missing", "Another call comes first"},
    Entry{ProblemType::country_not_allowed, 403, "country-not-allowed", "Country not allowed"},
    Entry{ProblemType::forbidden, 403, "forbidden", "Not for this address"},
    Entry{ProblemType::not_found, 404, "not-found", "Not found"},
    Entry{ProblemType::method_not_allowed, 405, "method-not-allowed", "Method not allowed"},
    Entry{ProblemType::in_progress, 409, "in-progress", "Under way"},
    Entry{ProblemType::expired, 410, "expired", "Code expired"},
    Entry{ProblemType::invalid_number, 422, "invalid-number", "Invalid number"},
    Entry{ProblemType::locked, 423, "locked", "Too many wrong codes"},
    Entry{ProblemType::too_large, 413, "too-large", "Too large"},
    Entry{ProblemType::rate_limited, 429, "rate-limited", "Too many requests"},
    Entry{ProblemType::internal, 500, "internal", "Internal error"},
    Entry{ProblemType::bad_flow, 500, "bad-flow", "The flow has errors"},
    Entry{ProblemType::upstream, 502, "upstream", "The API failed"},
    Entry{ProblemType::upstream_unreachable, 502, "upstream-unreachable", "The API can't be reached"},
    Entry{ProblemType::upstream_not_json, 502, "upstream-not-json", "The API's answer isn't JSON"},
    Entry{ProblemType::upstream_unexpected, 502, "upstream-unexpected", "The API's answer isn't as expected"},
    Entry{ProblemType::upstream_too_large, 502, "upstream-too-large", "The API's answer is too large"},
    Entry{ProblemType::upstream_misconfigured, 502, "upstream-misconfigured", "The API refuses this relay"},
    Entry{ProblemType::send_unknown, 502, "send-unknown", "Whether a message was sent isn't known"},
    Entry{ProblemType::upstream_rate_limited, 503, "upstream-rate-limited", "The API is busy"},
    Entry{ProblemType::store_unavailable, 503, "store-unavailable", "The store can't be reached"},
    Entry{ProblemType::stopping, 503, "stopping", "This server is about to end"},
    Entry{ProblemType::upstream_timeout, 504, "upstream-timeout", "The API didn't answer in time"},
};

const Entry& entry_of(ProblemType type) {
  for (const Entry& entry : kProblems) {
    if (entry.type == type) return entry;
  }
  return kProblems.front();
}

}  // namespace

std::string_view problem_name(ProblemType type) { return entry_of(type).name; }

Response problem_response(const Problem& made) {
  const Entry& entry = entry_of(made.type);
  Response response = problem(entry.status, entry.name, entry.title, made.detail);
  if (made.retry_after) {
    const auto seconds = (std::max(made.retry_after->count(), std::int64_t{0}) + 999) / 1'000;
    response.headers.push_back({"Retry-After", std::to_string(seconds)});
  }
  if (made.type == ProblemType::session_unknown) response.headers.push_back({"WWW-Authenticate", "Bearer"});
  return response;
}

}  // namespace ringback::relay
