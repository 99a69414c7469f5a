// What a visitor typed as a number, for the chats that have no browser: a flow's event, or why not.
#pragma once

#include <string>
#include <variant>

#include "flow/engine.hpp"

namespace ringback::command {

// `region` as native::parse_phone has it.
std::variant<flow::PhoneEntered, flow::Refusal> read_phone(const std::string& typed, const std::string& region);

}  // namespace ringback::command
