#include "relay/router_http.hpp"

#include <atomic>
#include <utility>

namespace ringback::relay {
namespace {

api::HttpAnswer answer_of(Reply reply) {
  if (!reply.response) return api::TransportError::unreachable;
  if (reply.response->body.size() > api::kMaximumAnswerBytes) return api::TransportError::too_large;
  return api::HttpResponse{reply.response->status, std::move(reply.response->headers), std::move(reply.response->body)};
}

// For an answer or the deadline, whichever is first.
struct Waiting {
  std::function<void(api::HttpAnswer)> done;
  std::atomic<bool> taken = false;

  void take(api::HttpAnswer answer) {
    if (!taken.exchange(true)) std::exchange(done, nullptr)(std::move(answer));
  }
};

}  // namespace

void RouterHttp::send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) {
  if (!request.url.starts_with(base_ + "/")) {
    if (others_) return others_->send(std::move(request), std::move(done));
    return after_(Milliseconds{0}, [done = std::move(done)] { done(api::TransportError::unreachable); });
  }
  Request asked;
  asked.method = std::move(request.method);
  const std::string target = request.url.substr(base_.size());
  asked.path = target.substr(0, target.find('?'));
  asked.headers = std::move(request.headers);
  asked.body = std::move(request.body);
  const auto waiting = std::make_shared<Waiting>();
  waiting->done = std::move(done);
  if (request.timeout > Milliseconds{0}) {
    after_(request.timeout, [waiting] { waiting->take(api::TransportError::timeout); });
  }
  router_->handle(std::move(asked), [after = after_, waiting](Reply reply) {
    const Milliseconds delay = reply.after;
    after(delay, [waiting, answer = answer_of(std::move(reply))] { waiting->take(answer); });
  });
}

}  // namespace ringback::relay
