// Plays a whole Chat against scripted answers on the fake clock, as an edge would: one timer, one Http.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>
#include <vector>

#include "chat/chat.hpp"
#include "support/flow_loader.hpp"
#include "support/numbers.hpp"
#include "support/scripted_http.hpp"
#include "support/simulated_clock.hpp"

namespace ringback::testing {

inline chat::Phrasebook english() { return chat::Phrasebook{json_of(read_file("assets/locales/en.json")), Json()}; }

// Worthless values for every secret that the shipped flows name.
inline Secrets test_secrets() {
  Secrets secrets;
  for (const char* name : {"CONVERTALK_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER",
                           "TWILIO_VERIFY_SERVICE", "TWILIO_BASIC_AUTHORIZATION"}) {
    secrets.emplace(name, Secret{std::string("secret-of-") + name});
  }
  return secrets;
}

class ChatPlayer {
 public:
  explicit ChatPlayer(SharedFlow flow, const std::string& locale = "en") : flow_{std::move(flow)}, locale_{locale} {
    chat = new_chat();
  }

  void handle(const chat::Event& event) { carry_out(chat->handle(event, clock.now())); }
  void start() { handle(flow::Started{}); }
  void enter_phone(const std::string& e164, const std::string& region = "DE") {
    handle(flow::PhoneEntered{PhoneNumber{*E164::parse(e164), "(" + e164 + ")"}, region});
  }
  void type(const std::string& text) { handle(flow::TextEntered{text}); }
  void resend() { handle(flow::ResendRequested{}); }
  void change() { handle(flow::ChangeRequested{}); }
  void retry() { handle(flow::RetryRequested{}); }

  // Lets time pass, waking up for every deadline and every answer on the way.
  void pass(Milliseconds by) {
    const Instant until = clock.now() + by;
    for (int turn = 0; turn < 100'000; ++turn) {
      std::optional<Instant> next = http.next_answer_at();
      const std::optional<Instant> deadline = chat->next_deadline(clock.now());
      if (deadline && (!next || *deadline < *next)) next = deadline;
      if (!next || *next > until) {
        clock.advance_to(until);
        return;
      }
      if (*next > clock.now()) clock.advance_to(*next);
      http.deliver_due();
      handle(flow::TimePassed{});
    }
    FAIL("it wakes up for ever");
  }
  // Until the bot has done its work.
  void wait() {
    for (int turn = 0; turn < 1'000 && chat->conversation().busy; ++turn) {
      std::optional<Instant> next = http.next_answer_at();
      const std::optional<Instant> deadline = chat->next_deadline(clock.now());
      if (deadline && (!next || *deadline < *next)) next = deadline;
      REQUIRE(next.has_value());
      pass(std::max(*next - clock.now(), Milliseconds::zero()));
    }
    REQUIRE_FALSE(chat->conversation().busy);
  }

  // The page is loaded anew: only the stored text is left, and the clock begins elsewhere.
  bool reload() {
    const std::string stored = dump_json(chat->save(clock.now()));
    http.abandon();
    clock = SimulatedClock{instant_from_ms(30)};
    chat = new_chat();
    chat::Effects effects;
    const bool restored = chat->restore(json_of(stored), clock.now(), effects);
    carry_out(std::move(effects));
    return restored;
  }

  const chat::Conversation& conversation() const { return chat->conversation(); }
  const chat::Composer& composer() const { return chat->conversation().composer; }
  // The bot's words, and the visitor's behind "> ".
  std::vector<std::string> words() const {
    std::vector<std::string> result;
    for (const chat::Message& each : conversation().transcript) {
      result.push_back((each.from == chat::Sender::visitor ? "> " : "") + each.text);
    }
    return result;
  }
  std::string last_words() const { return words().empty() ? "" : words().back(); }
  std::vector<Json> events_named(const std::string& name) const {
    std::vector<Json> result;
    for (const chat::PageEvent& each : events) {
      if (each.name == name) result.push_back(each.detail);
    }
    return result;
  }

 private:
  std::unique_ptr<chat::Chat> new_chat() {
    chat::ChatOptions options;
    options.locale = locale_;
    options.idempotency_seed = "seed" + std::to_string(++chats_);
    options.phrasebook = english();
    options.secrets = test_secrets();
    return std::make_unique<chat::Chat>(flow_, std::move(options));
  }
  void carry_out(chat::Effects effects) {
    changed = effects.changed;
    for (chat::PageEvent& each : effects.events) events.push_back(std::move(each));
    for (api::TryToSend& each : effects.requests) {
      http.send(std::move(each.request), [this, id = each.try_id](api::HttpAnswer answer) {
        handle(chat::HttpAnswered{id, std::move(answer)});
      });
    }
  }

  SharedFlow flow_;
  std::string locale_;
  int chats_ = 0;

 public:
  SimulatedClock clock;
  ScriptedHttp http{clock};
  std::unique_ptr<chat::Chat> chat;
  std::vector<chat::PageEvent> events;
  bool changed = false;  // by the last event
};

}  // namespace ringback::testing
