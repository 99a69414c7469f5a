#include "api/client.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "support/definitions.hpp"
#include "support/simulated_clock.hpp"

namespace ringback::api {
namespace {

using testing::definition;
using testing::SimulatedClock;

const HttpResponse kGood{200, {}, "{}"};
const HttpResponse kBroken{500, {}, ""};

HttpRequest request() { return {"POST", "https://api.example.com/call", {}, "body"}; }

struct Calls {
  SimulatedClock clock;
  Client client;
  Definition definition;
  explicit Calls(Role role) : definition{testing::definition(role)} {}

  std::uint32_t start(CallId call = 1) {
    const ClientStep step = client.start(call, definition, request(), clock.now());
    REQUIRE(step.to_send.size() == 1);
    REQUIRE(step.finished.empty());
    return step.to_send[0].try_id;
  }
  ClientStep answer(std::uint32_t try_id, const HttpAnswer& answer) {
    return client.answered(try_id, answer, clock.now());
  }
  ClientStep advance(Milliseconds by) {
    clock.advance(by);
    return client.advance(clock.now());
  }
  // Goes on to the next deadline, which must be `away`.
  ClientStep advance_to_deadline(Milliseconds away) {
    REQUIRE(client.next_deadline().has_value());
    CHECK(*client.next_deadline() - clock.now() == away);
    CHECK(advance(away - Milliseconds{1}).to_send.empty());
    return advance(Milliseconds{1});
  }
};

TEST_CASE("an answer finishes its call, and the client waits for nothing more") {
  Calls calls{Role::other};
  const std::uint32_t first = calls.start(7);
  const ClientStep step = calls.answer(first, kGood);
  REQUIRE(step.finished.size() == 1);
  CHECK(step.finished[0].call == 7);
  CHECK(step.finished[0].result.outcome == Outcome::success);
  CHECK(step.to_send.empty());
  CHECK_FALSE(calls.client.next_deadline().has_value());
}

TEST_CASE("a call without an answer times out at its definition's deadline, not before") {
  Calls calls{Role::send};
  calls.definition.timeout = Milliseconds{4'000};
  calls.start();
  CHECK(calls.advance(Milliseconds{3'999}).finished.empty());
  const ClientStep step = calls.advance(Milliseconds{1});
  REQUIRE(step.finished.size() == 1);
  CHECK(step.finished[0].result.problem == Problem::timeout);
}

TEST_CASE("a send is never tried again") {
  for (const HttpAnswer& answer :
       {HttpAnswer{TransportError::unreachable}, HttpAnswer{TransportError::timeout}, HttpAnswer{kBroken}}) {
    Calls calls{Role::send};
    const ClientStep step = calls.answer(calls.start(), answer);
    CHECK(step.finished.size() == 1);
    CHECK(step.to_send.empty());
    CHECK(calls.advance(Milliseconds{600'000}).to_send.empty());
  }
}

TEST_CASE("another call is tried three times, 2 s and then 4 s after the answer before") {
  for (const HttpAnswer& answer : {HttpAnswer{TransportError::unreachable}, HttpAnswer{kBroken}}) {
    Calls calls{Role::verify};
    CHECK(calls.answer(calls.start(), answer).finished.empty());
    ClientStep step = calls.advance_to_deadline(Milliseconds{2'000});
    REQUIRE(step.to_send.size() == 1);
    CHECK(step.to_send[0].request.body == "body");
    CHECK(calls.answer(step.to_send[0].try_id, answer).finished.empty());
    step = calls.advance_to_deadline(Milliseconds{4'000});
    REQUIRE(step.to_send.size() == 1);
    step = calls.answer(step.to_send[0].try_id, answer);
    CHECK(step.finished.size() == 1);
    CHECK(step.to_send.empty());
  }
}

TEST_CASE("a retry after a timeout waits its pause too") {
  Calls calls{Role::verify};
  calls.start();
  CHECK(calls.advance(kDefaultTimeout).to_send.empty());
  CHECK(calls.advance_to_deadline(kRetryPause).to_send.size() == 1);
}

TEST_CASE("a second try that succeeds is the call's answer") {
  Calls calls{Role::verify};
  calls.answer(calls.start(3), kBroken);
  const ClientStep retry = calls.advance(kRetryPause);
  const ClientStep step = calls.answer(retry.to_send[0].try_id, kGood);
  REQUIRE(step.finished.size() == 1);
  CHECK(step.finished[0].call == 3);
  CHECK(step.finished[0].result.outcome == Outcome::success);
}

TEST_CASE("the late answer to a try that timed out is dropped") {
  Calls calls{Role::verify};
  const std::uint32_t first = calls.start();
  calls.advance(kDefaultTimeout);
  ClientStep late = calls.answer(first, kGood);
  CHECK(late.finished.empty());
  const ClientStep retry = calls.advance(kRetryPause);
  REQUIRE(retry.to_send.size() == 1);
  CHECK(retry.to_send[0].try_id != first);
  late = calls.answer(first, kGood);
  CHECK(late.finished.empty());
  CHECK(calls.answer(retry.to_send[0].try_id, kGood).finished.size() == 1);
}

TEST_CASE("the late answer to a send that timed out is dropped") {
  Calls calls{Role::send};
  const std::uint32_t first = calls.start();
  calls.advance(kDefaultTimeout);
  CHECK(calls.answer(first, kGood).finished.empty());
}

TEST_CASE("a second answer to the same try, or to one that never was, changes nothing") {
  Calls calls{Role::other};
  const std::uint32_t first = calls.start();
  calls.answer(first, kGood);
  CHECK(calls.answer(first, kGood).finished.empty());
  CHECK(calls.answer(0, kGood).finished.empty());
  CHECK(calls.answer(999, kGood).finished.empty());
}

TEST_CASE("no answer counts for a try that only waits to be made again") {
  Calls calls{Role::verify};
  const std::uint32_t first = calls.start();
  calls.answer(first, kBroken);
  CHECK(calls.answer(first, kGood).finished.empty());
  CHECK(calls.answer(0, kGood).finished.empty());
}

TEST_CASE("a 429 is handed on with its Retry-After, and not tried again by itself") {
  Calls calls{Role::verify};
  const ClientStep step = calls.answer(calls.start(), HttpResponse{429, {{"Retry-After", "3"}}, ""});
  REQUIRE(step.finished.size() == 1);
  CHECK(step.finished[0].result.problem == Problem::rate_limited);
  CHECK(step.finished[0].result.retry_after == Milliseconds{3'000});
}

TEST_CASE("a server's Retry-After is kept when it is longer than the pause") {
  Calls calls{Role::verify};
  calls.answer(calls.start(), HttpResponse{503, {{"Retry-After", "9"}}, ""});
  CHECK(calls.advance_to_deadline(Milliseconds{9'000}).to_send.size() == 1);
}

TEST_CASE("a server's Retry-After doesn't shorten the pause") {
  Calls calls{Role::verify};
  calls.answer(calls.start(), HttpResponse{503, {{"Retry-After", "0"}}, ""});
  CHECK(calls.advance_to_deadline(kRetryPause).to_send.size() == 1);
}

TEST_CASE("a server that asks for more than 15 s gets no retry, and the visitor is told at once") {
  Calls calls{Role::verify};
  const ClientStep step = calls.answer(calls.start(), HttpResponse{503, {{"Retry-After", "16"}}, ""});
  REQUIRE(step.finished.size() == 1);
  CHECK(step.finished[0].result.retry_after == Milliseconds{16'000});
}

TEST_CASE("calls under way have their own tries and deadlines") {
  Calls calls{Role::other};
  const std::uint32_t first = calls.start(1);
  calls.clock.advance(Milliseconds{1'000});
  const std::uint32_t second = calls.start(2);
  CHECK(first != second);
  CHECK(*calls.client.next_deadline() == calls.clock.now() + kDefaultTimeout - Milliseconds{1'000});
  CHECK(calls.answer(second, kGood).finished[0].call == 2);
  CHECK(calls.answer(first, kGood).finished[0].call == 1);
}

TEST_CASE("a suspended machine wakes with its calls timed out once, not again and again") {
  Calls calls{Role::verify};
  calls.start();
  CHECK(calls.advance(Milliseconds{86'400'000}).to_send.empty());
  CHECK(calls.client.advance(calls.clock.now()).to_send.empty());
  CHECK(*calls.client.next_deadline() == calls.clock.now() + kRetryPause);
}

TEST_CASE("an answer that arrives before anyone looked at the clock counts, though it is late") {
  Calls calls{Role::verify};
  const std::uint32_t first = calls.start();
  calls.clock.advance(kDefaultTimeout * 2);
  CHECK(calls.answer(first, kGood).finished.size() == 1);
}

TEST_CASE("clear forgets every call, and drops the answers that come later") {
  Calls calls{Role::other};
  const std::uint32_t first = calls.start(1);
  calls.start(2);
  calls.client.clear();
  CHECK_FALSE(calls.client.next_deadline().has_value());
  CHECK(calls.answer(first, kGood).finished.empty());
  CHECK(calls.start(3) != first);
}

TEST_CASE("a send that is answered after it was given up is told as such, once") {
  Calls calls{Role::send};
  const std::uint32_t first = calls.start();
  REQUIRE(calls.advance_to_deadline(kDefaultTimeout).finished.size() == 1);
  const ClientStep late = calls.answer(first, kGood);
  CHECK(late.answered_late == std::vector<std::string>{"call"});
  CHECK(late.finished.empty());
  CHECK(late.to_send.empty());
  CHECK(calls.answer(first, kGood).answered_late.empty());
}

TEST_CASE(
    "that a send given up will have no answer is no late answer; nor is one of a verify, or of a cleared client") {
  for (const TransportError error : {TransportError::timeout, TransportError::unreachable, TransportError::offline}) {
    Calls calls{Role::send};
    const std::uint32_t first = calls.start();
    calls.advance_to_deadline(kDefaultTimeout);
    CHECK(calls.answer(first, error).answered_late.empty());
  }
  Calls verify{Role::verify};
  const std::uint32_t first = verify.start();
  verify.advance_to_deadline(kDefaultTimeout);
  CHECK(verify.answer(first, kGood).answered_late.empty());
  Calls cleared{Role::send};
  const std::uint32_t sent = cleared.start();
  cleared.advance_to_deadline(kDefaultTimeout);
  cleared.client.clear();
  CHECK(cleared.answer(sent, kGood).answered_late.empty());
}

}  // namespace
}  // namespace ringback::api
