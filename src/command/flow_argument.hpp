// The flow file that a command is given.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "flow/flow.hpp"

namespace ringback::command {

// Pointed at the sandbox `base` when that isn't empty. Null when it can't be used, after every reason was printed.
std::shared_ptr<const flow::Flow> read_flow(const std::filesystem::path& path, std::string_view base = "");

}  // namespace ringback::command
