// What a configuration file may hold, as tables (flow/flow_shapes.hpp): the parser checks against them, and a test
// holds the published JSON Schema to them.
#pragma once

#include "flow/flow_shapes.hpp"

namespace ringback::command {

extern const flow::Shape kConfigShape, kTlsShape, kLimitsShape;

}  // namespace ringback::command
