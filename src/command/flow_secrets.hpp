// Which secrets a flow's APIs need, and where a command gets them.
#pragma once

#include <set>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "flow/flow.hpp"

namespace ringback::command {

// The NAMEs of every {{secret.NAME}}.
std::set<std::string> secret_names(const flow::Flow& flow);

// From the environment variables of the same names. The error names those that aren't set.
Result<Secrets> secrets_from_environment(const flow::Flow& flow);

}  // namespace ringback::command
