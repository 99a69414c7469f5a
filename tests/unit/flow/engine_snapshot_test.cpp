// Snapshots that are damaged, forged or of another flow are dropped, and never crash: anyone can write to sessionStorage.
#include <catch2/catch_test_macros.hpp>
#include <random>
#include "support/engine_player.hpp"
#include "support/restorable_flow.hpp"

namespace ringback::testing {
namespace {

Json snapshot(EnginePlayer& player) { return player.engine.save(player.clock.now()); }

std::vector<Json> snapshots() {
  std::vector<Json> result;
  EnginePlayer player{restorable_flow()};
  player.start();
  result.push_back(snapshot(player));
  player.enter_phone(kBerlin);
  result.push_back(snapshot(player));
  api::CallResult limited = problem(api::Problem::timeout);
  player.answer(limited);
  result.push_back(snapshot(player));
  player.enter_phone(kBerlin);
  player.answer(success());
  result.push_back(snapshot(player));
  player.wait();
  player.type("000000");
  result.push_back(snapshot(player));
  player.wait();
  player.answer(failure());
  result.push_back(snapshot(player));
  return result;
}

bool restores(const SharedFlow& flow, const Json& saved) {
  flow::Commands resumed;
  std::optional<flow::Engine> engine =
      flow::Engine::restore(flow, EnginePlayer::default_options(), saved, instant_from_ms(5), resumed);
  if (!engine) return false;
  // Whatever it holds, it can be used.
  engine->position();
  engine->next_deadline();
  engine->handle(flow::TimePassed{}, instant_from_ms(10));
  engine->handle(flow::TextEntered{"123456"}, instant_from_ms(20));
  engine->handle(flow::RetryRequested{}, instant_from_ms(30));
  engine->save(instant_from_ms(40));
  return true;
}

TEST_CASE("a snapshot of another flow, another version, or before the start is dropped") {
  const SharedFlow flow = restorable_flow();
  Json saved = snapshots().back();
  CHECK(restores(flow, saved));
  auto other = std::make_shared<flow::Flow>(*flow);
  other->digest += "0";
  CHECK_FALSE(restores(other, saved));
  saved["version"] = 999;
  CHECK_FALSE(restores(flow, saved));
  EnginePlayer fresh{flow};
  CHECK_FALSE(restores(flow, snapshot(fresh)));
}

TEST_CASE("a snapshot with any part missing or of another type is dropped or harmless, and never crashes") {
  const SharedFlow flow = restorable_flow();
  const std::vector<Json> nonsense = {Json(),
                                      Json(-1),
                                      Json(1e300),
                                      Json("x"),
                                      Json(std::string(1'000, 'x')),
                                      Json(true),
                                      Json::array(),
                                      Json::object(),
                                      Json(std::uint64_t{1} << 63)};
  int dropped = 0, tried = 0;
  for (const Json& saved : snapshots()) {
    REQUIRE(restores(flow, saved));
    for (const auto& [key, part] : saved.items()) {
      Json without = saved;
      without.erase(key);
      dropped += restores(flow, without) ? 0 : 1;
      for (const Json& other : nonsense) {
        Json with = saved;
        with[key] = other;
        ++tried;
        dropped += restores(flow, with) ? 0 : 1;
        if (!part.is_object()) continue;
        for (const auto& [inner, ignored] : part.items()) {
          with = saved;
          with[key][inner] = other;
          dropped += restores(flow, with) ? 0 : 1;
        }
      }
    }
  }
  CHECK(tried > 1'000);
  CHECK(dropped > tried / 2);
  for (const Json& other : nonsense) CHECK_FALSE(restores(flow, other));
}

TEST_CASE("a snapshot can't bring in what may not be stored, undeclared attributes, or nodes of the wrong type") {
  const SharedFlow flow = restorable_flow();
  const Json saved = snapshots()[0];
  const auto with = [&](const char* key, const Json& value) {
    Json changed = saved;
    changed[key] = value;
    return restores(flow, changed);
  };
  CHECK_FALSE(with("attributes", Json({{"system_otp", "1"}})));
  CHECK_FALSE(with("attributes", Json({{"user_otp", "123456"}})));
  CHECK_FALSE(with("attributes", Json({{"nobody", "1"}})));
  CHECK_FALSE(with("attributes", Json({{"phone", "12"}})));
  CHECK(with("attributes", Json({{"phone", kBerlin}})));
  CHECK_FALSE(with("node", Json("send")));
  CHECK_FALSE(with("node", Json("nowhere")));
  CHECK_FALSE(with("code_input", Json("ask_phone")));
  CHECK_FALSE(with("lost", Json::array({"nobody"})));
}

TEST_CASE("snapshots with random bytes changed never crash") {
  const SharedFlow flow = restorable_flow();
  std::mt19937 random{20261125};
  for (const Json& saved : snapshots()) {
    const std::string text = dump_json(saved);
    for (int turn = 0; turn < 400; ++turn) {
      std::string changed = text;
      for (int edit = 0; edit < 3; ++edit) {
        const std::size_t at = random() % changed.size();
        switch (random() % 3) {
          case 0: changed[at] = static_cast<char>(random() % 96 + 32); break;
          case 1: changed.erase(at, 1 + random() % 4); break;
          default: changed.insert(at, 1, "0123456789-{}[]\",:"[random() % 18]); break;
        }
        if (changed.empty()) changed = "0";
      }
      const auto parsed = parse_json(changed);
      if (const Json* json = std::get_if<Json>(&parsed)) restores(flow, *json);
    }
  }
  SUCCEED("still here");
}

}  // namespace
}  // namespace ringback::testing
