// Any bytes as a flow file: no crash, and what is taken up can be played from any event, stored and resumed.
#include <cstdint>
#include <string_view>

#include "flow/engine.hpp"
#include "flow/flow_file.hpp"

using namespace ringback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto audience : {flow::Audience::relay, flow::Audience::browser}) {
    const flow::FlowFile file = flow::parse_flow(text, audience);
    if (!file.flow) continue;
    flow::Engine engine{file.flow, {"en", "seed", nullptr}};
    Instant now = instant_from_ms(0);
    engine.handle(flow::Started{}, now);
    for (int i = 0; i < 8; ++i) {
      now += Milliseconds{7'000};
      engine.handle(flow::TimePassed{}, now);
      engine.handle(flow::TextEntered{"123456"}, now);
      engine.handle(flow::ChoiceMade{0}, now);
    }
    flow::Commands resumed;
    (void)flow::Engine::restore(file.flow, {"en", "seed", nullptr}, engine.save(now), now, resumed);
  }
  return 0;
}
