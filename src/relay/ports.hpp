// What the relay's rules need from outside, handed in, so that tests drive all of it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/http.hpp"
#include "base/e164.hpp"
#include "relay/log.hpp"
#include "relay/metrics.hpp"
#include "relay/proof.hpp"
#include "relay/store.hpp"
#include "relay/wall_time.hpp"

namespace ringback::relay {

// What a numbering plan says of a number that came from a browser.
struct Numbering {
  std::function<bool(const E164&)> takes_sms;
  std::function<std::string(const E164&)> region;  // ISO 3166-1 alpha-2, empty for numbers of no country
};

struct Ports {
  std::shared_ptr<Store> store;
  std::shared_ptr<api::Http> http;  // answers on any thread, and within each request's timeout
  std::shared_ptr<const ProofSigner> signer;
  std::function<WallTime()> now;
  // Runs `work` later, on any thread.
  std::function<void(Milliseconds, std::function<void()> work)> after;
  std::function<std::string()> new_token;  // 256 random bits as text
  Numbering numbering;
  std::shared_ptr<Metrics> metrics;
  Log log;
};

}  // namespace ringback::relay
