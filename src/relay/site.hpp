// All routes of `ringback serve` put together.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "relay/client_address.hpp"
#include "relay/limits.hpp"
#include "relay/ports.hpp"
#include "relay/router.hpp"
#include "relay/visitor_ports.hpp"

namespace ringback::relay {

enum class Provider {
  hosted,   // the flows' own URLs
  sandbox,  // the provider that this server plays, with worthless credentials; and the demo page
};

struct SiteOptions {
  std::vector<std::filesystem::path> flows;  // published as /v1/flows/<file name without .json>
  std::filesystem::path dist;                // the artefacts, with locales/ and demo/ in it
  Provider provider = Provider::hosted;
  Secrets secrets;
  Limits limits;
  std::string public_url;                  // "https://relay.example"; empty: as the client reached this server
  std::vector<std::string> allow_origins;  // whose pages may verify; "*" for all. This server's own may always
  std::vector<Network> proxies;            // whose X-Forwarded-For is believed
  std::vector<Network> metrics_from = private_networks();  // who may read /metrics
  Ports ports;
  VisitorPorts visitor;
};

// The error says which flow can't be published and why, a line each. A flow file that is edited shows at the next
// request.
Result<std::shared_ptr<const Router>> make_site(SiteOptions options);

}  // namespace ringback::relay
