// The provider that the sandbox plays, without a server: `ringback chat --sandbox` calls it as if over the network,
// misbehaviour and delays included.
#pragma once

#include <functional>
#include <memory>

#include "api/http.hpp"
#include "native/event_loop.hpp"
#include "relay/router.hpp"
#include "relay/sandbox.hpp"

namespace ringback::command {

// What flows are pointed at; no other URL gets an answer.
inline constexpr std::string_view kSandboxUrl = "http://localhost/sandbox";

class SandboxHttp final : public api::Http {
 public:
  using OnMessage = std::function<void(const relay::SandboxMessage&)>;

  // `clock` and `loop` outlive this; answers come from inside the loop's wait(). `on_message` gets each SMS once.
  SandboxHttp(const Clock& clock, native::EventLoop& loop, relay::SandboxOptions options, OnMessage on_message);

  void send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) override;

 private:
  const Clock& clock_;
  native::EventLoop& loop_;
  std::shared_ptr<relay::Sandbox> sandbox_;
  relay::Router router_;
  OnMessage on_message_;
  std::size_t seen_ = 0;
};

}  // namespace ringback::command
