// Where a flow's nodes lead: what is never reached, and what runs in circles.
#pragma once

#include "flow/flow.hpp"
#include "flow/flow_reader.hpp"

namespace ringback::flow {

// Reports, once all references are known to be good:
//   error    a loop of nodes that never waits
//   warning  the same where a condition or a pause since an API may end it; an API called in a loop without the visitor;
//            a node or an end that is never reached; a verify that no send precedes
void check_graph(FlowReader& reader, const Flow& flow);

}  // namespace ringback::flow
