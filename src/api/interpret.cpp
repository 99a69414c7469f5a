// What an answer means. How a request is made: build_request.cpp.
#include <algorithm>

#include "api/call.hpp"
#include "base/ascii.hpp"

namespace ringback::api {
namespace {

bool reads_body(const Definition& definition) {
  bool reads = definition.success.has_value();
  for (const SaveRule& rule : definition.save) reads = reads || rule.source == SaveRule::Source::body;
  return reads;
}

Json json_of(const Headers& headers) {
  Json::object_t object;
  for (const Header& header : headers) {
    std::string name;
    for (const char c : header.name) name.push_back(lower(c));
    std::string_view value = header.value;
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    // A repeated header is one list (RFC 9110 section 5.3).
    const auto [at, added] = object.try_emplace(std::move(name), std::string{value});
    if (!added) at->second = Json(text_of(at->second) + ", " + std::string{value});
  }
  return Json(std::move(object));
}

// The value that a rule saves; nothing when the answer doesn't have it, which null says too.
std::optional<Json> value_of(const SaveRule& rule, const HttpResponse& response, const Json* body) {
  if (rule.source == SaveRule::Source::status) return Json(response.status);
  if (rule.source == SaveRule::Source::headers) return json_of(response.headers);
  for (const std::string& pointer : rule.pointers) {
    const Json* found = body == nullptr ? nullptr : find_by_pointer(*body, pointer);
    if (found != nullptr && !found->is_null()) return *found;
  }
  return std::nullopt;
}

bool comparable(const Json& found, const Json& expected) {
  return found.type() == expected.type() || (found.is_number() && expected.is_number()) || found.is_null() ||
         expected.is_null();
}

// Answers and pages can hold anything, so only the status and where one looked are told.
std::string http(int status) { return "HTTP " + std::to_string(status); }

CallResult interpret_success(const Definition& definition, const HttpResponse& response, const Json* body) {
  CallResult result;
  result.outcome = Outcome::success;
  if (definition.success) {
    const Json* found = find_by_pointer(*body, definition.success->pointer);
    if (found != nullptr && !comparable(*found, definition.success->equals)) {
      return failed_with(Problem::unexpected, http(response.status) + ", the value at \"" +
                                                  definition.success->pointer + "\" has another type than expected");
    }
    if (found == nullptr || *found != definition.success->equals) result.outcome = Outcome::failure;
  }
  for (const SaveRule& rule : definition.save) {
    std::optional<Json> value = value_of(rule, response, body);
    if (value) {
      result.saved.emplace_back(rule.attribute, std::move(*value));
    } else if (result.outcome == Outcome::success) {
      return failed_with(Problem::unexpected, http(response.status) + ", nothing at \"" +
                                                  (rule.pointers.empty() ? "" : rule.pointers.front()) + "\" for " +
                                                  rule.document_pointer);
    }
  }
  return result;
}

bool fits(const ProblemRule& rule, const HttpResponse& response, const Json* body) {
  if (rule.source == ProblemRule::Source::status) return rule.equals == response.status;
  const Json* found = body == nullptr ? nullptr : find_by_pointer(*body, rule.pointer);
  return found != nullptr && *found == rule.equals;
}

Problem problem_of(const std::vector<ProblemRule>& rules, const HttpResponse& response, const Json* body) {
  for (const ProblemRule& rule : rules) {
    if (fits(rule, response, body)) return rule.problem;
  }
  return Problem::none;
}

CallResult interpret_response(const Definition& definition, const HttpResponse& response) {
  if (response.body.size() > kMaximumAnswerBytes) {
    return failed_with(Problem::too_large, http(response.status) + ", " + std::to_string(response.body.size()) +
                                               " bytes, at most " + std::to_string(kMaximumAnswerBytes) + " are read");
  }
  const bool body_needed = reads_body(definition);
  std::variant<Json, JsonSyntaxError> parsed = JsonSyntaxError{};
  if (body_needed || !definition.problems.empty()) parsed = parse_json(response.body);
  const Json* body = std::get_if<Json>(&parsed);
  Problem problem = problem_of(definition.problems, response, body);
  if (problem == Problem::none) problem = problem_of_status(response.status);
  if (problem != Problem::none) {
    CallResult result = failed_with(problem, http(response.status));
    if (response.status == 429 || response.status == 503) result.retry_after = retry_after_of(response.headers);
    // A form that did what it was asked to leads elsewhere too.
    if (response.status >= 300 && response.status < 400) result.arrival = Arrival::unknown;
    return result;
  }
  const bool says_no = response.status >= 400;
  if (!says_no) {
    if (body_needed && body == nullptr) {
      return failed_with(Problem::not_json, http(response.status) + ", the body isn't JSON from byte " +
                                                std::to_string(std::get_if<JsonSyntaxError>(&parsed)->offset) + " on");
    }
    return interpret_success(definition, response, body);
  }
  CallResult result;
  result.outcome = Outcome::failure;
  result.detail = http(response.status);
  for (const SaveRule& rule : definition.save) {
    if (std::optional<Json> value = value_of(rule, response, body)) {
      result.saved.emplace_back(rule.attribute, std::move(*value));
    }
  }
  return result;
}

}  // namespace

Problem problem_of(TransportError error) {
  switch (error) {
    case TransportError::timeout: return Problem::timeout;
    case TransportError::unreachable:
    case TransportError::not_sent: return Problem::unreachable;
    case TransportError::offline: return Problem::offline;
    case TransportError::too_large: return Problem::too_large;
  }
  return Problem::unreachable;
}

Problem problem_of_status(int status) {
  switch (status) {
    case 401:
    case 403:
    case 404:
    case 405: return Problem::misconfigured;
    case 408: return Problem::timeout;
    case 429: return Problem::rate_limited;
    default: break;
  }
  if (status >= 200 && status < 300) return Problem::none;
  if (status >= 300 && status < 400) return Problem::misconfigured;
  if (status >= 400 && status < 500) return Problem::none;
  return status >= 500 && status < 600 ? Problem::server_error : Problem::unexpected;
}

std::optional<Milliseconds> retry_after_of(const Headers& headers) {
  constexpr std::int64_t kLongest = 86'400;
  const std::optional<std::string_view> header = find_header(headers, "Retry-After");
  if (!header) return std::nullopt;
  std::string_view digits = *header;
  while (!digits.empty() && digits.front() == ' ') digits.remove_prefix(1);
  while (!digits.empty() && digits.back() == ' ') digits.remove_suffix(1);
  if (digits.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    seconds = std::min(seconds * 10 + (c - '0'), kLongest);
  }
  return Milliseconds{seconds * 1'000};
}

CallResult failed_with(Problem problem, std::string detail) {
  CallResult result;
  result.outcome = Outcome::error;
  result.problem = problem;
  result.detail = std::move(detail);
  return result;
}

CallResult interpret(const Definition& definition, const HttpAnswer& answer) {
  if (const auto* response = std::get_if<HttpResponse>(&answer)) return interpret_response(definition, *response);
  const TransportError error = *std::get_if<TransportError>(&answer);
  static constexpr const char* kDetails[] = {"no answer in time", "no connection, or refused by CORS",
                                             "no connection, so nothing was sent", "offline",
                                             "the answer was too large"};
  CallResult result = failed_with(problem_of(error), kDetails[static_cast<std::size_t>(error)]);
  if (error == TransportError::not_sent) result.arrival = Arrival::never;
  return result;
}

Arrival arrival_of(const CallResult& result) {
  if (result.arrival != Arrival::as_the_problem_says) return result.arrival;
  const bool unknown = result.outcome == Outcome::error &&
                       (result.problem == Problem::timeout || result.problem == Problem::unreachable ||
                        result.problem == Problem::interrupted);
  return unknown ? Arrival::unknown : Arrival::answered;
}

bool may_retry(Role role, Problem problem) {
  if (role == Role::send) return false;
  return problem == Problem::timeout || problem == Problem::unreachable || problem == Problem::server_error;
}

}  // namespace ringback::api
