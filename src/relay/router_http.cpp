#include "relay/router_http.hpp"

namespace ringback::relay {
namespace {

api::HttpAnswer answer_of(Reply reply) {
  if (!reply.response) return api::TransportError::unreachable;
  if (reply.response->body.size() > api::kMaximumAnswerBytes) return api::TransportError::too_large;
  return api::HttpResponse{reply.response->status, std::move(reply.response->headers), std::move(reply.response->body)};
}

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
  router_->handle(std::move(asked), [after = after_, done = std::move(done)](Reply reply) {
    const Milliseconds delay = reply.after;
    after(delay, [done, answer = answer_of(std::move(reply))] { done(answer); });
  });
}

}  // namespace ringback::relay
