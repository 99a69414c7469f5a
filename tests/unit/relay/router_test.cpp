#include "relay/router.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace ringback;
using namespace ringback::relay;

namespace {

Response ask(const Router& router, std::string method, std::string path) {
  std::optional<Response> answer;
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  router.handle(request, [&](Reply reply) { answer = reply.response; });
  REQUIRE(answer);
  return *answer;
}

Handler says(std::string text) {
  return [text](const Request&, Respond respond) { respond(Response{200, {}, text}); };
}

Router example() {
  Router router;
  router.add({"GET", "/open", Cors::any_origin, says("open")});
  router.add({"DELETE", "/open", Cors::any_origin, says("gone")});
  router.add({"GET", "/closed", Cors::same_origin, says("closed")});
  router.add({"GET", "/v1/flows/{flow}", Cors::any_origin, [](const Request& request, Respond respond) {
                respond(Response{200, {}, request.parameters.at("flow")});
              }});
  router.add({"GET", "/files/*", Cors::same_origin, [](const Request& request, Respond respond) {
                respond(Response{200, {}, request.parameters.at("rest")});
              }});
  return router;
}

}  // namespace

TEST_CASE("a name in braces takes one segment, a star the rest") {
  const Router router = example();
  CHECK(ask(router, "GET", "/v1/flows/signup").body == "signup");
  CHECK(ask(router, "GET", "/v1/flows/").status == 404);
  CHECK(ask(router, "GET", "/v1/flows/a/b").status == 404);
  CHECK(ask(router, "GET", "/files/a/b.css").body == "a/b.css");
  CHECK(ask(router, "GET", "/files").status == 404);
  CHECK(ask(router, "GET", "/open/").status == 404);
}

TEST_CASE("an unknown path is a problem that says so") {
  const Response response = ask(example(), "GET", "/nowhere");
  CHECK(response.status == 404);
  CHECK(api::find_header(response.headers, "content-type") == "application/problem+json");
  CHECK(response.body.find("/problems/not-found") != std::string::npos);
}

TEST_CASE("a method that a path doesn't take is told which it takes") {
  const Response response = ask(example(), "PUT", "/open");
  CHECK(response.status == 405);
  CHECK(api::find_header(response.headers, "allow") == "GET, DELETE");
}

TEST_CASE("only open routes let other origins in") {
  CHECK(api::find_header(ask(example(), "GET", "/open").headers, "access-control-allow-origin") == "*");
  CHECK_FALSE(api::find_header(ask(example(), "GET", "/closed").headers, "access-control-allow-origin"));
}

TEST_CASE("other origins may read when to come back") {
  const Response response = ask(example(), "GET", "/open");
  CHECK(api::find_header(response.headers, "access-control-expose-headers").value().find("Retry-After") !=
        std::string_view::npos);
}

TEST_CASE("a preflight to an open route allows what the widget sends") {
  const Response response = ask(example(), "OPTIONS", "/open");
  CHECK(response.status == 204);
  CHECK(api::find_header(response.headers, "access-control-allow-methods") == "GET, DELETE");
  CHECK(api::find_header(response.headers, "access-control-allow-headers") ==
        "authorization, content-type, idempotency-key");
}

TEST_CASE("a preflight to a closed route is refused") { CHECK(ask(example(), "OPTIONS", "/closed").status == 405); }
