#include "api/url.hpp"

#include <catch2/catch_test_macros.hpp>

namespace ringback::api {
namespace {

TEST_CASE("everything but unreserved characters is percent-encoded") {
  CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encode("+49 151/2?a=b&c#d%") == "%2B49%20151%2F2%3Fa%3Db%26c%23d%25");
  CHECK(percent_encode("é\n") == "%C3%A9%0A");
  CHECK(form_encode("a b+c") == "a+b%2Bc");
}

TEST_CASE("https may be called, http only on this machine") {
  for (const char* url :
       {"https://example.com", "https://example.com:8443/a?b#c", "HTTPS://EXAMPLE.COM/", "http://localhost:8080/x",
        "http://127.0.0.1/", "http://[::1]:3000/", "https://[2001:db8::1]/"}) {
    INFO(url);
    CHECK(url_fault(url).empty());
  }
  for (const char* url : {"http://example.com/", "http://localhost.example.com/", "http://127.0.0.1.example.com/",
                          "http://127.0.0.2/", "http://[::2]/"}) {
    INFO(url);
    CHECK(url_fault(url) == "isn't https, which only localhost may go without");
  }
}

TEST_CASE("what isn't an absolute http URL is refused") {
  for (const char* url : {"", "/relative", "example.com", "//example.com", "ftp://example.com", "javascript:alert(1)",
                          "https:/example.com", "data:text/plain,x", "file:///etc/passwd"}) {
    INFO(url);
    CHECK(url_fault(url) == "isn't an absolute URL, expected https://…");
  }
}

TEST_CASE("what two URL parsers could read in two ways is refused") {
  for (const char* url : {"http://localhost\\@example.com/", "https://user@example.com/", "https://a:b@example.com/",
                          "http://localhost@example.com/", "https://exa mple.com/", "https://example.com/a b",
                          "https://example.com/\r\nX: y", "https://exämple.com/", "https://", "https:///path",
                          "https://example.com:/", "https://example.com:99x/", "https://example.com:999999/",
                          "https://[::1/", "https://[::1]x/", "https://example%2ecom/", "https://a,b/"}) {
    INFO(url);
    CHECK_FALSE(url_fault(url).empty());
  }
}

TEST_CASE("the authority ends at the first slash, question mark or hash behind the scheme") {
  CHECK(authority_end("https://example.com") == std::string_view::npos);
  CHECK(authority_end("https://a.b/c") == 11);
  CHECK(authority_end("https://a.b?c") == 11);
  CHECK(authority_end("https://a.b#c") == 11);
  CHECK(authority_end("/a/b") == std::string_view::npos);
}

TEST_CASE("dot segments are seen, also percent-encoded, and only in the path") {
  for (const char* url : {"https://a.b/..", "https://a.b/x/../y", "https://a.b/./", "https://a.b/%2e%2E/x",
                          "https://a.b/x/.%2e", "https://a.b/x/..?q"}) {
    INFO(url);
    CHECK(has_dot_segment(url));
  }
  for (const char* url : {"https://a.b", "https://a.b/", "https://a.b/...", "https://a.b/x..y/.well-known",
                          "https://a.b/x?q=/../", "https://a.b/x#/../"}) {
    INFO(url);
    CHECK_FALSE(has_dot_segment(url));
  }
}

}  // namespace
}  // namespace ringback::api
