// api::Http by emscripten_fetch. Its traps, each with a test in tests/browser:
//   a running request is never closed (3.1.6 writes into freed memory then): it ends by itself, at kAbandonAfter at the
//   latest, and api::Client has long stopped listening; body, headers and callback live as long as the request;
//   a timeout, a refusal and a CORS refusal all look the same (status 0); a non-2xx answer comes as an error with its
//   body; IndexedDB is never touched (EMSCRIPTEN_FETCH_REPLACE and -sFETCH_SUPPORT_INDEXEDDB=0).
#pragma once

#include "api/http.hpp"

namespace ringback::browser {

class FetchHttp final : public api::Http {
 public:
  void send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) override;
};

}  // namespace ringback::browser
