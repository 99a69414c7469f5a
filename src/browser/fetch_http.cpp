#include "browser/fetch_http.hpp"

#include <emscripten/fetch.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "api/definition.hpp"
#include "base/ascii.hpp"
#include "browser/bridge.hpp"

namespace ringback::browser {

namespace {

// Longer than any deadline that api::Client keeps, so that this one never decides anything.
constexpr auto kAbandonAfter = 2 * api::kMaximumTimeout;

// Everything the request needs until its last callback.
struct Exchange {
  api::HttpRequest request;
  std::vector<const char*> header_pointers;
  std::function<void(api::HttpAnswer)> done;
};

api::Headers headers_of(emscripten_fetch_t* fetch) {
  api::Headers headers;
  const std::size_t length = emscripten_fetch_get_response_headers_length(fetch);
  std::string packed(length + 1, '\0');
  emscripten_fetch_get_response_headers(fetch, packed.data(), packed.size());
  packed.resize(std::strlen(packed.c_str()));
  std::string_view rest = packed;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    headers.push_back({std::string{trimmed(line.substr(0, colon))}, std::string{trimmed(line.substr(colon + 1))}});
  }
  return headers;
}

api::HttpAnswer answer_of(emscripten_fetch_t* fetch) {
  if (fetch->status == 0) return host_online() != 0 ? api::TransportError::unreachable : api::TransportError::offline;
  if (fetch->numBytes > api::kMaximumAnswerBytes) return api::TransportError::too_large;
  api::HttpResponse response;
  response.status = fetch->status;
  response.headers = headers_of(fetch);
  if (fetch->data != nullptr) response.body.assign(fetch->data, static_cast<std::size_t>(fetch->numBytes));
  return response;
}

void finish(emscripten_fetch_t* fetch) {
  // Taken out first: closing may call back once more.
  std::unique_ptr<Exchange> exchange{static_cast<Exchange*>(fetch->userData)};
  if (exchange == nullptr) return;
  fetch->userData = nullptr;
  api::HttpAnswer answer = answer_of(fetch);
  emscripten_fetch_close(fetch);
  exchange->done(std::move(answer));
}

}  // namespace

void FetchHttp::send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) {
  auto exchange = std::make_unique<Exchange>();
  exchange->request = std::move(request);
  exchange->done = std::move(done);
  for (const api::Header& header : exchange->request.headers) {
    exchange->header_pointers.push_back(header.name.c_str());
    exchange->header_pointers.push_back(header.value.c_str());
  }
  exchange->header_pointers.push_back(nullptr);

  emscripten_fetch_attr_t attributes;
  emscripten_fetch_attr_init(&attributes);
  std::strncpy(attributes.requestMethod, exchange->request.method.c_str(), sizeof attributes.requestMethod - 1);
  attributes.attributes = EMSCRIPTEN_FETCH_LOAD_TO_MEMORY | EMSCRIPTEN_FETCH_REPLACE;
  attributes.timeoutMSecs = static_cast<std::uint32_t>(kAbandonAfter.count());
  attributes.requestHeaders = exchange->header_pointers.data();
  attributes.requestData = exchange->request.body.data();
  attributes.requestDataSize = exchange->request.body.size();
  attributes.onsuccess = finish;
  attributes.onerror = finish;
  const char* url = exchange->request.url.c_str();
  attributes.userData = exchange.release();
  emscripten_fetch(&attributes, url);
}

}  // namespace ringback::browser
