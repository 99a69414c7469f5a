// The relay's calls on a fake clock, with a provider whose answers a test decides. Whatever leaves is kept: a canary
// must be in none of it.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "relay/calls.hpp"
#include "relay/memory_store.hpp"
#include "support/repository.hpp"
#include "support/simulated_clock.hpp"
#include "support/wall_now.hpp"

namespace ringback::testing {

// What the provider was asked, and what it does with that: answers at once, later, or not before the deadline.
class Provider final : public api::Http {
 public:
  struct Asked {
    api::HttpRequest request;
    Json body;
    Instant at;
  };
  struct Answer {
    api::HttpAnswer answer;
    Milliseconds after{100};
  };

  explicit Provider(const SimulatedClock& clock) : clock_{clock} {}

  // Like the hosted one: sends codes 100001, 100002, …, and verifies by comparing what it is given.
  std::function<std::optional<Answer>(const Asked&)> answer = [this](const Asked& one) -> std::optional<Answer> {
    if (one.request.url.find("send") != std::string::npos) {
      codes.push_back(std::to_string(100'000 + ++codes_made_));
      return ok({{"status", "sent"}, {"otp", codes.back()}});
    }
    const bool same = one.body.at("systemOtp") == one.body.at("userOtp");
    return ok({{"status", same ? "verified" : "failed"}, {"verified", same}});
  };
  std::vector<std::string> codes;

  static Answer ok(const Json& body, Milliseconds after = Milliseconds{100}) {
    return with(200, dump_json(body), after);
  }
  static Answer with(int status, std::string body, Milliseconds after = Milliseconds{100}) {
    return {api::HttpResponse{status, {{"Content-Type", "application/json"}}, std::move(body)}, after};
  }

  void send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) override {
    Asked one{std::move(request), {}, clock_.now()};
    auto body = parse_json(one.request.body);
    if (auto* read = std::get_if<Json>(&body)) one.body = std::move(*read);
    asked.push_back(one);
    auto given = answer(one);
    if (!given || given->after > one.request.timeout) given = Answer{api::TransportError::timeout, one.request.timeout};
    due.emplace(clock_.now() + given->after, [done, given] { done(given->answer); });
  }

  std::vector<Asked> asked_for(std::string_view part) const {
    std::vector<Asked> found;
    for (const Asked& each : asked) {
      if (each.request.url.find(part) != std::string::npos) found.push_back(each);
    }
    return found;
  }

  std::vector<Asked> asked;
  std::multimap<Instant, std::function<void()>> due;

 private:
  const SimulatedClock& clock_;
  int codes_made_ = 0;
};

inline std::string shipped_flow(const std::string& name) {
  std::ifstream file{in_repository("assets/flows/" + name + ".json")};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline Json read_asset(const std::string& name) {
  std::ifstream file{in_repository("assets/" + name)};
  std::stringstream text;
  text << file.rdbuf();
  return std::get<Json>(parse_json(text.str()));
}

inline Secrets shipped_secrets() {
  Secrets secrets;
  for (const char* name : {"CONVERTALK_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER"}) {
    secrets.emplace(name, Secret{"canary-" + std::string{name}});
  }
  return secrets;
}

// An answer of the relay, or the wait for it.
struct Told {
  std::optional<relay::Response> response;
  bool dropped = false;
  int times = 0;

  int status() const { return response ? response->status : 0; }
  Json body() const {
    auto parsed = parse_json(response ? response->body : "");
    auto* read = std::get_if<Json>(&parsed);
    return read ? *read : Json{};
  }
  // "rate-limited", or empty.
  std::string problem() const {
    const Json read = body();
    const std::string type = read.is_object() && read.contains("type") ? text_of(read.at("type")) : "";
    return type.substr(type.rfind('/') + 1);
  }
  std::string retry_after() const {
    return std::string{response ? api::find_header(response->headers, "Retry-After").value_or("") : ""};
  }
};

class RelayPlayer {
 public:
  static constexpr const char* kNumber = "+14155552671";

  explicit RelayPlayer(std::string flow_json = shipped_flow("verify-phone"), relay::Limits limits = {},
                       Secrets secrets = shipped_secrets())
      : provider{std::make_shared<Provider>(clock)} {
    auto made = relay::make_relay_flow("signup", flow_json, secrets, limits);
    if (!made) FAIL(made.error().message);
    flow = *made;
    store = std::make_shared<relay::MemoryStore>([this] { return wall_now(); });
    ports.store = store;
    ports.http = provider;
    ports.signer = *relay::ProofSigner::make({relay::new_signing_key()});
    ports.now = [this] { return wall_now(); };
    ports.after = [this](Milliseconds wait, std::function<void()> work) {
      timers_.emplace(clock.now() + wait, std::move(work));
    };
    ports.new_token = [this] { return "token-" + std::to_string(++tokens_) + "-of-nobody-else"; };
    ports.numbering = {[this](const E164&) { return takes_sms; }, [](const E164&) { return "US"; }};
    ports.metrics = std::make_shared<relay::Metrics>();
    ports.log = [this](std::string_view event, relay::LogFields fields) {
      left += relay::log_line(event, fields, wall_now()) + "\n";
    };
    options.limits = limits;
    options.flow = options.flow_of_session = [this](std::string_view id) { return id == "signup" ? flow : nullptr; };
    options.prefix = [](const relay::Request& request) { return request.peer; };
    options.issuer = [](const relay::Request&) { return std::string{"https://relay.example"}; };
    options.audience = [](const relay::Request& request) { return std::string{request.header("origin")}; };
    restart();
  }

  // As after a crash: what the process knew is gone, the store stays, nothing under way is answered.
  void restart() {
    timers_.clear();
    provider->due.clear();
    calls = std::make_unique<relay::Calls>(options, ports);
  }

  relay::WallTime wall_now() const { return kNow + clock.now().time_since_epoch(); }

  std::shared_ptr<Told> post(const std::string& path, const Json& body, api::Headers headers = {},
                             const std::string& peer = "192.0.2.1") {
    relay::Request request{"POST", path, {}, {}, std::move(headers), dump_json(body), peer};
    request.headers.push_back({"Origin", "https://shop.example"});
    auto told = std::make_shared<Told>();
    const relay::Respond respond = [this, told](relay::Reply reply) {
      ++told->times;
      told->response = reply.response;
      told->dropped = !reply.response;
      if (!reply.response) return;
      left += std::to_string(reply.response->status) + "\n";
      for (const auto& [name, value] : reply.response->headers) left += name + ": " + value + "\n";
      left += reply.response->body + "\n";
    };
    if (path == "/v1/sessions") {
      calls->open_session(request, respond);
    } else {
      request.parameters["api"] = path.substr(path.rfind('/') + 1);
      calls->call_api(request, respond);
    }
    return told;
  }

  std::string open(const std::string& peer = "192.0.2.1") {
    const auto told = post("/v1/sessions", {{"flow", "signup"}}, {}, peer);
    return told->status() == 201 ? text_of(told->body().at("session")) : std::string{};
  }

  // Asked; runs on when the clock does.
  std::shared_ptr<Told> ask(const std::string& session, const std::string& api, const Json& attributes,
                            const std::string& key = "", const std::string& peer = "192.0.2.1") {
    api::Headers headers{{"Authorization", "Bearer " + session}};
    if (!key.empty()) headers.push_back({"Idempotency-Key", key});
    return post("/v1/apis/" + api, {{"attributes", attributes}}, std::move(headers), peer);
  }

  // Asked, and waited for.
  Told send(const std::string& session, const std::string& number = kNumber, const std::string& key = "",
            const std::string& peer = "192.0.2.1") {
    return settled(ask(session, "send_otp", {{"phone", number}}, key, peer));
  }
  Told verify(const std::string& session, const std::string& code, const std::string& key = "",
              const Json& more = Json::object()) {
    Json attributes = more;
    attributes["user_otp"] = code;
    return settled(ask(session, "verify_otp", attributes, key));
  }
  Told settled(const std::shared_ptr<Told>& told) {
    while (told->times == 0 && step()) {
    }
    return *told;
  }

  void run(Milliseconds time) {
    const Instant end = clock.now() + time;
    while (next() && *next() <= end) step();
    clock.advance_to(end);
  }

  SimulatedClock clock;
  std::shared_ptr<Provider> provider;
  std::shared_ptr<const relay::RelayFlow> flow;
  std::shared_ptr<relay::MemoryStore> store;
  relay::Ports ports;
  relay::CallsOptions options;
  std::unique_ptr<relay::Calls> calls;
  bool takes_sms = true;
  std::string left;  // every byte of answers and logs

 private:
  std::optional<Instant> next() const {
    std::optional<Instant> earliest;
    if (!timers_.empty()) earliest = timers_.begin()->first;
    if (!provider->due.empty() && (!earliest || provider->due.begin()->first < *earliest)) {
      earliest = provider->due.begin()->first;
    }
    return earliest;
  }
  bool step() {
    const auto at = next();
    if (!at) return false;
    clock.advance_to(std::max(*at, clock.now()));
    auto& due = !provider->due.empty() && provider->due.begin()->first == *at ? provider->due : timers_;
    const auto work = std::move(due.begin()->second);
    due.erase(due.begin());
    work();
    return true;
  }

  std::multimap<Instant, std::function<void()>> timers_;
  int tokens_ = 0;
};

}  // namespace ringback::testing
