#include "command/sandbox_http.hpp"

#include <utility>

namespace ringback::command {
namespace {

api::HttpAnswer answer_of(relay::Reply reply) {
  if (!reply.response) return api::TransportError::unreachable;
  if (reply.response->body.size() > api::kMaximumAnswerBytes) return api::TransportError::too_large;
  return api::HttpResponse{reply.response->status, std::move(reply.response->headers), std::move(reply.response->body)};
}

}  // namespace

SandboxHttp::SandboxHttp(const Clock& clock, native::EventLoop& loop, relay::SandboxOptions options,
                         OnMessage on_message)
    : clock_{clock},
      loop_{loop},
      sandbox_{std::make_shared<relay::Sandbox>(std::move(options))},
      on_message_{std::move(on_message)} {
  relay::add_sandbox_routes(router_, sandbox_, "/sandbox");
}

void SandboxHttp::send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) {
  const std::string_view host = kSandboxUrl.substr(0, kSandboxUrl.rfind('/'));
  if (!request.url.starts_with(host)) {
    loop_.post([done = std::move(done)] { done(api::TransportError::unreachable); });
    return;
  }
  relay::Request asked;
  asked.method = std::move(request.method);
  asked.path = request.url.substr(host.size());
  asked.headers = std::move(request.headers);
  asked.body = std::move(request.body);
  router_.handle(std::move(asked), [this, done = std::move(done)](relay::Reply reply) {
    const Instant at = clock_.now() + reply.after;
    loop_.post_at(at, [done, answer = answer_of(std::move(reply))] { done(answer); });
  });
  const auto messages = sandbox_->messages();
  for (; seen_ < messages.size(); ++seen_) on_message_(messages[seen_]);
}

}  // namespace ringback::command
