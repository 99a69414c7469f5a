// What the visitor can do now, and the sentence beside the input.
#include <algorithm>

#include "chat/chat.hpp"

namespace ringback::chat {
namespace {

using flow::Notice;
using flow::Refusal;

std::string_view problem_name(api::Problem problem) {
  switch (problem) {
    case api::Problem::offline: return "problem.offline";
    case api::Problem::timeout: return "problem.timeout";
    case api::Problem::unreachable: return "problem.unreachable";
    case api::Problem::rate_limited: return "problem.rate_limited";
    case api::Problem::server_error: return "problem.server_error";
    case api::Problem::not_json: return "problem.not_json";
    case api::Problem::too_large: return "problem.too_large";
    case api::Problem::misconfigured: return "problem.misconfigured";
    case api::Problem::interrupted: return "problem.interrupted";
    case api::Problem::invalid_number: return "refused.invalid_phone";
    case api::Problem::country_not_allowed: return "refused.country_not_allowed";
    case api::Problem::code_expired: return "expired";
    case api::Problem::locked: return "problem.locked";
    case api::Problem::send_unknown: return "problem.send_unknown";
    case api::Problem::unexpected:
    case api::Problem::none: break;
  }
  return "problem.unexpected";
}

Composer::Kind kind_of(flow::InputKind kind) {
  switch (kind) {
    case flow::InputKind::phone: return Composer::Kind::phone;
    case flow::InputKind::otp: return Composer::Kind::code;
    case flow::InputKind::text: return Composer::Kind::text;
    case flow::InputKind::email: return Composer::Kind::email;
    case flow::InputKind::number: return Composer::Kind::number;
    case flow::InputKind::choice: return Composer::Kind::choice;
  }
  return Composer::Kind::none;
}

// 5 rather than 5.0.
std::string limit_text(std::optional<double> limit) {
  if (!limit) return {};
  const bool whole =
      *limit > -1e15 && *limit < 1e15 && *limit == static_cast<double>(static_cast<std::int64_t>(*limit));
  return text_of(whole ? Json(static_cast<std::int64_t>(*limit)) : Json(*limit));
}

// When the whole seconds that are left become one less.
std::optional<Instant> next_tick(std::optional<Instant> at, Instant now) {
  const int seconds = Chat::seconds_until(at, now);
  if (seconds == 0) return std::nullopt;
  return *at - Milliseconds{1'000} * (seconds - 1);
}

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

int Chat::seconds_until(std::optional<Instant> at, Instant now) {
  if (!at || *at <= now) return 0;
  const std::int64_t seconds = ((*at - now).count() + 999) / 1'000;
  return static_cast<int>(std::min<std::int64_t>(seconds, 359'999));
}

std::string Chat::time_text(int seconds) {
  if (seconds < 60) return std::to_string(seconds) + " s";
  const auto two_digits = [](int count) { return (count < 10 ? ":0" : ":") + std::to_string(count); };
  const int minutes = seconds / 60;
  if (minutes < 60) return std::to_string(minutes) + two_digits(seconds % 60);
  return std::to_string(minutes / 60) + two_digits(minutes % 60) + two_digits(seconds % 60);
}

std::optional<Instant> Chat::next_deadline(Instant now) const {
  std::optional<Instant> deadline =
      earlier(engine_.next_deadline(), relay_ ? relay_->next_deadline() : client_.next_deadline());
  if (conversation_.composer.can_resend) {
    deadline = earlier(deadline, next_tick(conversation_.composer.resend_at, now));
  }
  return earlier(deadline, next_tick(conversation_.alert_counts_down_to, now));
}

void Chat::update_conversation(Instant now, Effects& effects) {
  if (!engine_.started()) return;
  const flow::Position position = engine_.position();
  Composer composer;
  std::optional<Instant> counts_down_to;
  std::optional<flow::EndOutcome> outcome;
  if (const auto* at = std::get_if<flow::AtInput>(&position)) {
    composer = composer_at(*at);
    composer.alert = alert_text(*at->input, now);
    const Notice& notice = engine_.notice();
    const bool of_code = notice.kind == Notice::Kind::wrong_code || notice.kind == Notice::Kind::expired;
    composer.invalid = notice.kind == Notice::Kind::refused || (of_code && at->input->kind == flow::InputKind::otp);
    if (notice.kind == Notice::Kind::problem) {
      counts_down_to = notice.retry_at;
      composer.keeps_typed = notice.problem != api::Problem::locked;
    }
  } else if (const auto* waiting = std::get_if<flow::AwaitingRetry>(&position)) {
    composer.kind = Composer::Kind::retry;
    composer.can_change_number = waiting->can_change;
    counts_down_to = waiting->retry_at;
    if (seconds_until(counts_down_to, now) > 0) composer.alert = problem_text(waiting->problem, waiting->retry_at, now);
  } else if (const auto* over = std::get_if<flow::Over>(&position)) {
    outcome = over->outcome;
    if (over->outcome == flow::EndOutcome::failed) composer.kind = Composer::Kind::restart;
  }
  if (seconds_until(counts_down_to, now) == 0) counts_down_to.reset();

  const bool busy = std::holds_alternative<flow::Busy>(position);
  const int resend_seconds = composer.can_resend ? seconds_until(composer.resend_at, now) : 0;
  std::string title = engine_.render(flow_->title);
  effects.changed = effects.changed || composer != conversation_.composer || busy != conversation_.busy ||
                    outcome != conversation_.outcome || counts_down_to != conversation_.alert_counts_down_to ||
                    resend_seconds != shown_resend_seconds_ || title != conversation_.title;
  conversation_.composer = std::move(composer);
  conversation_.busy = busy;
  conversation_.outcome = outcome;
  conversation_.alert_counts_down_to = counts_down_to;
  conversation_.title = std::move(title);
  shown_resend_seconds_ = resend_seconds;
}

Composer Chat::composer_at(const flow::AtInput& at) const {
  const flow::InputNode& input = *at.input;
  Composer composer;
  composer.kind = kind_of(input.kind);
  composer.node = at.node;
  if (input.text) composer.prompt = engine_.render(*input.text);
  if (input.consent) composer.consent = engine_.render(*input.consent);
  if (input.kind == flow::InputKind::otp) composer.code_length = input.length;
  for (const flow::Choice& choice : input.choices) composer.choices.push_back(engine_.render(choice.label));
  composer.countries = input.countries;
  composer.default_country = input.default_country.value_or("");
  composer.initial_text = at.kept_text;
  composer.can_resend = input.resend.has_value();
  if (composer.can_resend && Chat::seconds_until(at.resend_at, now_) > 0) composer.resend_at = at.resend_at;
  composer.can_change_number = input.change.has_value();
  return composer;
}

std::string Chat::alert_text(const flow::InputNode& input, Instant now) const {
  const Notice& notice = engine_.notice();
  const Phrasebook& phrases = options_.phrasebook;
  switch (notice.kind) {
    case Notice::Kind::none: break;
    case Notice::Kind::refused: return refusal_text(input, notice.refusal);
    case Notice::Kind::expired: return phrases.say("expired");
    case Notice::Kind::problem:
      if (notice.retry_at && *notice.retry_at <= now) break;  // nothing to wait for any more
      return problem_text(notice.problem, notice.retry_at, now);
    case Notice::Kind::wrong_code: {
      std::string text = phrases.say("wrong_code");
      if (notice.attempts_left.value_or(0) > 0) text += " " + phrases.say_count("attempts_left", *notice.attempts_left);
      return text;
    }
  }
  return {};
}

std::string Chat::refusal_text(const flow::InputNode& input, Refusal reason) const {
  const Phrasebook& phrases = options_.phrasebook;
  if (input.kind == flow::InputKind::otp) {
    return phrases.say("refused.code_length", {{"length", std::to_string(input.length)}});
  }
  const bool phone = input.kind == flow::InputKind::phone;
  switch (reason) {
    case Refusal::none: break;
    case Refusal::empty: return phrases.say(phone ? "refused.phone_empty" : "refused.empty");
    case Refusal::too_short:
      if (phone && !refused_country_.empty())
        return phrases.say("refused.phone_too_short", {{"country", refused_country_}});
      return phrases.say("refused.too_short");
    case Refusal::too_long:
      if (phone && !refused_country_.empty())
        return phrases.say("refused.phone_too_long", {{"country", refused_country_}});
      return phrases.say("refused.too_long");
    case Refusal::not_a_number: return phrases.say("refused.not_a_number");
    case Refusal::not_an_email: return phrases.say("refused.not_an_email");
    case Refusal::pattern: return phrases.say("refused.pattern");
    case Refusal::below_min: return phrases.say("refused.below_min", {{"limit", limit_text(input.min)}});
    case Refusal::above_max: return phrases.say("refused.above_max", {{"limit", limit_text(input.max)}});
    case Refusal::invalid_phone: return phrases.say("refused.invalid_phone");
    case Refusal::country_not_allowed: return phrases.say("refused.country_not_allowed");
    case Refusal::landline: return phrases.say("refused.landline");
    case Refusal::no_calling_code: return phrases.say("phone_hint");
  }
  return {};
}

// A rate limit or a lock with its countdown while there is one to wait for.
std::string Chat::problem_text(api::Problem problem, std::optional<Instant> retry_at, Instant now) const {
  const int seconds = seconds_until(retry_at, now);
  if (seconds > 0) {
    const Phrasebook::Argument time{"time", time_text(seconds)};
    if (problem == api::Problem::rate_limited) return options_.phrasebook.say("problem.rate_limited_until", {time});
    if (problem == api::Problem::locked) return options_.phrasebook.say("problem.locked_until", {time});
  }
  return options_.phrasebook.say(problem_name(problem));
}

}  // namespace ringback::chat
