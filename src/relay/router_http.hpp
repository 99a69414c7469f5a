// The Http port answered by a router of this very process: the sandbox plays the provider without a socket.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/http.hpp"
#include "relay/router.hpp"

namespace ringback::relay {

class RouterHttp final : public api::Http {
 public:
  using After = std::function<void(Milliseconds, std::function<void()>)>;

  // Requests below `base` ("http://127.0.0.1") are the router's, with what follows as their path; all others go to
  // `others`. `after` delivers every answer, so never from inside send().
  RouterHttp(std::string base, std::shared_ptr<const Router> router, After after, std::shared_ptr<api::Http> others)
      : base_{std::move(base)}, router_{std::move(router)}, after_{std::move(after)}, others_{std::move(others)} {}

  void send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) override;

 private:
  std::string base_;
  std::shared_ptr<const Router> router_;
  After after_;
  std::shared_ptr<api::Http> others_;
};

}  // namespace ringback::relay
