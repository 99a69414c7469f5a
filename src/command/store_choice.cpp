#include "command/store_choice.hpp"

#include "relay/memory_store.hpp"

namespace ringback::command {

Result<std::shared_ptr<relay::Store>> make_store(const std::string& name, const relay::Log&) {
  if (name == "memory") return std::shared_ptr<relay::Store>{std::make_shared<relay::MemoryStore>()};
  return Error{"the store \"" + name + "\" isn't one, expected \"memory\""};
}

}  // namespace ringback::command
