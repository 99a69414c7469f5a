// Calls under way: their deadlines on the injected clock, their retries, and answers that come too late.
// A value: it sends nothing, it says what to send.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "api/call.hpp"
#include "base/time.hpp"

namespace ringback::api {

using CallId = std::uint32_t;

// Each try of a call has its own number, so that the late answer to a try that timed out is known as such.
struct TryToSend {
  std::uint32_t try_id = 0;
  HttpRequest request;
};

struct FinishedCall {
  CallId call = 0;
  CallResult result;
};

struct ClientStep {
  std::vector<TryToSend> to_send;
  std::vector<FinishedCall> finished;
  // APIs whose send had been given up and was answered now: its outcome is of no use any more, its time is.
  std::vector<std::string> answered_late;
};

// Sends that timed out, so that their answers are known when they come after all.
class LateSends {
 public:
  void expect(std::uint32_t try_id, const Definition& definition);
  // An answer from a server, not the news that there will be none.
  void answered(std::uint32_t try_id, const HttpAnswer& answer, ClientStep& step);
  void clear() { expected_.clear(); }

 private:
  struct Expected {
    std::uint32_t try_id = 0;
    std::string api;
  };
  std::vector<Expected> expected_;
};

// A call that may be retried (may_retry) is tried this often in all, each try no sooner than kRetryPause (doubling)
// after the answer to the one before, or after the server's Retry-After when that is longer. 2 s is also what the
// provider asks between two verify requests.
inline constexpr int kMaximumTries = 3;
inline constexpr Milliseconds kRetryPause{2'000};
// A server that asks for a longer pause gets no retry: the visitor is told instead.
inline constexpr Milliseconds kLongestRetryPause{15'000};

class Client {
 public:
  // `definition` outlives the call (it belongs to the flow).
  ClientStep start(CallId call, const Definition& definition, HttpRequest request, Instant now);
  // An answer to a try that timed out, was followed by another or isn't known changes nothing here.
  ClientStep answered(std::uint32_t try_id, const HttpAnswer& answer, Instant now);
  ClientStep advance(Instant now);
  // When advance() has something to do; none when nothing is under way.
  std::optional<Instant> next_deadline() const;
  // Forgets every call; answers that come later are dropped.
  void clear();

 private:
  struct Pending {
    CallId call = 0;
    const Definition* definition = nullptr;
    HttpRequest request;
    int tries = 0;
    std::uint32_t try_id = 0;  // 0 while it waits to try again
    Instant next{};            // the deadline of the try under way, or when to try again
  };
  void send(Pending& pending, Instant now, ClientStep& step);
  // Plans another try, or finishes. True when the call is over.
  bool settle(Pending& pending, CallResult result, Instant now, ClientStep& step);

  std::vector<Pending> pending_;
  LateSends late_sends_;
  std::uint32_t next_try_ = 1;
};

}  // namespace ringback::api
