// All routes of `ringback serve` put together.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "relay/router.hpp"

namespace ringback::relay {

enum class Provider {
  hosted,   // the flows' own URLs
  sandbox,  // the provider that this server plays, with worthless credentials; and the demo page
};

struct SiteOptions {
  std::vector<std::filesystem::path> flows;  // published as /v1/flows/<file name without .json>
  std::filesystem::path dist;                // the artefacts, with locales/ and demo/ in it
  Provider provider = Provider::hosted;
};

// The error says which flow can't be published and why, a line each. Flow files are read again for each request, so an
// edited one shows at the next reload.
Result<std::shared_ptr<const Router>> make_site(const SiteOptions& options);

}  // namespace ringback::relay
