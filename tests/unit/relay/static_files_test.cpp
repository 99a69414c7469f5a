#include "relay/static_files.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

using namespace ringback;
using namespace ringback::relay;

namespace {

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "ringback-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()));
    path = name;
    std::filesystem::create_directory(path / "sub");
    write("page.html", "<p>page");
    write("sub/a.js", "a()");
    write("module.mjs", "export {}");
    write("engine.wasm", "wasm");
    write("engine.wasm.br", "compressed");
    write("ringback", "ELF");
    write(".hidden.json", "{}");
    write("secret.pem", "key");
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream{path / name, std::ios::binary} << bytes;
  }
};

Request asking(api::Headers headers = {}) {
  Request request;
  request.path = "/asked";
  request.headers = std::move(headers);
  return request;
}

std::string_view header(const Response& response, std::string_view name) {
  return api::find_header(response.headers, name).value_or("");
}

}  // namespace

TEST_CASE("a file comes with its type, a validator and what its place adds") {
  const Folder folder;
  const Response response = static_file(folder.path, "page.html", asking(), {{"X-Extra", "1"}});
  CHECK(response.status == 200);
  CHECK(response.body == "<p>page");
  CHECK(header(response, "content-type") == "text/html; charset=utf-8");
  CHECK(header(response, "cache-control") == "no-cache");
  CHECK(header(response, "etag") == etag_of("<p>page"));
  CHECK(header(response, "x-extra") == "1");
  CHECK(static_file(folder.path, "sub/a.js", asking()).body == "a()");
  CHECK(header(static_file(folder.path, "engine.wasm", asking()), "content-type") == "application/wasm");
  CHECK(header(static_file(folder.path, "module.mjs", asking()), "content-type") == "text/javascript; charset=utf-8");
}

TEST_CASE("who has the file already gets 304 without a body") {
  const Folder folder;
  const Response response = static_file(folder.path, "page.html", asking({{"If-None-Match", etag_of("<p>page")}}));
  CHECK(response.status == 304);
  CHECK(response.body.empty());
  CHECK(static_file(folder.path, "page.html", asking({{"If-None-Match", etag_of("older")}})).status == 200);
}

TEST_CASE("different bytes have different validators") { CHECK(etag_of("a") != etag_of("b")); }

TEST_CASE("a compressed sibling goes to those who take it") {
  const Folder folder;
  const Response response = static_file(folder.path, "engine.wasm", asking({{"Accept-Encoding", "gzip, deflate, br"}}));
  CHECK(response.body == "compressed");
  CHECK(header(response, "content-encoding") == "br");
  CHECK(header(response, "vary") == "Accept-Encoding");
  CHECK(static_file(folder.path, "engine.wasm", asking({{"Accept-Encoding", "gzip"}})).body == "wasm");
  CHECK(static_file(folder.path, "engine.wasm", asking({{"Accept-Encoding", "br;q=0, gzip"}})).body == "wasm");
}

TEST_CASE("nothing outside, hidden, or of an unknown type is served") {
  const Folder folder;
  for (const char* name :
       {"", "ringback", "secret.pem", ".hidden.json", "sub", "sub/", "../page.html", "sub/../page.html", "/page.html",
        "sub//a.js", "page.html/", "sub/..\\a.js", "missing.js", ".js", "engine.wasm.br"}) {
    CAPTURE(name);
    CHECK(static_file(folder.path, name, asking()).status == 404);
  }
}
