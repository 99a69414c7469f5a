#include "relay/upstream_problem.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "api/call.hpp"

using namespace ringback;
using relay::Sent;

namespace {

Sent after(int status) {
  api::Definition send;
  send.role = api::Role::send;
  return relay::sent_by(api::interpret(send, api::HttpResponse{status, {}, "{}"}));
}

Sent after(api::TransportError error) {
  api::Definition send;
  send.role = api::Role::send;
  return relay::sent_by(api::interpret(send, error));
}

}  // namespace

TEST_CASE("a message counts as sent unless the API says that it wasn't") {
  CHECK(after(200) == Sent::yes);
  for (const int status : {400, 401, 403, 404, 405, 422, 429}) {
    CAPTURE(status);
    CHECK(after(status) == Sent::no);
  }
  CHECK(after(503) == Sent::unlikely);
  CHECK(after(api::TransportError::not_sent) == Sent::no);
  CHECK(after(api::TransportError::timeout) == Sent::unknown);
}

TEST_CASE("an API that leads elsewhere may have sent before") {
  for (const int status : {301, 302, 303, 307, 308}) {
    CAPTURE(status);
    CHECK(after(status) == Sent::unknown);
  }
}
