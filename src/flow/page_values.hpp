// What the page gives a flow's attributes, with set() and verify().
#pragma once

#include <string>
#include <string_view>

#include "flow/flow.hpp"

namespace ringback::flow {

// Why the page can't give an attribute that isn't private this value, a sentence for the console of who wrote the page; empty where it can.
// The value isn't in it, since consoles are recorded, and it may be a visitor's.
std::string page_value_fault(const Flow& flow, std::string_view name, const Json& value);

// The same of a private one, or of one that holds what was made from a private one.
std::string private_value_fault(std::string_view name);

}  // namespace ringback::flow
