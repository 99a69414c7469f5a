// Any bytes as an API's answer, straight or through a relay: an outcome, never a crash.
#include <cstdint>
#include <memory>
#include <string>

#include "chat/chat.hpp"
#include "flow/flow_file.hpp"

using namespace ringback;

namespace {

constexpr const char* kFlow = R"({"version":1,"id":"f","relay":"https://relay.example/v1","title":"T",
  "attributes":{"phone":{"type":"phone"},"code":{"type":"text","transient":true},"status":{"type":"text"}},
  "apis":{"s":{"name":"S","role":"send"},"v":{"name":"V","role":"verify"}},
  "start":"p","nodes":{"p":{"type":"input","kind":"phone","to":"phone","next":"s"},
    "s":{"type":"api","api":"s","success":"c"},"c":{"type":"input","kind":"otp","to":"code","next":"v"},
    "v":{"type":"api","api":"v","success":"e","failure":"c"},"e":{"type":"end","outcome":"verified"}}})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto flow = flow::parse_flow(kFlow, flow::Audience::browser).flow;
  if (!flow || size < 2) return 0;
  chat::Chat chat{flow, {}};
  Instant now = instant_from_ms(0);
  chat.handle(flow::Started{}, now);
  auto effects = chat.handle(flow::PhoneEntered{{*E164::parse("+14155552671"), "+1 415-555-2671"}, "US"}, now);
  const int status = 100 + (data[0] << 1);
  const std::string body{reinterpret_cast<const char*>(data + 1), size - 1};
  for (int i = 0; i < 6 && !effects.requests.empty(); ++i) {
    now += Milliseconds{3'000};
    const api::HttpResponse answer{
        status, {{"Content-Type", "application/json"}, {"Retry-After", body.substr(0, 5)}}, body};
    effects = chat.handle(chat::HttpAnswered{effects.requests.front().try_id, answer}, now);
  }
  chat::Effects again;
  chat::Chat other{flow, {}};
  (void)other.restore(chat.save(now), now, again);
  return 0;
}
