#include "native/curl_http.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <optional>
#include <string>
#include <thread>

#include "native/event_loop.hpp"
#include "native/system_clock.hpp"
#include "unit/native/tiny_server.hpp"

using namespace ringback;
using ringback::testing::TinyServer;

namespace {

// One answer, waited for on this thread, which is the one that the executor serves.
struct Client {
  native::SystemClock clock;
  native::EventLoop loop;
  native::CurlHttp http;

  explicit Client(native::CurlOptions options = {})
      : http{[this](std::function<void()> work) { loop.post(std::move(work)); }, std::move(options)} {}

  api::HttpAnswer get(api::HttpRequest request) {
    std::optional<api::HttpAnswer> answer;
    http.send(std::move(request), [&](api::HttpAnswer got) { answer = std::move(got); });
    while (!answer) loop.wait(clock, std::nullopt, -1);
    return *answer;
  }
  api::HttpAnswer get(std::string url) { return get({"GET", std::move(url), {}, ""}); }
};

std::string ok(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

auto always(std::string answer) {
  return [answer = std::move(answer)](int descriptor, const std::string&) { TinyServer::write(descriptor, answer); };
}

template <class T>
bool is(const api::HttpAnswer& answer, T expected) {
  const auto* error = std::get_if<api::TransportError>(&answer);
  return error && *error == expected;
}

}  // namespace

TEST_CASE("an answer comes with its status, headers and body") {
  const TinyServer server{always("HTTP/1.1 404 Not Found\r\nRetry-After:  7 \r\nContent-Length: 2\r\n\r\nno")};
  Client client;
  const auto answer = client.get(server.url());
  const auto* response = std::get_if<api::HttpResponse>(&answer);
  REQUIRE(response);
  CHECK(response->status == 404);
  CHECK(response->body == "no");
  CHECK(api::find_header(response->headers, "retry-after") == "7");
}

TEST_CASE("method, headers and body go out as they are") {
  const TinyServer server{always(ok("{}"))};
  Client client;
  client.get({"POST", server.url("/a?b=c"), {{"authorization", "key"}, {"x-empty", ""}}, "{\"a\":1}"});
  const std::string request = server.requests().at(0);
  CHECK(request.starts_with("POST /a?b=c HTTP/1.1\r\n"));
  CHECK(request.find("\r\nauthorization: key\r\n") != std::string::npos);
  CHECK(request.find("\r\nx-empty:\r\n") != std::string::npos);
  CHECK(request.ends_with("\r\n\r\n{\"a\":1}"));
  CHECK(request.find("Expect:") == std::string::npos);
}

TEST_CASE("a POST without a body says so") {
  const TinyServer server{always(ok(""))};
  Client client;
  client.get({"POST", server.url(), {}, ""});
  CHECK(server.requests().at(0).find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("a redirect is an answer and is not followed") {
  const TinyServer server{always("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")};
  Client client;
  const auto answer = client.get(server.url());
  REQUIRE(std::get_if<api::HttpResponse>(&answer));
  CHECK(std::get<api::HttpResponse>(answer).status == 302);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("an answer of the largest size is taken, one byte more is too large") {
  const TinyServer fits{always(ok(std::string(api::kMaximumAnswerBytes, 'x')))};
  Client client;
  const auto answer = client.get(fits.url());
  REQUIRE(std::get_if<api::HttpResponse>(&answer));
  CHECK(std::get<api::HttpResponse>(answer).body.size() == api::kMaximumAnswerBytes);

  const TinyServer declared{always(ok(std::string(api::kMaximumAnswerBytes + 1, 'x')))};
  CHECK(is(client.get(declared.url()), api::TransportError::too_large));
}

TEST_CASE("an answer that doesn't say its size is cut off where it becomes too large") {
  const TinyServer server{[](int descriptor, const std::string&) {
    TinyServer::write(descriptor, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    TinyServer::write(descriptor, std::string(api::kMaximumAnswerBytes + 1, 'x'));
    ::shutdown(descriptor, SHUT_RDWR);
  }};
  Client client;
  CHECK(is(client.get(server.url()), api::TransportError::too_large));
}

TEST_CASE("headers without end are too large") {
  const TinyServer server{[](int descriptor, const std::string&) {
    TinyServer::write(descriptor, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 200; ++i) TinyServer::write(descriptor, "X-Filler: " + std::string(1'000, 'x') + "\r\n");
    TinyServer::write(descriptor, "Content-Length: 0\r\n\r\n");
  }};
  Client client;
  CHECK(is(client.get(server.url()), api::TransportError::too_large));
}

TEST_CASE("over a refused connection nothing is sent") {
  std::string url;
  { url = TinyServer{always("")}.url(); }
  Client client;
  CHECK(is(client.get(url), api::TransportError::not_sent));
}

TEST_CASE("a connection that closes without an answer is unreachable") {
  const TinyServer server{[](int descriptor, const std::string&) { ::shutdown(descriptor, SHUT_RDWR); }};
  Client client;
  CHECK(is(client.get(server.url()), api::TransportError::unreachable));
}

TEST_CASE("silence ends in a timeout") {
  const TinyServer server{[](int, const std::string&) {}};
  Client client{{.timeout = Milliseconds{50}}};
  CHECK(is(client.get(server.url()), api::TransportError::timeout));
}

TEST_CASE("neither is anything to a server that doesn't speak TLS") {
  const TinyServer plain{always(ok(""))};
  Client client{{.timeout = Milliseconds{50}}};
  CHECK(is(client.get("https" + plain.url().substr(4)), api::TransportError::not_sent));
}

TEST_CASE("only http and https are spoken") {
  Client client;
  CHECK(is(client.get("file:///etc/hostname"), api::TransportError::not_sent));
  CHECK(is(client.get("ftp://127.0.0.1/"), api::TransportError::not_sent));
}

TEST_CASE("a line feed in a header sends nothing") {
  const TinyServer server{always(ok(""))};
  Client client;
  CHECK(is(client.get({"GET", server.url(), {{"x-a", "b\r\nX-Smuggled: c"}}, ""}), api::TransportError::not_sent));
  CHECK(server.connections() == 0);
}

TEST_CASE("interim answers leave no headers behind") {
  const TinyServer server{always("HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n" + ok("done"))};
  Client client;
  const auto answer = client.get(server.url());
  REQUIRE(std::get_if<api::HttpResponse>(&answer));
  CHECK(std::get<api::HttpResponse>(answer).body == "done");
  CHECK_FALSE(api::find_header(std::get<api::HttpResponse>(answer).headers, "x-early"));
}

TEST_CASE("requests after each other share one connection") {
  const TinyServer server{always(ok("a"))};
  Client client;
  client.get(server.url("/1"));
  client.get(server.url("/2"));
  CHECK(server.requests().size() == 2);
  CHECK(server.connections() == 1);
}

TEST_CASE("what may go out once isn't repeated where a kept connection ends without an answer") {
  const std::string body = GENERATE("to=+4915112345678", "");
  CAPTURE(body);
  const TinyServer server{[](int descriptor, const std::string& request) {
    if (request.find("POST /first ") == 0) return TinyServer::write(descriptor, ok("sent"));
    ::shutdown(descriptor, SHUT_RDWR);
  }};
  Client client;
  const auto post = [&](const std::string& path) {
    return client.get({"POST", server.url(path), {}, body, Milliseconds{0}, true});
  };
  const auto first = post("/first");
  REQUIRE(std::get_if<api::HttpResponse>(&first));
  CHECK(is(post("/second"), api::TransportError::unreachable));
  CHECK(server.requests().size() == 2);
  CHECK(server.requests().back().ends_with("\r\n\r\n" + body));
}

TEST_CASE("done is called on the executor's thread, never from inside send") {
  const TinyServer server{always(ok("a"))};
  Client client;
  bool sending = true, called = false, inside_send = false;
  std::thread::id thread;
  client.http.send({"GET", server.url(), {}, ""}, [&](api::HttpAnswer) {
    inside_send = sending;
    thread = std::this_thread::get_id();
    called = true;
  });
  sending = false;
  while (!called) client.loop.wait(client.clock, std::nullopt, -1);
  CHECK_FALSE(inside_send);
  CHECK(thread == std::this_thread::get_id());
}

TEST_CASE("once the client is gone nobody is called") {
  const TinyServer server{[](int, const std::string&) {}};
  native::SystemClock clock;
  native::EventLoop loop;
  bool called = false;
  {
    native::CurlHttp http{[&](std::function<void()> work) { loop.post(std::move(work)); }};
    http.send({"GET", server.url(), {}, ""}, [&](api::HttpAnswer) { called = true; });
    // This one is answered at once, but its delivery runs only after the client has gone.
    http.send({"GET", "gopher://127.0.0.1", {}, ""}, [&](api::HttpAnswer) { called = true; });
  }
  loop.wait(clock, clock.now(), -1);
  CHECK_FALSE(called);
}
