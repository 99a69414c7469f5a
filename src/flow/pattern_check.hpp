// Whether the flow's regular expressions can be used. This room has no library that knows: the edge hands it in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flow/flow.hpp"
#include "flow/flow_file.hpp"

namespace ringback::flow {

// Why a pattern can't be used, a sentence; empty when it can (native/pattern.hpp).
using PatternFault = std::string (*)(std::string_view pattern);

// An error for each "pattern" and "matches" that can't be used; none where nobody is asked.
std::vector<Diagnostic> pattern_faults(const Flow& flow, PatternFault fault_of);

}  // namespace ringback::flow
