// What the relay says of an API that failed. Never the API's own words: they may hold what only the relay may know.
#pragma once

#include "api/call.hpp"
#include "relay/problem.hpp"
#include "relay/rules.hpp"

namespace ringback::relay {

ProblemType problem_of(const api::CallResult& result, api::Role role);
const char* detail_of(ProblemType type);

// Whether an SMS left. What was answered by a status that means no, or never left, surely sent none.
Sent sent_by(const api::CallResult& result);

}  // namespace ringback::relay
