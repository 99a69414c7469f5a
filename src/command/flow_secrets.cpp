#include "command/flow_secrets.hpp"

#include <cstdlib>

#include "flow/references.hpp"

namespace ringback::command {
Result<Secrets> secrets_from_environment(const flow::Flow& flow) {
  Secrets secrets;
  std::string missing;
  for (const std::string& name : flow::secrets_of(flow)) {
    const char* value = std::getenv(name.c_str());
    if (value && *value) {
      secrets.emplace(name, Secret{value});
    } else {
      missing += (missing.empty() ? "" : ", ") + name;
    }
  }
  if (missing.empty()) return secrets;
  return Error{"this flow needs " + missing + " in the environment; to try it without, use --sandbox"};
}

}  // namespace ringback::command
