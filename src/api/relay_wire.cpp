#include "api/relay_wire.hpp"

#include <algorithm>

#include "api/url.hpp"

namespace ringback::api {
namespace {

constexpr std::int64_t kLongestPauseSeconds = 86'400;
constexpr Milliseconds kLeastPause{1'000};  // between two questions whether a call is through

using Kind = RelayAnswer::Kind;

struct ProblemType {
  std::string_view name;  // the last part of its "type"
  Kind kind;
  Problem problem;
};

constexpr ProblemType kProblemTypes[] = {
    {"rate-limited", Kind::result, Problem::rate_limited},
    {"expired", Kind::result, Problem::code_expired},
    {"locked", Kind::result, Problem::locked},
    {"country-not-allowed", Kind::result, Problem::country_not_allowed},
    {"invalid-number", Kind::result, Problem::invalid_number},
    {"send-unknown", Kind::result, Problem::send_unknown},
    {"session-unknown", Kind::session_unknown, Problem::misconfigured},
    {"in-progress", Kind::in_progress, Problem::timeout},
    {"store-unavailable", Kind::result, Problem::server_error},
    {"upstream", Kind::result, Problem::server_error},
    {"upstream-timeout", Kind::result, Problem::timeout},
    {"upstream-unreachable", Kind::result, Problem::unreachable},
    {"upstream-rate-limited", Kind::result, Problem::rate_limited},
    {"upstream-not-json", Kind::result, Problem::not_json},
    {"upstream-too-large", Kind::result, Problem::too_large},
    {"upstream-unexpected", Kind::result, Problem::unexpected},
    {"upstream-misconfigured", Kind::result, Problem::misconfigured},
    {"call-missing", Kind::result, Problem::misconfigured},
    {"bad-request", Kind::result, Problem::misconfigured},
    {"not-found", Kind::result, Problem::misconfigured},
    {"origin-not-allowed", Kind::result, Problem::misconfigured},
};

std::string answered_http(int status) { return "the relay answered HTTP " + std::to_string(status); }

const Json* member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

// Whole seconds, upwards; nothing for what isn't a number of them.
std::optional<Milliseconds> seconds_at(const Json& object, const char* key) {
  const Json* value = member(object, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double seconds = value->get<double>();
  if (!(seconds >= 0)) return std::nullopt;
  const double bounded = std::min(seconds, static_cast<double>(kLongestPauseSeconds));
  auto whole = static_cast<std::int64_t>(bounded);
  if (static_cast<double>(whole) < bounded) ++whole;
  return Milliseconds{whole * 1'000};
}

const ProblemType* problem_type(const Json& body) {
  const Json* type = member(body, "type");
  const auto* text = type == nullptr ? nullptr : type->get_ptr<const Json::string_t*>();
  if (text == nullptr) return nullptr;
  const std::string_view name = std::string_view{*text}.substr(text->rfind('/') + 1);  // npos + 1 is 0
  for (const ProblemType& each : kProblemTypes) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

RelayAnswer answered(CallResult result) {
  result.arrival = Arrival::answered;
  return {Kind::result, std::move(result)};
}

RelayAnswer unusable(const std::string& detail) { return answered(failed_with(Problem::unexpected, detail)); }

RelayAnswer interpret_problem(const HttpResponse& response, const Json& body) {
  const ProblemType* type = problem_type(body);
  if (type == nullptr) {
    Problem problem = problem_of_status(response.status);
    // The relay says no by a 200: a 4xx without a type that is known isn't a word about the code or the number.
    if (problem == Problem::none) problem = Problem::unexpected;
    CallResult result = failed_with(problem, answered_http(response.status));
    result.retry_after = retry_after_of(response.headers);
    // Perhaps of a proxy in front of the relay, so that nobody knows what the relay did.
    const bool lost = response.status == 408 || response.status >= 500;
    result.arrival = lost ? Arrival::unknown : Arrival::answered;
    return {lost ? Kind::lost : Kind::result, std::move(result)};
  }
  CallResult result = failed_with(type->problem, answered_http(response.status) + ", " + std::string{type->name});
  result.retry_after = retry_after_of(response.headers);
  if (!result.retry_after) result.retry_after = seconds_at(body, "retry_after");  // a header may be hidden by CORS
  result.arrival = type->kind == Kind::in_progress         ? Arrival::unknown
                   : type->problem == Problem::unreachable ? Arrival::never  // the relay knows that no message was sent
                                                           : Arrival::answered;
  const Milliseconds pause = std::max(result.retry_after.value_or(kLeastPause), kLeastPause);
  return {type->kind, std::move(result), pause};
}

RelayAnswer interpret_yes_or_no(const AttributeDeclarations& declared, const HttpResponse& response, const Json& body) {
  CallResult result;
  const Json* outcome = member(body, "outcome");
  if (outcome != nullptr && *outcome == Json("success")) {
    result.outcome = Outcome::success;
  } else if (outcome != nullptr && *outcome == Json("failure")) {
    result.outcome = Outcome::failure;
  } else {
    return unusable(answered_http(response.status) + " without an outcome");
  }
  if (const Json* attributes = member(body, "attributes")) {
    const auto* members = attributes->get_ptr<const Json::object_t*>();
    if (members == nullptr) return unusable(answered_http(response.status) + ", its attributes aren't an object");
    for (const auto& [name, value] : *members) {
      const auto declaration = declared.find(name);
      if (declaration == declared.end() || declaration->second.visibility == Visibility::private_only) {
        return unusable(answered_http(response.status) + " with an attribute that isn't this page's");
      }
      result.saved.emplace_back(name, value);
    }
  }
  if (const Json* left = member(body, "attempts_left")) {
    const auto* count = left->get_ptr<const Json::number_integer_t*>();
    if (count == nullptr || *count < 0 || *count > 1'000'000) {
      return unusable(answered_http(response.status) + ", its attempts_left isn't a count");
    }
    result.attempts_left = static_cast<int>(*count);
  }
  if (const Json* proof = member(body, "proof")) {
    const auto* text = proof->get_ptr<const Json::string_t*>();
    if (text == nullptr || text->empty() || text->size() > kMaximumProofBytes) {
      return unusable(answered_http(response.status) + ", its proof isn't a token");
    }
    result.proof = *text;
  }
  if (member(body, "resend_after") != nullptr) {
    result.resend_after = seconds_at(body, "resend_after");
    if (!result.resend_after)
      return unusable(answered_http(response.status) + ", its resend_after isn't a time in seconds");
  }
  return answered(std::move(result));
}

// What both requests share: what came as JSON, or what it means that it didn't.
RelayAnswer read_answer(const HttpAnswer& answer, Json& body) {
  const auto* response = std::get_if<HttpResponse>(&answer);
  if (response == nullptr) {
    const TransportError error = *std::get_if<TransportError>(&answer);
    CallResult result = failed_with(problem_of(error), "no answer of the relay");
    if (error == TransportError::too_large) return answered(std::move(result));
    result.arrival = Arrival::unknown;
    return {Kind::lost, std::move(result)};
  }
  if (response->body.size() > kMaximumAnswerBytes) {
    return answered(failed_with(Problem::too_large, answered_http(response->status) + " with too much"));
  }
  auto parsed = parse_json(response->body);
  Json* value = std::get_if<Json>(&parsed);
  const bool success = response->status >= 200 && response->status < 300;
  if (value == nullptr && success) {
    return answered(failed_with(Problem::not_json, answered_http(response->status) + " with what isn't JSON"));
  }
  if (value != nullptr) body = std::move(*value);
  if (!success) return interpret_problem(*response, body);
  RelayAnswer good;
  good.result.outcome = Outcome::success;
  return good;
}

HttpRequest post(std::string url, const Json& body) {
  return {"POST", std::move(url), {{"Content-Type", "application/json"}}, dump_json(body)};
}

}  // namespace

HttpRequest session_request(const Relay& relay) {
  return post(relay.url + "/sessions", Json(Json::object_t{{"flow", Json(relay.flow)}}));
}

bool is_session_token(std::string_view text) {
  const auto visible = [](char c) { return c > ' ' && c <= '~'; };
  return !text.empty() && text.size() <= kMaximumSessionBytes && std::all_of(text.begin(), text.end(), visible);
}

std::variant<Secret, CallResult> interpret_session(const HttpAnswer& answer) {
  Json body;
  RelayAnswer read = read_answer(answer, body);
  if (read.result.outcome == Outcome::error) return std::move(read.result);
  // When it ends, the relay says so itself; what is left of it after a reload isn't known here.
  const Json* token = member(body, "session");
  const auto* text = token == nullptr ? nullptr : token->get_ptr<const Json::string_t*>();
  if (text == nullptr || !is_session_token(*text)) {
    return failed_with(Problem::unexpected, "the relay opened a session without a token");
  }
  return Secret{*text};
}

Result<HttpRequest> relay_request(const Relay& relay, const Definition& definition, const Secret& session,
                                  const std::string& idempotency_key, const Json& attributes) {
  HttpRequest request =
      post(relay.url + "/apis/" + percent_encode(definition.id), Json(Json::object_t{{"attributes", attributes}}));
  request.headers.push_back({"Authorization", "Bearer " + std::string{session.reveal()}});
  request.headers.push_back({"Idempotency-Key", idempotency_key});
  if (request.body.size() > kMaximumBodyBytes) {
    return Error{"API " + definition.id + ": its attributes would have " + std::to_string(request.body.size()) +
                 " bytes, at most " + std::to_string(kMaximumBodyBytes) + " are sent"};
  }
  return request;
}

RelayAnswer interpret_relay(const AttributeDeclarations& declared, const HttpAnswer& answer) {
  Json body;
  RelayAnswer read = read_answer(answer, body);
  if (read.result.outcome == Outcome::error) return read;
  return interpret_yes_or_no(declared, *std::get_if<HttpResponse>(&answer), body);
}

}  // namespace ringback::api
