// Counters and gauges in Prometheus' text format (version 0.0.4), by prometheus-cpp.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace ringback::relay {

// Labels are of known values: never a number, a session, or a text that a browser chose.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // A call of an API by its role ("send") and what came of it ("success", "failure", or a problem's name).
  void call(std::string_view role, std::string_view outcome);
  // How long the API itself took to answer.
  void upstream(std::string_view role, Milliseconds took);
  void session();
  // A message that left, or may have; and a number that was verified. `country`: ISO 3166-1 alpha-2, or "other". Where few of
  // the first lead to the second, somebody is paid for the messages.
  void message(std::string_view country);
  void verified(std::string_view country);
  // A request that the store didn't let through, since it can't be reached or is full.
  void store_failure();
  void under_way(int difference);

  std::string text() const;

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

}  // namespace ringback::relay
