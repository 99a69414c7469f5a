// What a relay refuses in a flow that is valid where a browser makes the calls itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flow/flow.hpp"
#include "flow/flow_file.hpp"

namespace ringback::relay {

// What a browser would have to know a private value for, and sends whose number the relay can't tell. All are errors.
std::vector<flow::Diagnostic> relay_faults(const flow::Flow& flow);

// The attribute that all sends go to: what is checked, counted and proved is its number. Empty without a send or verify.
std::string phone_attribute(const flow::Flow& flow);

bool is_private(const flow::Flow& flow, std::string_view attribute);

}  // namespace ringback::relay
