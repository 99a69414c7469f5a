#include <catch2/catch_test_macros.hpp>
#include <string>

#include "api/call.hpp"
#include "support/definitions.hpp"

namespace ringback::api {
namespace {

using testing::body_of;
using testing::definition;
using testing::json;
using testing::text_template;

Attributes attributes() {
  Attributes values;
  values.set_phone("phone", {*E164::parse("+4915123456789"), "+49 1512 3456789"});
  values.set("n", Json(5));
  values.set("b", Json(true));
  values.set("j", json(R"({"k":[1,null]})"));
  values.set("s", Json("a b&c=d/é"));
  values.set("crlf", Json("x\r\nInjected: 1"));
  values.set("dots", Json(".."));
  return values;
}

const Secrets kSecrets{{"KEY", Secret{"k/1"}}, {"HOST", Secret{"https://api.example.com:8443"}}};

HttpRequest built(const Definition& each) {
  Result<HttpRequest> request = build_request(each, attributes(), kSecrets, "key-1");
  if (!request) FAIL(request.error().message);
  return std::move(request).value();
}

std::string fault(const Definition& each) {
  const Result<HttpRequest> request = build_request(each, attributes(), kSecrets, "key-1");
  return request ? "" : request.error().message;
}

std::string header(const HttpRequest& request, std::string_view name) {
  const auto found = find_header(request.headers, name);
  return found ? std::string{*found} : "(none)";
}

std::string json_body(std::string_view body) {
  Definition each = definition(Role::other);
  each.body = body_of(json(body));
  return built(each).body;
}

TEST_CASE("method and URL are the definition's") {
  Definition each = definition(Role::other, "https://api.example.com/a?b=c");
  each.method = "PATCH";
  CHECK(built(each).method == "PATCH");
  CHECK(built(each).url == "https://api.example.com/a?b=c");
}

TEST_CASE("an attribute in the URL is percent-encoded, so that it stays in its place") {
  CHECK(built(definition(Role::other, "https://api.example.com/u/{{s}}?p={{phone}}&x={{none}}")).url ==
        "https://api.example.com/u/a%20b%26c%3Dd%2F%C3%A9?p=%2B4915123456789&x=");
}

TEST_CASE("a secret in the path is percent-encoded, one in front of it may hold the host") {
  CHECK(built(definition(Role::other, "https://api.example.com/{{secret.KEY}}")).url ==
        "https://api.example.com/k%2F1");
  CHECK(built(definition(Role::other, "{{secret.HOST}}/v1")).url == "https://api.example.com:8443/v1");
}

TEST_CASE("an attribute in the host of the URL is refused") {
  for (const char* url : {"https://{{s}}/", "https://{{s}}.example.com/", "https://example.com{{s}}/", "{{s}}",
                          "https://example.com:{{n}}/", "{{secret.HOST}}{{s}}/"}) {
    INFO(url);
    CHECK(fault(definition(Role::other, url)) == "API call: an attribute would choose the host of its URL");
  }
}

TEST_CASE("an attribute can't leave the path it stands in") {
  CHECK(fault(definition(Role::other, "https://api.example.com/users/{{dots}}/x")) ==
        "API call: an attribute would leave the path of its URL");
  CHECK(fault(definition(Role::other, "https://api.example.com/?q={{dots}}")).empty());
}

TEST_CASE("a URL that may not be called is refused when a secret completes it") {
  Attributes none;
  const Secrets secrets{{"HOST", Secret{"http://example.com"}}};
  const auto request = build_request(definition(Role::other, "{{secret.HOST}}/v1"), none, secrets, "");
  REQUIRE_FALSE(request.has_value());
  CHECK(request.error().message == "API call: its URL isn't https, which only localhost may go without");
}

TEST_CASE("a missing secret is named, wherever it stands") {
  CHECK(fault(definition(Role::other, "https://a.example/{{secret.NONE}}")) == "API call: the secret NONE isn't set");
  Definition each = definition(Role::other);
  each.headers.push_back({"authorization", text_template("{{secret.NONE}}")});
  CHECK(fault(each) == "API call: the secret NONE isn't set");
  each = definition(Role::other);
  each.body = body_of(json(R"({"a":["{{secret.NONE}}"]})"));
  CHECK(fault(each) == "API call: the secret NONE isn't set");
}

TEST_CASE("no error text holds a secret's value") {
  const std::string message = fault(definition(Role::other, "https://{{secret.KEY}}/"));
  CHECK(message == "");  // "https://k/1/": a host of its own, chosen by the owner
  const Secrets secrets{{"KEY", Secret{"s3cret value"}}};
  const auto request = build_request(definition(Role::other, "https://{{secret.KEY}}/"), {}, secrets, "");
  REQUIRE_FALSE(request.has_value());
  CHECK(request.error().message.find("s3cret") == std::string::npos);
}

TEST_CASE("a header is filled in, and an inserted line break can't begin another") {
  Definition each = definition(Role::other);
  each.headers.push_back({"authorization", text_template("Bearer {{secret.KEY}}")});
  each.headers.push_back({"x-name", text_template("{{crlf}}")});
  each.headers.push_back({"x-accent", text_template("{{s}}")});
  const HttpRequest request = built(each);
  CHECK(header(request, "Authorization") == "Bearer k/1");
  CHECK(header(request, "x-name") == "xInjected: 1");
  CHECK(header(request, "x-accent") == "a b&c=d/%C3%A9");
}

TEST_CASE("a JSON value that is only one placeholder keeps its type") {
  CHECK(json_body(R"({"n":"{{n}}","b":"{{b}}","j":"{{j}}","p":"{{phone}}","s":"{{s}}"})") ==
        R"({"b":true,"j":{"k":[1,null]},"n":5,"p":"+4915123456789","s":"a b&c=d/é"})");
}

TEST_CASE("a placeholder inside a longer text is inserted as text") {
  CHECK(json_body(R"({"a":"n is {{n}}, b is {{b}}","l":["{{n}} "]})") == R"({"a":"n is 5, b is true","l":["5 "]})");
}

TEST_CASE("an attribute without a value is null alone and empty in a text") {
  CHECK(json_body(R"({"alone":"{{none}}","inside":"<{{none}}>"})") == R"({"alone":null,"inside":"<>"})");
}

TEST_CASE("a secret is inserted as text, numbers and nested values stay as they are") {
  CHECK(json_body(R"({"k":"{{secret.KEY}}","x":[1,2.5,null,{"y":false}],"e":{}})") ==
        R"({"e":{},"k":"k/1","x":[1,2.5,null,{"y":false}]})");
}

TEST_CASE("quotes in an inserted value can't leave their JSON text") {
  Definition each = definition(Role::other);
  each.body = body_of(json(R"({"a":"<{{s}}>"})"));
  Attributes values;
  values.set("s", Json(R"(","admin":true,"x":")"));
  CHECK(build_request(each, values, {}, "")->body == R"({"a":"<\",\"admin\":true,\"x\":\">"})");
}

TEST_CASE("a body of type json has its Content-Type, unless the definition sets one") {
  Definition each = definition(Role::other);
  CHECK(header(built(each), "Content-Type") == "(none)");
  each.body = body_of(json("{}"));
  CHECK(header(built(each), "content-type") == "application/json");
  each.headers.push_back({"CONTENT-TYPE", text_template("application/vnd.api+json")});
  CHECK(header(built(each), "content-type") == "application/vnd.api+json");
  CHECK(built(each).headers.size() == 1);
}

TEST_CASE("a body of type form is urlencoded, an array repeats its key, null is empty") {
  Definition each = definition(Role::other);
  each.body_kind = BodyKind::form;
  each.body = body_of(json(R"({"To":"{{phone}}","a b":"{{s}}","l":["x",1],"n":null,"t":true})"));
  const HttpRequest request = built(each);
  CHECK(request.body == "To=%2B4915123456789&a+b=a+b%26c%3Dd%2F%C3%A9&l=x&l=1&n=&t=true");
  CHECK(header(request, "Content-Type") == "application/x-www-form-urlencoded");
}

TEST_CASE("a body of type text is the filled-in text") {
  Definition each = definition(Role::other);
  each.body_kind = BodyKind::text;
  each.body = body_of(Json("Call {{phone}} <{{none}}>"));
  const HttpRequest request = built(each);
  CHECK(request.body == "Call +4915123456789 <>");
  CHECK(header(request, "Content-Type") == "text/plain;charset=UTF-8");
}

TEST_CASE("GET and HEAD have no body") {
  for (const char* method : {"GET", "HEAD"}) {
    Definition each = definition(Role::other);
    each.method = method;
    each.body = body_of(json("{}"));
    CHECK(built(each).body.empty());
    CHECK(header(built(each), "Content-Type") == "(none)");
  }
}

TEST_CASE("a send carries its idempotency key, other calls don't") {
  CHECK(header(built(definition(Role::send)), "Idempotency-Key") == "key-1");
  CHECK(header(built(definition(Role::verify)), "Idempotency-Key") == "(none)");
  CHECK(header(built(definition(Role::other)), "Idempotency-Key") == "(none)");
}

TEST_CASE("a send goes out once, whatever its method") {
  Definition send = definition(Role::send);
  CHECK(built(send).once);
  send.method = "GET";
  CHECK(built(send).once);
  CHECK_FALSE(built(definition(Role::verify)).once);
  CHECK_FALSE(built(definition(Role::other)).once);
}

TEST_CASE("a definition's own idempotency key is kept") {
  Definition each = definition(Role::send);
  each.headers.push_back({"idempotency-key", text_template("own")});
  const HttpRequest request = built(each);
  CHECK(header(request, "Idempotency-Key") == "own");
  CHECK(request.headers.size() == 1);
}

TEST_CASE("a URL, headers or a body that would be too large are refused") {
  Attributes values;
  const auto refused = [&](const Definition& each, std::size_t size) {
    values.set("big", Json(std::string(size, 'x')));
    return !build_request(each, values, {}, "").has_value();
  };
  const Definition url = definition(Role::other, "https://a.example/{{big}}");
  CHECK_FALSE(refused(url, kMaximumUrlBytes - 18));
  CHECK(refused(url, kMaximumUrlBytes - 17));

  Definition headers = definition(Role::other);
  headers.headers.push_back({"x", text_template("{{big}}")});
  CHECK_FALSE(refused(headers, kMaximumHeaderBytes - 1));
  CHECK(refused(headers, kMaximumHeaderBytes));

  Definition body = definition(Role::other);
  body.body = body_of(Json("{{big}}"));
  CHECK_FALSE(refused(body, kMaximumBodyBytes - 2));
  CHECK(refused(body, kMaximumBodyBytes - 1));
}

}  // namespace
}  // namespace ringback::api
