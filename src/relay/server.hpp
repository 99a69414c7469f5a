// The sockets: an event-driven HTTP server (Drogon) that hands each request to one Router and carries out its Reply.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "relay/router.hpp"

namespace ringback::relay {

struct ServerOptions {
  std::string listen = "127.0.0.1";  // an IP address, v4 or v6
  std::uint16_t port = 8080;         // 0: any free one
  unsigned threads = 0;              // 0: as many as the machine has, at most 8
  std::string certificate, key;      // PEM files for TLS; empty: plain HTTP
  // After SIGTERM: how long requests that are under way may take.
  Milliseconds grace{20'000};
};

// SIGINT and SIGTERM are for serve() to wait for: they would end the process in any other thread. Threads inherit what is
// blocked where they are made, so this comes before the first.
void block_stop_signals();

// Serves until SIGINT or SIGTERM. SIGTERM, which service managers send, lets what is under way be answered first, and
// answers 503 to what comes meanwhile, so that a load balancer looks elsewhere; another signal ends it at once. `started` gets the port once
// connections are accepted. The error says why it could not listen. Once a process: the server below is a singleton.
Result<std::monostate> serve(const ServerOptions& options, std::shared_ptr<const Router> router,
                             std::function<void(std::uint16_t port)> started);

// Runs `work` on a thread of the server, later. Only while serve() runs.
void run_after(Milliseconds delay, std::function<void()> work);

}  // namespace ringback::relay
