// The hosted provider, played (SPEC section 7): it sends no SMS, it puts them into an outbox that everybody can read.
//
//   POST <prefix>/integrations/custom-feature/send-otp-sms     { accountSID, authToken, fromNumber, toNumber }
//   POST <prefix>/integrations/custom-feature/verify-user-otp  { systemOtp, userOtp }
//   GET, DELETE <prefix>/messages[?to=E164]
//
// Numbers that end in 550001 to 550009 misbehave, each in its own way: see Misbehaviour.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/e164.hpp"
#include "relay/http.hpp"
#include "relay/router.hpp"

namespace ringback::relay {

// In the order of the numbers' last digit.
enum class Misbehaviour {
  none,
  invalid_number,     // 400: this number can't receive an SMS
  timeout,            // the connection stays open without an answer
  server_error,       // 500
  rate_limited,       // 429 with Retry-After
  not_json,           // 200, an HTML page
  slow,               // a good answer, after kSlowAnswer
  drop_after_accept,  // the SMS is sent, the connection closed without an answer
  wrong_types,        // 200, JSON of other types than documented
  huge,               // 200, JSON of 1 MB
};
Misbehaviour misbehaviour_of(const E164& number);

inline constexpr std::size_t kSandboxCodeDigits = 6;
inline constexpr std::size_t kMaximumMessages = 1'000;        // the oldest goes first
inline constexpr Milliseconds kIdempotencyLife{10 * 60'000};  // as long as a code lives
inline constexpr Milliseconds kSlowAnswer{4'000};             // slow, but within the 10 s that a flow waits by default
inline constexpr Milliseconds kSilence{60'000};               // then the server closes the connection
inline constexpr int kRetryAfterSeconds = 5;

struct SandboxMessage {
  std::string to, from, text, code;
  std::string at;  // RFC 3339, UTC
};

struct SandboxOptions {
  std::function<Instant()> now;            // monotonic
  std::function<std::string()> wall_time;  // RFC 3339, UTC: for people who read the outbox
  std::function<std::string()> new_code;   // kSandboxCodeDigits digits
};
// The machine's clocks and a code nobody can guess.
SandboxOptions real_sandbox_options();

// Safe to use from many threads.
class Sandbox {
 public:
  explicit Sandbox(SandboxOptions options) : options_{std::move(options)} {}

  Reply send_otp(const Request& request);
  Reply verify_otp(const Request& request);
  Response list_messages(const Request& request) const;
  Response delete_messages(const Request& request);

  // Oldest first.
  std::vector<SandboxMessage> messages() const;

 private:
  // A send that was accepted, so that the same Idempotency-Key doesn't send twice.
  struct Accepted {
    std::string key, to, code;
    Instant at{};
  };
  // Sends unless it did so before under the same key. Gives the code.
  std::string deliver(const E164& to, const std::string& from, const Request& request);

  SandboxOptions options_;
  mutable std::mutex mutex_;
  std::deque<SandboxMessage> messages_;
  std::deque<Accepted> accepted_;
};

// The routes above, under `prefix` ("/sandbox").
void add_sandbox_routes(Router& router, std::shared_ptr<Sandbox> sandbox, const std::string& prefix);

}  // namespace ringback::relay
