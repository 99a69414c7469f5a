#include "relay/sandbox.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

#include "relay/random.hpp"

namespace ringback::relay {
namespace {

constexpr std::size_t kHugeBytes = 1024 * 1024;
constexpr std::size_t kMaximumField = 256;

// The request's JSON object, or the reply that refuses it.
struct Parsed {
  Json fields;
  std::optional<Response> refused;
};

Response bad_request(std::string_view detail) { return problem(400, "bad-request", "Bad request", detail); }

Parsed parse_body(const Request& request) {
  if (request.header("authorization").empty()) {
    Response refused = problem(401, "unauthorized", "Unauthorized", "The authorization header is missing.");
    refused.headers.push_back({"WWW-Authenticate", "ApiKey"});
    return {{}, std::move(refused)};
  }
  if (!request.header("content-type").starts_with("application/json")) {
    return {{},
            problem(415, "unsupported-media-type", "Unsupported media type",
                    "Expected the content type application/json.")};
  }
  auto parsed = parse_json(request.body);
  const Json* fields = std::get_if<Json>(&parsed);
  if (!fields) return {{}, bad_request("The body is not JSON.")};
  if (!fields->is_object()) return {{}, bad_request("The body is not a JSON object.")};
  return {*fields, std::nullopt};
}

// The text of a field, or the reply that says what is wrong with it.
std::optional<Response> take_text(const Json& fields, const char* name, std::string& into) {
  const auto found = fields.find(name);
  if (found == fields.end()) return bad_request(std::string{name} + " is missing.");
  if (!found->is_string()) return bad_request(std::string{name} + " is not a string.");
  into = text_of(*found);
  if (into.empty()) return bad_request(std::string{name} + " is empty.");
  if (into.size() > kMaximumField) return bad_request(std::string{name} + " is too long.");
  return std::nullopt;
}

bool same_text(const std::string& a, const std::string& b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// The host of the page that asks, for the SMS's last line: browsers offer the code only there (WebOTP, iOS).
// Empty when there is none, or when it is not a plain host name.
std::string page_host(const Request& request) {
  std::string_view origin = request.header("origin");
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return {};
  origin.remove_prefix(scheme + 3);
  const std::string_view host = origin.substr(0, origin.find(':'));
  const bool plain = std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
  return plain ? std::string{host} : std::string{};
}

// A "+" in a query means a blank; people forget to write %2B.
std::string wanted_number(const Request& request) {
  const auto to = request.query.find("to");
  if (to == request.query.end()) return {};
  std::string number = to->second;
  if (!number.empty() && number.front() == ' ') number.front() = '+';
  return number;
}

Response sent(const Json& otp) { return json_response(200, {{"status", "sent"}, {"otp", otp}}); }

}  // namespace

Misbehaviour misbehaviour_of(const E164& number) {
  const std::string& digits = number.text();
  if (digits.size() < 7 || digits.substr(digits.size() - 6, 5) != "55000") return Misbehaviour::none;
  return static_cast<Misbehaviour>(digits.back() - '0');
}

SandboxOptions real_sandbox_options() {
  SandboxOptions options;
  options.now = [] {
    const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<Milliseconds>(since_start)};
  };
  options.wall_time = [] {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    char text[32];
    return std::string{text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
  };
  options.new_code = [] { return random_code(kSandboxCodeDigits); };
  return options;
}

std::string Sandbox::deliver(const E164& to, const std::string& from, const Request& request) {
  const std::string key{request.header("idempotency-key")};
  const std::lock_guard lock{mutex_};
  const Instant now = options_.now();
  if (!key.empty()) {
    const auto before = std::find_if(accepted_.rbegin(), accepted_.rend(), [&](const Accepted& accepted) {
      return accepted.key == key && accepted.to == to.text() && now - accepted.at < kIdempotencyLife;
    });
    if (before != accepted_.rend()) return before->code;
  }
  SandboxMessage message{to.text(), from, "", options_.new_code(), options_.wall_time()};
  message.text = "Your code is " + message.code + ".";
  if (const std::string host = page_host(request); !host.empty()) message.text += "\n\n@" + host + " #" + message.code;
  accepted_.push_back({key.substr(0, kMaximumField), to.text(), message.code, now});
  if (accepted_.size() > kMaximumMessages) accepted_.pop_front();
  messages_.push_back(message);
  if (messages_.size() > kMaximumMessages) messages_.pop_front();
  return message.code;
}

Reply Sandbox::send_otp(const Request& request) {
  Parsed parsed = parse_body(request);
  if (parsed.refused) return *parsed.refused;
  std::string account, token, from, number;
  for (const auto& [name, into] : {std::pair{"accountSID", &account}, std::pair{"authToken", &token},
                                   std::pair{"fromNumber", &from}, std::pair{"toNumber", &number}}) {
    if (auto refused = take_text(parsed.fields, name, *into)) return *refused;
  }
  const auto to = E164::parse(number);
  if (!to) return bad_request("toNumber is not an E.164 number, like +14155552671.");

  switch (misbehaviour_of(*to)) {
    case Misbehaviour::none: break;
    case Misbehaviour::invalid_number:
      return json_response(400, {{"status", "failed"}, {"message", "This number can't receive an SMS."}});
    case Misbehaviour::timeout: return Reply::drop(kSilence);
    case Misbehaviour::server_error:
      return json_response(500, {{"status", "failed"}, {"message", "Something went wrong."}});
    case Misbehaviour::rate_limited: {
      Response limited = json_response(429, {{"status", "failed"}, {"message", "Too many requests."}});
      limited.headers.push_back({"Retry-After", std::to_string(kRetryAfterSeconds)});
      return limited;
    }
    case Misbehaviour::not_json:
      return Response{
          200, {{"Content-Type", "text/html; charset=utf-8"}}, "<!doctype html><title>Down for maintenance</title>"};
    case Misbehaviour::slow: return {sent(deliver(*to, from, request)), kSlowAnswer};
    case Misbehaviour::drop_after_accept: deliver(*to, from, request); return Reply::drop(Milliseconds{0});
    case Misbehaviour::wrong_types: return json_response(200, {{"status", nullptr}, {"otp", {{"value", 123456}}}});
    case Misbehaviour::huge: return json_response(200, {{"status", "sent"}, {"otp", std::string(kHugeBytes, '1')}});
  }
  return sent(deliver(*to, from, request));
}

Reply Sandbox::verify_otp(const Request& request) {
  Parsed parsed = parse_body(request);
  if (parsed.refused) return *parsed.refused;
  std::string system_otp, user_otp;
  if (auto refused = take_text(parsed.fields, "systemOtp", system_otp)) return *refused;
  if (auto refused = take_text(parsed.fields, "userOtp", user_otp)) return *refused;
  const bool verified = same_text(system_otp, user_otp);
  return json_response(200, {{"status", verified ? "verified" : "failed"}, {"verified", verified}});
}

std::vector<SandboxMessage> Sandbox::messages() const {
  const std::lock_guard lock{mutex_};
  return {messages_.begin(), messages_.end()};
}

Response Sandbox::list_messages(const Request& request) const {
  const std::string number = wanted_number(request);
  Json list = Json::array();
  for (const SandboxMessage& message : messages()) {
    if (!number.empty() && message.to != number) continue;
    list.push_back({{"to", message.to},
                    {"from", message.from},
                    {"text", message.text},
                    {"code", message.code},
                    {"at", message.at}});
  }
  return json_response(200, list);
}

Response Sandbox::delete_messages(const Request& request) {
  const std::string number = wanted_number(request);
  const std::lock_guard lock{mutex_};
  std::erase_if(messages_, [&](const SandboxMessage& message) { return number.empty() || message.to == number; });
  return {204, {{"Cache-Control", "no-store"}}, ""};
}

void add_sandbox_routes(Router& router, std::shared_ptr<Sandbox> sandbox, const std::string& prefix) {
  const std::string feature = prefix + "/integrations/custom-feature";
  router.add({"POST", feature + "/send-otp-sms", Cors::any_origin,
              [sandbox](const Request& request, Respond respond) { respond(sandbox->send_otp(request)); }});
  router.add({"POST", feature + "/verify-user-otp", Cors::any_origin,
              [sandbox](const Request& request, Respond respond) { respond(sandbox->verify_otp(request)); }});
  router.add({"GET", prefix + "/messages", Cors::any_origin,
              [sandbox](const Request& request, Respond respond) { respond(sandbox->list_messages(request)); }});
  router.add({"DELETE", prefix + "/messages", Cors::any_origin,
              [sandbox](const Request& request, Respond respond) { respond(sandbox->delete_messages(request)); }});
}

}  // namespace ringback::relay
