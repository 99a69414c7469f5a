// Whether a flow file would give a secret away (SPEC section 7, direct mode).
#pragma once

#include "flow/flow.hpp"
#include "flow/flow_reader.hpp"

namespace ringback::flow {

// For a browser: a literal credential, a {{secret.NAME}}, or a code that the browser would hold are errors; warnings
// when the flow accepts public secrets. For a relay: a literal credential is a warning, since files get copied.
void check_security(FlowReader& reader, const Flow& flow, Audience audience);

}  // namespace ringback::flow
