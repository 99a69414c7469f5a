// The Http port by libcurl: one thread that drives all requests, connections that are kept and reused.
// TLS is verified, redirects are answers like any other, only http and https are spoken, answers are bounded by
// kMaximumAnswerBytes (in their decoded form). For the browser see browser/fetch_http.hpp.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/http.hpp"

namespace ringback::native {

struct CurlOptions {
  std::string user_agent = "ringback";
  Milliseconds connect_timeout{10'000};
  // Upper bound of a whole request. A flow's own deadline, which api::Client keeps, is shorter.
  Milliseconds timeout{150'000};
};

class CurlHttp final : public api::Http {
 public:
  // Runs what it is given on the owner's thread, later: an event loop's post(). Called from the thread of CurlHttp.
  using Executor = std::function<void(std::function<void()>)>;

  explicit CurlHttp(Executor deliver, CurlOptions options = {});
  // Ends requests that are under way. Their `done`, and any that the executor hasn't run yet, is never called; call this
  // on the executor's thread, or when that has stopped.
  ~CurlHttp() override;
  CurlHttp(const CurlHttp&) = delete;
  CurlHttp& operator=(const CurlHttp&) = delete;

  // A request whose URL isn't http(s), or with CR or LF in a header, is answered as unreachable.
  void send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) override;

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace ringback::native
