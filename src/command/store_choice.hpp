// "memory" or "redis://…" becomes a store.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "relay/ports.hpp"

namespace ringback::command {

Result<std::shared_ptr<relay::Store>> make_store(const std::string& name, const relay::Log& log);

}  // namespace ringback::command
