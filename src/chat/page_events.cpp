#include "chat/page_events.hpp"

namespace ringback::chat {
namespace {

PageEvent event(const char* name, Json::object_t detail) { return {name, Json(std::move(detail))}; }

}  // namespace

std::string_view error_code(api::Problem problem) {
  switch (problem) {
    case api::Problem::misconfigured: return "config";
    case api::Problem::invalid_number: return "invalid_number";
    case api::Problem::country_not_allowed: return "country_not_allowed";
    case api::Problem::code_expired: return "expired";
    case api::Problem::locked: return "locked";
    case api::Problem::send_unknown: return "send_unknown";
    default: return "network";
  }
}

PageEvent message_event(Sender from, const std::string& text) {
  return event("message", {{"from", Json(from == Sender::bot ? "bot" : "visitor")}, {"text", Json(text)}});
}

PageEvent step_event(const flow::NodeId& node) { return event("step", {{"node", Json(node)}}); }

PageEvent sent_event() { return event("sent", {}); }

PageEvent rejected_event(std::optional<int> attempts_left) {
  return event("rejected", {{"attemptsLeft", attempts_left ? Json(*attempts_left) : Json()}});
}

PageEvent verified_event(const std::string& phone, const std::optional<std::string>& proof) {
  return event("verified", {{"phone", phone.empty() ? Json() : Json(phone)}, {"proof", proof ? Json(*proof) : Json()}});
}

PageEvent error_event(std::string_view code, const std::string& message, std::optional<Milliseconds> retry_after) {
  Json::object_t detail{{"code", Json(std::string(code))}, {"message", Json(message)}};
  if (retry_after) detail.emplace("retryAfter", Json((retry_after->count() + 999) / 1000));
  return event("error", std::move(detail));
}

}  // namespace ringback::chat
