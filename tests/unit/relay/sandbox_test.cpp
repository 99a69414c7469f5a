#include "relay/sandbox.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "support/simulated_clock.hpp"

using namespace ringback;
using namespace ringback::relay;

namespace {

// A sandbox whose codes count up: "000001", "000002", …
struct Fixture {
  testing::SimulatedClock clock;
  int codes = 0;
  Sandbox sandbox{SandboxOptions{[this] { return clock.now(); }, [] { return "2026-01-02T03:04:05Z"; },
                                 [this] {
                                   const std::string code = std::to_string(++codes);
                                   return std::string(6 - code.size(), '0') + code;
                                 }}};

  Reply send(const std::string& number, api::Headers more = {}) {
    return sandbox.send_otp(
        request({{"accountSID", "a"}, {"authToken", "b"}, {"fromNumber", "c"}, {"toNumber", number}}, std::move(more)));
  }
  Reply verify(const Json& fields) { return sandbox.verify_otp(request(fields)); }

  static Request request(const Json& fields, api::Headers more = {}) {
    Request request;
    request.method = "POST";
    request.headers = {{"Authorization", "key"}, {"Content-Type", "application/json; charset=utf-8"}};
    request.headers.insert(request.headers.end(), more.begin(), more.end());
    request.body = dump_json(fields);
    return request;
  }
};

Json body_of(const Reply& reply) {
  REQUIRE(reply.response);
  auto parsed = parse_json(reply.response->body);
  REQUIRE(std::holds_alternative<Json>(parsed));
  return std::get<Json>(parsed);
}

constexpr const char* kRecipient = "+14155552671";

}  // namespace

TEST_CASE("a send answers with the code and puts the SMS into the outbox") {
  Fixture fixture;
  const Reply reply = fixture.send(kRecipient);
  CHECK(reply.response->status == 200);
  CHECK(body_of(reply) == Json{{"status", "sent"}, {"otp", "000001"}});
  const auto messages = fixture.sandbox.messages();
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].to == kRecipient);
  CHECK(messages[0].from == "c");
  CHECK(messages[0].code == "000001");
  CHECK(messages[0].text == "Your code is 000001.");
  CHECK(messages[0].at == "2026-01-02T03:04:05Z");
}

TEST_CASE("the SMS is bound to the host of the page that asked") {
  Fixture fixture;
  fixture.send(kRecipient, {{"Origin", "https://shop.example:8443"}});
  fixture.send(kRecipient, {{"Origin", "https://evil\n.example"}});
  fixture.send(kRecipient, {{"Origin", "null"}});
  const auto messages = fixture.sandbox.messages();
  CHECK(messages.at(0).text == "Your code is 000001.\n\n@shop.example #000001");
  CHECK(messages.at(1).text == "Your code is 000002.");
  CHECK(messages.at(2).text == "Your code is 000003.");
}

TEST_CASE("without the authorization header nothing is sent") {
  Fixture fixture;
  Request request = Fixture::request({{"toNumber", kRecipient}});
  request.headers.erase(request.headers.begin());
  for (const Reply& reply : {fixture.sandbox.send_otp(request), fixture.sandbox.verify_otp(request)}) {
    CHECK(reply.response->status == 401);
    CHECK(api::find_header(reply.response->headers, "content-type") == "application/problem+json");
  }
  CHECK(fixture.sandbox.messages().empty());
}

TEST_CASE("each field of a send has to be there and to be text") {
  const auto* field = GENERATE("accountSID", "authToken", "fromNumber", "toNumber");
  CAPTURE(field);
  const Json good{{"accountSID", "a"}, {"authToken", "b"}, {"fromNumber", "c"}, {"toNumber", kRecipient}};
  for (const Json& bad :
       {Json(nullptr), Json(12345), Json(""), Json::array({kRecipient}), Json(std::string(300, 'x'))}) {
    Fixture fixture;
    Json fields = good;
    if (bad.is_null()) {
      fields.erase(field);
    } else {
      fields[field] = bad;
    }
    const Reply reply = fixture.sandbox.send_otp(Fixture::request(fields));
    CHECK(reply.response->status == 400);
    CHECK(body_of(reply).at("detail").get<std::string>().find(field) == 0);
    CHECK(fixture.sandbox.messages().empty());
  }
}

TEST_CASE("a number that isn't E.164 is refused") {
  Fixture fixture;
  for (const char* number : {"4155552671", "+1 415 555 2671", "+0123456789", "+123"}) {
    CHECK(fixture.send(number).response->status == 400);
  }
}

TEST_CASE("a body that isn't a JSON object is refused") {
  Fixture fixture;
  Request request = Fixture::request({});
  for (const char* body : {"", "{", "[]", "\"text\"", "null"}) {
    request.body = body;
    CHECK(fixture.sandbox.send_otp(request).response->status == 400);
  }
  request.headers = {{"authorization", "key"}, {"content-type", "text/plain"}};
  CHECK(fixture.sandbox.send_otp(request).response->status == 415);
}

TEST_CASE("a verify says whether the two codes are the same") {
  Fixture fixture;
  CHECK(body_of(fixture.verify({{"systemOtp", "123456"}, {"userOtp", "123456"}})) ==
        Json{{"status", "verified"}, {"verified", true}});
  CHECK(body_of(fixture.verify({{"systemOtp", "123456"}, {"userOtp", "123457"}})) ==
        Json{{"status", "failed"}, {"verified", false}});
  CHECK(body_of(fixture.verify({{"systemOtp", "123456"}, {"userOtp", "12345"}})) ==
        Json{{"status", "failed"}, {"verified", false}});
}

TEST_CASE("each field of a verify has to be there and to be text") {
  Fixture fixture;
  CHECK(fixture.verify({{"systemOtp", 123456}, {"userOtp", "123456"}}).response->status == 400);
  CHECK(fixture.verify({{"systemOtp", "123456"}}).response->status == 400);
}

TEST_CASE("the same Idempotency-Key sends one SMS to a number") {
  Fixture fixture;
  const api::Headers key{{"Idempotency-Key", "k1"}};
  CHECK(body_of(fixture.send(kRecipient, key)).at("otp") == "000001");
  CHECK(body_of(fixture.send(kRecipient, key)).at("otp") == "000001");
  CHECK(fixture.sandbox.messages().size() == 1);

  CHECK(body_of(fixture.send("+14155552672", key)).at("otp") == "000002");
  CHECK(body_of(fixture.send(kRecipient, {{"Idempotency-Key", "k2"}})).at("otp") == "000003");
}

TEST_CASE("an Idempotency-Key is forgotten after ten minutes") {
  Fixture fixture;
  const api::Headers key{{"Idempotency-Key", "k1"}};
  fixture.send(kRecipient, key);
  fixture.clock.advance(kIdempotencyLife - Milliseconds{1});
  fixture.send(kRecipient, key);
  CHECK(fixture.sandbox.messages().size() == 1);
  fixture.clock.advance(Milliseconds{1});
  fixture.send(kRecipient, key);
  CHECK(fixture.sandbox.messages().size() == 2);
}

TEST_CASE("an emptied outbox forgets no Idempotency-Key") {
  Fixture fixture;
  const api::Headers key{{"Idempotency-Key", "k1"}};
  fixture.send(kRecipient, key);
  fixture.sandbox.delete_messages({});
  fixture.send(kRecipient, key);
  CHECK(fixture.sandbox.messages().empty());
}

TEST_CASE("the outbox keeps the newest thousand") {
  Fixture fixture;
  for (std::size_t i = 0; i < kMaximumMessages + 5; ++i) fixture.send(kRecipient);
  const auto messages = fixture.sandbox.messages();
  CHECK(messages.size() == kMaximumMessages);
  CHECK(messages.front().code == "000006");
}

TEST_CASE("the outbox can be read and emptied for one number") {
  Fixture fixture;
  fixture.send(kRecipient);
  fixture.send("+447400123456");
  Request request;
  request.query["to"] = " 447400123456";  // a plus that nobody escaped
  const Reply list = fixture.sandbox.list_messages(request);
  CHECK(body_of(list) == Json::array({{{"to", "+447400123456"},
                                       {"from", "c"},
                                       {"text", "Your code is 000002."},
                                       {"code", "000002"},
                                       {"at", "2026-01-02T03:04:05Z"}}}));
  CHECK(fixture.sandbox.delete_messages(request).status == 204);
  REQUIRE(fixture.sandbox.messages().size() == 1);
  CHECK(fixture.sandbox.messages()[0].to == kRecipient);
}

TEST_CASE("a number ending in 550001 can't receive an SMS") {
  Fixture fixture;
  const Reply reply = fixture.send("+14155550001");
  CHECK(reply.response->status == 400);
  CHECK(body_of(reply).at("status") == "failed");
  CHECK(fixture.sandbox.messages().empty());
}

TEST_CASE("a number ending in 550002 gets no answer for a minute, then the connection closes") {
  Fixture fixture;
  const Reply reply = fixture.send("+14155550002");
  CHECK_FALSE(reply.response);
  CHECK(reply.after == Milliseconds{60'000});
}

TEST_CASE("a number ending in 550003 meets a server error") {
  Fixture fixture;
  CHECK(fixture.send("+14155550003").response->status == 500);
}

TEST_CASE("a number ending in 550004 is asked to slow down and told for how long") {
  Fixture fixture;
  const Reply reply = fixture.send("+14155550004");
  CHECK(reply.response->status == 429);
  CHECK(api::find_header(reply.response->headers, "retry-after") == "5");
}

TEST_CASE("a number ending in 550005 gets a web page") {
  Fixture fixture;
  const Reply reply = fixture.send("+14155550005");
  CHECK(reply.response->status == 200);
  CHECK(api::find_header(reply.response->headers, "content-type").value().starts_with("text/html"));
  CHECK(std::holds_alternative<JsonSyntaxError>(parse_json(reply.response->body)));
}

TEST_CASE("a number ending in 550006 gets its SMS at once and its answer after four seconds") {
  Fixture fixture;
  const Reply reply = fixture.send("+14155550006");
  CHECK(reply.after == Milliseconds{4'000});
  CHECK(body_of(reply).at("otp") == "000001");
  CHECK(fixture.sandbox.messages().size() == 1);
}

TEST_CASE("a number ending in 550007 gets its SMS but the connection closes") {
  Fixture fixture;
  const Reply reply = fixture.send("+14155550007", {{"Idempotency-Key", "k"}});
  CHECK_FALSE(reply.response);
  CHECK(reply.after == Milliseconds{0});
  fixture.send("+14155550007", {{"Idempotency-Key", "k"}});
  CHECK(fixture.sandbox.messages().size() == 1);
}

TEST_CASE("a number ending in 550008 gets JSON of other types than documented") {
  Fixture fixture;
  const Json body = body_of(fixture.send("+14155550008"));
  CHECK(body.at("status").is_null());
  CHECK(body.at("otp").is_object());
}

TEST_CASE("a number ending in 550009 gets a megabyte") {
  Fixture fixture;
  CHECK(fixture.send("+14155550009").response->body.size() > 1024 * 1024);
}

TEST_CASE("numbers that only look like the misbehaving ones behave") {
  Fixture fixture;
  for (const char* number : {"+14155550000", "+14155550010", "+14155560001", "+14155500010"}) {
    CHECK(fixture.send(number).response->status == 200);
  }
}

TEST_CASE("real codes have six digits and differ") {
  const SandboxOptions options = real_sandbox_options();
  const std::string first = options.new_code(), second = options.new_code(), third = options.new_code();
  CHECK(first.size() == 6);
  CHECK(first.find_first_not_of("0123456789") == std::string::npos);
  CHECK_FALSE((first == second && second == third));
}
