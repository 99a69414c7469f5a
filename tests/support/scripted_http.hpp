// The Http port with a script: what is answered, and how long it takes, on the fake clock.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/http.hpp"
#include "support/simulated_clock.hpp"

namespace ringback::testing {

inline api::HttpAnswer http_answer(int status, std::string body, api::Headers headers = {}) {
  headers.push_back({"Content-Type", "application/json"});
  return api::HttpResponse{status, std::move(headers), std::move(body)};
}

class ScriptedHttp final : public api::Http {
 public:
  struct Sent {
    api::HttpRequest request;
    Instant at;
  };

  explicit ScriptedHttp(const SimulatedClock& clock) : clock_{clock} {}

  // The next request whose URL contains `part` is answered so. The last entry for a part serves all that follow.
  ScriptedHttp& on(std::string part, api::HttpAnswer answer, Milliseconds after = Milliseconds{100}) {
    script_.push_back({std::move(part), std::move(answer), after, false});
    return *this;
  }
  // … and this one never.
  ScriptedHttp& never(std::string part) {
    script_.push_back({std::move(part), std::nullopt, Milliseconds{0}, false});
    return *this;
  }

  void send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) override {
    Entry* entry = nullptr;
    for (Entry& each : script_) {
      if (request.url.find(each.part) == std::string::npos) continue;
      entry = &each;
      if (!each.used) break;
    }
    sent_.push_back({std::move(request), clock_.now()});
    if (entry == nullptr) {
      due_.push_back({clock_.now(), api::TransportError::unreachable, std::move(done)});
      return;
    }
    entry->used = true;
    if (entry->answer) due_.push_back({clock_.now() + entry->after, *entry->answer, std::move(done)});
  }

  std::optional<Instant> next_answer_at() const {
    std::optional<Instant> earliest;
    for (const Due& each : due_) earliest = earliest ? std::min(*earliest, each.at) : each.at;
    return earliest;
  }
  void deliver_due() {
    std::vector<Due> ready;
    for (auto each = due_.begin(); each != due_.end();) {
      if (each->at > clock_.now()) {
        ++each;
        continue;
      }
      ready.push_back(std::move(*each));
      each = due_.erase(each);
    }
    for (Due& each : ready) each.done(std::move(each.answer));
  }

  const std::vector<Sent>& sent() const { return sent_; }
  std::vector<Sent> sent_to(const std::string& part) const {
    std::vector<Sent> result;
    for (const Sent& each : sent_) {
      if (each.request.url.find(part) != std::string::npos) result.push_back(each);
    }
    return result;
  }
  // As at a page that is left: nothing that is under way is ever answered.
  void abandon() { due_.clear(); }

 private:
  struct Entry {
    std::string part;
    std::optional<api::HttpAnswer> answer;
    Milliseconds after;
    bool used;
  };
  struct Due {
    Instant at;
    api::HttpAnswer answer;
    std::function<void(api::HttpAnswer)> done;
  };
  const SimulatedClock& clock_;
  std::vector<Entry> script_;
  std::vector<Sent> sent_;
  std::vector<Due> due_;
};

}  // namespace ringback::testing
