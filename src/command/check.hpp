// What `ringback check` says about a flow file.
#pragma once

#include <string_view>
#include <vector>

#include "flow/flow_file.hpp"

namespace ringback::command {

// Everything that is wrong or risky about the flow: what the parser says, what a browser must not get (as a warning,
// since a relay may hold the file), and patterns that can't be used. In document order as far as possible.
std::vector<flow::Diagnostic> check_flow(std::string_view json_text);

}  // namespace ringback::command
