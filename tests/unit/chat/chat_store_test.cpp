// A reload at every point of a conversation, and what may not survive one.
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <random>

#include "support/chat_player.hpp"

namespace ringback::testing {
namespace {

using namespace std::chrono_literals;
using chat::Composer;

// What is private stays with the server here, as behind a relay.
SharedFlow relay_like_flow() {
  return FlowText{}
      .api("send_otp",
           R"({ "name": "Send", "role": "send", "url": "https://relay.test/send", "body": { "to": "{{phone}}" } })")
      .api("verify_otp", R"({ "name": "Verify", "role": "verify", "url": "https://relay.test/verify",
        "body": { "user": "{{user_otp}}" }, "success": { "pointer": "/verified", "equals": true } })")
      .start("hello")
      .node("hello", R"({ "type": "message", "text": "Hello.", "next": "ask_phone" })")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "send" })")
      .node(
          "send",
          R"({ "type": "api", "api": "send_otp", "success": "ask_code", "failure": "ask_phone", "error": "ask_phone" })")
      .node("ask_code", R"({ "type": "input", "kind": "otp", "to": "user_otp", "text": "Code?", "attempts": 5,
        "resend": { "node": "send", "after_ms": 30000 }, "change": { "node": "ask_phone" }, "next": "verify" })")
      .node(
          "verify",
          R"({ "type": "api", "api": "verify_otp", "success": "thanks", "failure": "ask_code", "error": "ask_code" })")
      .node("thanks", R"({ "type": "message", "text": "Thanks.", "next": "done" })")
      .build();
}

void script(ScriptedHttp& http) {
  http.on("send", http_answer(200, "{}")).on("verify", http_answer(200, R"({"verified":true})"));
}

void play_to_the_end(ChatPlayer& player) {
  for (int turn = 0; turn < 20 && !player.conversation().outcome; ++turn) {
    player.wait();
    switch (player.composer().kind) {
      case Composer::Kind::phone: player.enter_phone(kBerlin); break;
      case Composer::Kind::code: player.type("123456"); break;
      case Composer::Kind::retry: player.retry(); break;
      default: break;
    }
  }
}

TEST_CASE("a reload after every event leads to verified, with no send that nobody pressed for") {
  const SharedFlow flow = relay_like_flow();
  const std::vector<std::function<void(ChatPlayer&)>> steps = {
      [](ChatPlayer& p) { p.start(); },        [](ChatPlayer& p) { p.enter_phone(kBerlin); },
      [](ChatPlayer& p) { p.wait(); },         [](ChatPlayer& p) { p.type("12345"); },
      [](ChatPlayer& p) { p.type("123456"); }, [](ChatPlayer& p) { p.pass(5s - 10ms); },
      [](ChatPlayer& p) { p.wait(); },
  };
  for (std::size_t reload_after = 1; reload_after <= steps.size(); ++reload_after) {
    INFO("reload after step " << reload_after);
    ChatPlayer player{flow};
    script(player.http);
    for (std::size_t step = 0; step < reload_after; ++step) steps[step](player);
    const std::size_t sent = player.http.sent().size();
    const std::vector<std::string> words = player.words();
    const std::size_t messages = player.events_named("message").size();
    const bool over = player.conversation().outcome.has_value();
    REQUIRE(player.reload());
    CHECK(player.changed);
    player.pass(10min);
    CHECK(player.http.sent().size() == sent);

    // The transcript is kept, and nothing is said twice.
    std::vector<std::string> after = player.words();
    REQUIRE(after.size() >= words.size());
    after.resize(words.size());
    CHECK(after == words);
    CHECK(player.events_named("message").size() == messages + player.words().size() - words.size());
    CHECK(player.conversation().outcome.has_value() == over);

    play_to_the_end(player);
    CHECK(player.conversation().outcome == flow::EndOutcome::verified);
    CHECK(player.events_named("verified").size() == 1);
  }
}

TEST_CASE("a send that a reload interrupted is pressed again with the same key") {
  ChatPlayer player{relay_like_flow()};
  script(player.http);
  player.start();
  player.enter_phone(kBerlin);
  REQUIRE(player.reload());
  CHECK(player.composer().kind == Composer::Kind::phone);
  CHECK(player.composer().initial_text == kBerlin);
  CHECK(player.composer().alert == "I can't tell whether the last step got through. Please try again.");
  player.enter_phone(kBerlin);
  player.wait();
  const auto sent = player.http.sent_to("send");
  REQUIRE(sent.size() == 2);
  CHECK(api::find_header(sent[0].request.headers, "Idempotency-Key") ==
        api::find_header(sent[1].request.headers, "Idempotency-Key"));
}

TEST_CASE("restored messages are long ago, numbered in order, and new ones go on from there") {
  ChatPlayer player{relay_like_flow()};
  script(player.http);
  player.start();
  REQUIRE(player.reload());
  for (const chat::Message& each : player.conversation().transcript) CHECK(player.clock.now() - each.at > 1min);
  player.enter_phone(kBerlin);
  std::uint32_t expected = 1;
  for (const chat::Message& each : player.conversation().transcript) CHECK(each.id == expected++);
  CHECK(player.conversation().transcript.back().at == player.clock.now());
}

TEST_CASE("a finished chat is still finished after a reload, and says nothing again") {
  ChatPlayer player{relay_like_flow()};
  script(player.http);
  player.start();
  play_to_the_end(player);
  REQUIRE(player.reload());
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
  CHECK(player.events_named("verified").size() == 1);
  CHECK(player.composer().kind == Composer::Kind::none);
}

TEST_CASE("what isn't a snapshot of this flow and version leaves the chat as new") {
  const SharedFlow flow = relay_like_flow();
  ChatPlayer player{flow};
  script(player.http);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  const Json saved = player.chat->save(player.clock.now());

  const auto restores = [](const SharedFlow& with, const Json& state) {
    chat::ChatOptions options;
    options.phrasebook = english();
    chat::Chat chat{with, std::move(options)};
    chat::Effects effects;
    const bool restored = chat.restore(state, instant_from_ms(0), effects);
    if (!restored) {
      CHECK(effects.events.empty());
      CHECK(effects.requests.empty());
      CHECK(chat.conversation().transcript.empty());
      chat.handle(flow::Started{}, instant_from_ms(1));
      CHECK(chat.conversation().composer.kind == Composer::Kind::phone);
    }
    return restored;
  };
  CHECK(restores(flow, saved));
  CHECK_FALSE(restores(load_flow_file("tests/fixtures/flows/spec_section_4.json"), saved));
  for (const char* part : {"version", "engine", "transcript"}) {
    for (const Json& nonsense : {Json(), Json(7), Json("x"), Json::array({1}), Json::object()}) {
      Json damaged = saved;
      damaged[part] = nonsense;
      CHECK_FALSE(restores(flow, damaged));
    }
    Json without = saved;
    without.erase(part);
    CHECK_FALSE(restores(flow, without));
  }
  Json strange_sender = saved;
  strange_sender["transcript"][0]["from"] = "nobody";
  CHECK_FALSE(restores(flow, strange_sender));
  Json strange_proof = saved;
  strange_proof["proof"] = 5;
  CHECK_FALSE(restores(flow, strange_proof));
  for (const Json& nonsense : {Json(), Json(7), Json("x"), Json::array(), Json::object()}) {
    CHECK_FALSE(restores(flow, nonsense));
  }
}

TEST_CASE("a chat that never started is not restored") {
  ChatPlayer player{relay_like_flow()};
  CHECK_FALSE(player.reload());
}

TEST_CASE("private values are in no message, event, alert or snapshot, and the page can't get them") {
  ChatPlayer player{load_flow_file("tests/fixtures/flows/spec_section_4.json")};
  player.http.on("send", http_answer(200, R"({"status":"sent","otp":"CANARY"})"))
      .on("verify", http_answer(200, R"({"status":"failed","verified":false})"))
      .on("verify", http_answer(200, R"({"status":"verified","verified":true})"));
  std::string seen;
  const auto look = [&] {
    for (const std::string& each : player.words()) seen += each;
    for (const chat::PageEvent& each : player.events) seen += dump_json(each.detail);
    seen += player.composer().alert + player.composer().prompt + player.conversation().title;
    seen += dump_json(player.chat->save(player.clock.now()));
    for (const char* name : {"system_otp", "user_otp", "phone", "otp_status", "nobody"}) {
      const Json value = player.chat->attribute(name);
      if (std::string_view{name} != "user_otp") seen += dump_json(value);
    }
  };
  player.start();
  player.enter_phone(kBerlin);
  look();
  player.wait();
  look();
  CHECK(player.chat->attribute("system_otp").is_null());
  CHECK(player.chat->attribute("nobody").is_null());
  player.type("918273");
  look();
  player.wait();
  look();
  player.type("918274");
  player.wait();
  look();
  CHECK(seen.find("CANARY") == std::string::npos);
  CHECK(seen.find("918273") == std::string::npos);
  CHECK(seen.find("918274") == std::string::npos);
  CHECK(seen.find("secret-of-") == std::string::npos);
  CHECK(player.conversation().outcome == flow::EndOutcome::verified);
}

TEST_CASE("a transient value is shown, and stored neither as a value nor in the transcript") {
  FlowText text;
  text.attribute("mood", R"({ "type": "text", "transient": true })")
      .start("ask")
      .node("ask", R"({ "type": "input", "kind": "text", "to": "mood", "text": "Mood?", "next": "say" })")
      .node("say", R"({ "type": "message", "text": "So {{mood}}.", "next": "ask_phone" })")
      .node("ask_phone", R"({ "type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "done" })");
  ChatPlayer player{text.build()};
  player.start();
  player.type("CANARY");
  CHECK(player.words() == std::vector<std::string>{"Mood?", "> CANARY", "So CANARY.", "Number?"});
  CHECK(dump_json(player.chat->save(player.clock.now())).find("CANARY") == std::string::npos);
  REQUIRE(player.reload());
  CHECK(player.words() == std::vector<std::string>{"Mood?", "> ••••", "So ••••.", "Number?"});
}

TEST_CASE("a long transcript loses its oldest messages, and is still restored") {
  FlowText text;
  text.attribute("word", R"({ "type": "text" })")
      .start("ask")
      .node("ask", R"({ "type": "input", "kind": "text", "to": "word", "text": "And?", "next": "ask" })");
  ChatPlayer player{text.build()};
  player.start();
  for (int turn = 0; turn < 300; ++turn) player.type("word " + std::to_string(turn));
  CHECK(player.conversation().transcript.size() == chat::kMaximumTranscript);
  CHECK(player.conversation().transcript.back().id == 601);
  REQUIRE(player.reload());
  CHECK(player.conversation().transcript.size() == chat::kMaximumTranscript);
}

TEST_CASE("stored text with random bytes changed never crashes a chat") {
  const SharedFlow flow = relay_like_flow();
  ChatPlayer player{flow};
  script(player.http);
  player.start();
  player.enter_phone(kBerlin);
  player.wait();
  const std::string stored = dump_json(player.chat->save(player.clock.now()));
  std::mt19937 random{3};
  int restored = 0;
  for (int turn = 0; turn < 1'000; ++turn) {
    std::string changed = stored;
    changed[random() % changed.size()] = static_cast<char>(random() % 256);
    const auto parsed = parse_json(changed);
    const Json* json = std::get_if<Json>(&parsed);
    if (json == nullptr) continue;
    chat::Chat chat{flow, chat::ChatOptions{}};
    chat::Effects effects;
    restored += chat.restore(*json, instant_from_ms(0), effects) ? 1 : 0;
    chat.handle(flow::TextEntered{"123456"}, instant_from_ms(1));
    chat.save(instant_from_ms(2));
  }
  CHECK(restored > 0);
  CHECK(restored < 1'000);
}

}  // namespace
}  // namespace ringback::testing
