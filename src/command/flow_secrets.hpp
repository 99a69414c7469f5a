// Where a command gets the secrets that a flow's APIs need.
#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"
#include "flow/flow.hpp"

namespace ringback::command {

// From the environment variables of the same names. The error names those that aren't set.
Result<Secrets> secrets_from_environment(const flow::Flow& flow);

}  // namespace ringback::command
