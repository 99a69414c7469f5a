// No flow file may crash the parser: shipped flows with bytes and values changed at random, always in the same way unless
// RINGBACK_SEED in the environment is another number than 0.
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "flow/flow_file.hpp"
#include "support/flow_loader.hpp"

namespace ringback::flow {
namespace {

using testing::json_of;
using testing::read_file;

// xorshift64: the same numbers on every machine.
class Numbers {
 public:
  Numbers() {
    const char* seed = std::getenv("RINGBACK_SEED");
    if (seed != nullptr) state_ ^= std::strtoull(seed, nullptr, 10) * 0xBF58476D1CE4E5B9;
    if (state_ == 0) state_ = 1;
  }
  std::size_t below(std::size_t bound) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::size_t>(state_ % bound);
  }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15;
};

// A flow or the reasons why not, never both and never neither.
void check_parsed(const std::string& text) {
  for (const Audience audience : {Audience::relay, Audience::browser}) {
    const FlowFile file = parse_flow(text, audience);
    bool has_error = false;
    for (const Diagnostic& each : file.diagnostics) {
      has_error = has_error || each.severity == Severity::error;
      if (each.message.empty()) FAIL_CHECK("a diagnostic without a message");
      if (!is_json_pointer(each.pointer)) FAIL_CHECK("not a pointer: " << each.pointer);
    }
    if (file.has_errors() != has_error) FAIL_CHECK(text);
  }
}

std::vector<std::string> flows() {
  std::vector<std::string> texts;
  for (const char* name : {"convertalk-guide", "twilio-verify", "generic-webhook"}) {
    texts.push_back(read_file(std::string{"assets/flows/"} + name + ".json"));
  }
  texts.push_back(dump_json(*json_of(read_file("tests/fixtures/flows/table.json")).find("base")));
  return texts;
}

TEST_CASE("a thousand flows with random bytes changed, cut or doubled are read or refused") {
  Numbers random;
  const std::vector<std::string> texts = flows();
  static constexpr char kBytes[] = "\"{}[]:,\\0\xFF-eE.u\n\0~/";
  for (int i = 0; i < 1'000; ++i) {
    std::string text = texts[random.below(texts.size())];
    for (std::size_t changes = 1 + random.below(4); changes > 0; --changes) {
      const std::size_t at = random.below(text.size());
      const std::size_t length = std::min(random.below(20), text.size() - at);
      switch (random.below(4)) {
        case 0: text[at] = kBytes[random.below(sizeof kBytes - 1)]; break;
        case 1: text.erase(at, length); break;
        case 2: text.insert(at, text.substr(at, length)); break;
        default: text[at] = static_cast<char>(random.below(256)); break;
      }
    }
    check_parsed(text);
  }
}

// Any value of a flow, however deep.
Json& random_place(Json& root, Numbers& random) {
  Json* at = &root;
  while (at->is_structured() && !at->empty() && random.below(5) != 0) {
    auto member = at->begin();
    std::advance(member, random.below(at->size()));
    at = &*member;
  }
  return *at;
}

TEST_CASE("a thousand flows with random values in place of others are read or refused") {
  Numbers random;
  const std::vector<std::string> texts = flows();
  const std::vector<Json> values{json_of("null"),
                                 json_of("true"),
                                 json_of("-1"),
                                 json_of("1e308"),
                                 json_of("18446744073709551615"),
                                 json_of("0.5"),
                                 json_of("[]"),
                                 json_of("{}"),
                                 json_of("\"\""),
                                 json_of("\"{{\""),
                                 json_of("\"{{phone}}\""),
                                 json_of("\"{{secret.X}}\""),
                                 json_of("\"/a~2\""),
                                 json_of("\"https://\""),
                                 json_of("\"\\u0000\""),
                                 json_of("[[{\"\":{\"a/~b\":[null]}}]]"),
                                 json_of("\"ask_code\""),
                                 json_of("\"condition\""),
                                 Json(std::string(70'000, '{'))};
  for (int i = 0; i < 1'000; ++i) {
    Json flow = json_of(texts[random.below(texts.size())]);
    for (std::size_t changes = 1 + random.below(4); changes > 0; --changes) {
      Json& place = random_place(flow, random);
      switch (random.below(3)) {
        case 0: place = values[random.below(values.size())]; break;
        case 1: {
          Json copy = random_place(flow, random);
          place = std::move(copy);
          break;
        }
        default:
          if (place.is_object()) {
            place[random.below(2) == 0 ? "next" : "type"] = values[random.below(values.size())];
          } else if (place.is_array()) {
            place.push_back(values[random.below(values.size())]);
          }
      }
    }
    check_parsed(dump_json(flow));
  }
}

}  // namespace
}  // namespace ringback::flow
