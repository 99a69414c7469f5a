#include <catch2/catch_test_macros.hpp>
#include <string>

#include "api/call.hpp"
#include "support/definitions.hpp"

namespace ringback::api {
namespace {

using testing::definition;
using testing::json;
using testing::save_rule;

Definition saving(std::vector<std::string> pointers) {
  Definition each = definition(Role::other);
  each.save.push_back(save_rule(std::move(pointers), "a"));
  return each;
}

Definition succeeding_if(std::string pointer, const char* equals) {
  Definition each = definition(Role::verify);
  each.success = SuccessRule{std::move(pointer), json(equals)};
  return each;
}

CallResult answer(const Definition& each, int status, std::string body = "", Headers headers = {}) {
  return interpret(each, HttpResponse{status, std::move(headers), std::move(body)});
}

TEST_CASE("any 2xx is a success when nothing of the body is needed, whatever the body is") {
  for (const int status : {200, 201, 202, 204, 299}) {
    for (const char* body : {"", "<html>", "{}"}) {
      const CallResult result = answer(definition(Role::other), status, body);
      CHECK(result.outcome == Outcome::success);
      CHECK(result.problem == Problem::none);
    }
  }
}

TEST_CASE("the success rule decides whether a 2xx is a success") {
  const Definition each = succeeding_if("/verified", "true");
  CHECK(answer(each, 200, R"({"verified":true})").outcome == Outcome::success);
  CHECK(answer(each, 200, R"({"verified":false})").outcome == Outcome::failure);
  CHECK(answer(succeeding_if("/status", R"("approved")"), 201, R"({"status":"approved"})").outcome == Outcome::success);
  CHECK(answer(succeeding_if("/status", R"("approved")"), 201, R"({"status":"pending"})").outcome == Outcome::failure);
  CHECK(answer(succeeding_if("/n", "1"), 200, R"({"n":1.0})").outcome == Outcome::success);
  CHECK(answer(succeeding_if("", "true"), 200, "true").outcome == Outcome::success);
}

TEST_CASE("an answer without the value that tells a success is a failure") {
  CHECK(answer(succeeding_if("/verified", "true"), 200, R"({"error":"wrong code"})").outcome == Outcome::failure);
  CHECK(answer(succeeding_if("/error", "null"), 200, R"({"error":"wrong code"})").outcome == Outcome::failure);
  CHECK(answer(succeeding_if("/error", "null"), 200, R"({"error":null})").outcome == Outcome::success);
}

TEST_CASE("a success value of another type is no answer at all, neither yes nor no") {
  const CallResult result = answer(succeeding_if("/verified", "true"), 200, R"({"verified":"true"})");
  CHECK(result.outcome == Outcome::error);
  CHECK(result.problem == Problem::unexpected);
}

TEST_CASE("what an answer means by the flow file comes before its status and before success") {
  Definition each = succeeding_if("/status", R"("ok")");
  each.save.push_back(save_rule({"/id"}, "a"));
  each.problems = {{ProblemRule::Source::body, "/code", json("20404"), Problem::code_expired},
                   {ProblemRule::Source::status, "", json("420"), Problem::rate_limited},
                   {ProblemRule::Source::body, "/error/code", json(R"("max")"), Problem::locked},
                   {ProblemRule::Source::body, "/code", json("null"), Problem::locked}};
  for (const int status : {200, 400, 404, 429, 500}) {
    const CallResult result = answer(each, status, R"({"code":20404,"status":"ok","id":"1"})");
    CHECK(result.outcome == Outcome::error);
    CHECK(result.problem == Problem::code_expired);
    CHECK(result.saved.empty());
    CHECK(arrival_of(result) == Arrival::answered);
  }
  CHECK(answer(each, 404, R"({"error":{"code":"max"}})").problem == Problem::locked);
  CHECK(answer(each, 404, R"({"code":null})").problem == Problem::locked);
  CHECK(answer(each, 420, "<html>").problem == Problem::rate_limited);
  CHECK(answer(each, 420, R"({"code":20404})").problem == Problem::code_expired);  // the first that fits
}

TEST_CASE("an answer that no rule of the flow file fits means what its status and its body say") {
  Definition each = succeeding_if("/status", R"("ok")");
  each.problems = {{ProblemRule::Source::body, "/code", json("20404"), Problem::code_expired}};
  for (const char* body : {R"({"code":20405})", R"({"code":"20404"})", R"({"codes":20404})", "20404", "<html>", ""}) {
    INFO(body);
    CHECK(answer(each, 404, body).problem == Problem::misconfigured);
    CHECK(answer(each, 400, body).outcome == Outcome::failure);
  }
  CHECK(answer(each, 200, R"({"status":"ok"})").outcome == Outcome::success);
}

TEST_CASE("a problem by the flow file's rule takes Retry-After along with 429 and 503") {
  Definition each = definition(Role::verify);
  each.problems = {{ProblemRule::Source::body, "/code", json("60202"), Problem::locked}};
  CHECK(answer(each, 429, R"({"code":60202})", {{"Retry-After", "600"}}).retry_after == Milliseconds{600'000});
  CHECK_FALSE(answer(each, 403, R"({"code":60202})", {{"Retry-After", "600"}}).retry_after.has_value());
}

TEST_CASE("a value is saved by JSON Pointer") {
  const CallResult result = answer(saving({"/a/0/b"}), 200, R"({"a":[{"b":"123456"}]})");
  REQUIRE(result.saved.size() == 1);
  CHECK(result.saved[0].first == "a");
  CHECK(result.saved[0].second == Json("123456"));
}

TEST_CASE("a saved value keeps its JSON type") {
  CHECK(answer(saving({"/n"}), 200, R"({"n":123456})").saved[0].second == Json(123456));
  CHECK(answer(saving({"/n"}), 200, R"({"n":false})").saved[0].second == Json(false));
}

TEST_CASE("of a list of pointers the first that exists is saved") {
  const Definition each = saving({"/data/otp", "/otp", "/code"});
  CHECK(answer(each, 200, R"({"otp":"1","code":"2"})").saved[0].second == Json("1"));
  CHECK(answer(each, 200, R"({"code":"2"})").saved[0].second == Json("2"));
  CHECK(answer(each, 200, R"({"other":"2"})").problem == Problem::unexpected);
}

TEST_CASE("null is no value: the next pointer is looked at, a yes without any is unexpected, and a no saves nothing") {
  const Definition each = saving({"/data/otp", "/otp"});
  CHECK(answer(each, 200, R"({"data":{"otp":null},"otp":"1"})").saved[0].second == Json("1"));
  CHECK(answer(each, 200, R"({"otp":null})").problem == Problem::unexpected);
  const CallResult refused = answer(each, 422, R"({"otp":null})");
  CHECK(refused.outcome == Outcome::failure);
  CHECK(refused.saved.empty());
}

TEST_CASE("the empty pointer saves the whole body") {
  CHECK(answer(saving({""}), 200, R"({"a":1})").saved[0].second == json(R"({"a":1})"));
}

TEST_CASE("the source status saves the status, and needs no body") {
  Definition each = saving({});
  each.save[0].source = SaveRule::Source::status;
  CHECK(answer(each, 202, "<html>").saved[0].second == Json(202));
}

TEST_CASE("the source headers saves an object of lower-case names, repeated ones joined") {
  Definition each = saving({});
  each.save[0].source = SaveRule::Source::headers;
  CHECK(answer(each, 200, "", {{"X-Id", "  7"}, {"Link", "a"}, {"link", "b"}}).saved[0].second ==
        json(R"({"x-id":"7","link":"a, b"})"));
}

TEST_CASE("a save pointer that is missing is an error, and nothing is saved") {
  Definition each = saving({"/here"});
  each.save.push_back(save_rule({"/missing"}, "b"));
  const CallResult result = answer(each, 200, R"({"here":1})");
  CHECK(result.outcome == Outcome::error);
  CHECK(result.problem == Problem::unexpected);
  CHECK(result.saved.empty());
  CHECK(result.detail == "HTTP 200, nothing at \"/missing\" for /apis/call/save/0");
}

TEST_CASE("a failure saves what it finds and misses nothing") {
  Definition each = succeeding_if("/verified", "true");
  each.save.push_back(save_rule({"/status"}, "status"));
  each.save.push_back(save_rule({"/id"}, "id"));
  const CallResult no = answer(each, 200, R"({"verified":false,"status":"failed"})");
  CHECK(no.outcome == Outcome::failure);
  REQUIRE(no.saved.size() == 1);
  CHECK(no.saved[0].second == Json("failed"));
  CHECK(answer(each, 422, R"({"status":"bad"})").saved.size() == 1);
  CHECK(answer(each, 422, "<html>").saved.empty());
}

TEST_CASE("JSON is known by parsing it, not by its Content-Type") {
  CHECK(answer(saving({"/a"}), 200, R"({"a":1})", {{"Content-Type", "text/html"}}).outcome == Outcome::success);
  CHECK(answer(saving({"/a"}), 200, "<html></html>", {{"Content-Type", "application/json"}}).problem ==
        Problem::not_json);
}

TEST_CASE("a body that isn't JSON is an error where JSON is needed") {
  for (const char* body : {"", "<!doctype html>", "{\"a\":", "ok", "{\"a\":\"\xFF\"}"}) {
    INFO(body);
    const CallResult result = answer(saving({"/a"}), 200, body);
    CHECK(result.outcome == Outcome::error);
    CHECK(result.problem == Problem::not_json);
    CHECK(answer(succeeding_if("/a", "1"), 204, body).problem == Problem::not_json);
  }
}

TEST_CASE("hostile nesting in an answer is refused like any other text that isn't JSON") {
  CHECK(answer(saving({"/a"}), 200, std::string(200'000, '[')).problem == Problem::not_json);
}

TEST_CASE("a status of its own kind is a problem of its own kind") {
  const auto problem = [](int status) {
    const CallResult result = answer(saving({"/a"}), status, R"({"a":1})");
    CHECK(result.outcome == Outcome::error);
    CHECK(result.saved.empty());
    return result.problem;
  };
  for (const int status : {301, 302, 303, 304, 307, 308, 401, 403, 404, 405}) {
    CHECK(problem(status) == Problem::misconfigured);
  }
  for (const int status : {500, 501, 502, 503, 504, 599}) CHECK(problem(status) == Problem::server_error);
  CHECK(problem(408) == Problem::timeout);
  CHECK(problem(429) == Problem::rate_limited);
  CHECK(problem(0) == Problem::unexpected);
  CHECK(problem(100) == Problem::unexpected);
  CHECK(problem(600) == Problem::unexpected);
}

TEST_CASE("any other 4xx is the API's no") {
  for (const int status : {400, 402, 406, 409, 410, 422, 451}) {
    const CallResult result = answer(saving({"/a"}), status, "no");
    CHECK(result.outcome == Outcome::failure);
    CHECK(result.problem == Problem::none);
  }
}

TEST_CASE("Retry-After in seconds is read from a 429 and a 503") {
  for (const int status : {429, 503}) {
    const auto after = answer(definition(Role::other), status, "", {{"retry-after", " 30 "}}).retry_after;
    REQUIRE(after.has_value());
    CHECK(*after == Milliseconds{30'000});
  }
  CHECK_FALSE(answer(definition(Role::other), 500, "", {{"Retry-After", "30"}}).retry_after.has_value());
}

TEST_CASE("Retry-After that isn't a count of seconds is as none, and a huge one is a day") {
  for (const char* value : {"", "soon", "-1", "1.5", "Wed, 21 Oct 2015 07:28:00 GMT", "3O"}) {
    INFO(value);
    CHECK_FALSE(answer(definition(Role::other), 429, "", {{"Retry-After", value}}).retry_after.has_value());
  }
  CHECK(*answer(definition(Role::other), 429, "", {{"Retry-After", "99999999999999999999"}}).retry_after ==
        Milliseconds{86'400'000});
}

TEST_CASE("no answer is an error that says why") {
  const auto problem = [](TransportError error) {
    const CallResult result = interpret(definition(Role::other), error);
    CHECK(result.outcome == Outcome::error);
    CHECK_FALSE(result.detail.empty());
    return result.problem;
  };
  CHECK(problem(TransportError::timeout) == Problem::timeout);
  CHECK(problem(TransportError::unreachable) == Problem::unreachable);
  CHECK(problem(TransportError::offline) == Problem::offline);
  CHECK(problem(TransportError::too_large) == Problem::too_large);
}

TEST_CASE("an answer is read up to its largest size and refused beyond it") {
  const std::string fits = "\"" + std::string(kMaximumAnswerBytes - 2, 'x') + "\"";
  CHECK(answer(saving({""}), 200, fits).outcome == Outcome::success);
  CHECK(answer(saving({""}), 200, fits + " ").problem == Problem::too_large);
  CHECK(answer(definition(Role::other), 200, std::string(1'000'000, ' ')).problem == Problem::too_large);
}

TEST_CASE("what an answer held is in no detail") {
  for (const int status : {200, 422, 500}) {
    CHECK(answer(saving({"/a"}), status, R"({"otp":"987654"})").detail.find("987654") == std::string::npos);
    CHECK(answer(saving({"/a"}), status, "987654<").detail.find("987654") == std::string::npos);
  }
}

TEST_CASE("only a call that isn't a send may be made again, and only when it found no one or broke down") {
  for (const Problem problem : {Problem::timeout, Problem::unreachable, Problem::server_error}) {
    CHECK(may_retry(Role::verify, problem));
    CHECK(may_retry(Role::other, problem));
    CHECK_FALSE(may_retry(Role::send, problem));
  }
  for (const Problem problem :
       {Problem::none, Problem::offline, Problem::rate_limited, Problem::not_json, Problem::unexpected,
        Problem::too_large, Problem::misconfigured, Problem::interrupted}) {
    CHECK_FALSE(may_retry(Role::verify, problem));
  }
}

TEST_CASE("header names compare without case") {
  const Headers headers{{"Content-Type", "a"}, {"content-type", "b"}};
  CHECK(find_header(headers, "CONTENT-TYPE") == "a");
  CHECK_FALSE(find_header(headers, "content").has_value());
}

}  // namespace
}  // namespace ringback::api
