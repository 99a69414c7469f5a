// After an API was asked: what is kept of its answer, and what the browser is told.
#include <algorithm>
#include <utility>

#include "relay/call.hpp"
#include "relay/rules.hpp"
#include "relay/store_keys.hpp"
#include "relay/upstream_problem.hpp"

namespace ringback::relay {
namespace {

SavedValues saved_values(const api::CallResult& result) {
  SavedValues saved;
  for (const auto& [name, value] : result.saved) saved.insert_or_assign(name, Secret{dump_json(value)});
  return saved;
}

Response problem_response(const api::CallResult& result, api::Role role) {
  const ProblemType type = problem_of(result, role);
  return relay::problem_response({type, detail_of(type), result.retry_after});
}

void keep_answer(KeyRecord& key, const Response& response) {
  key.answered = true;
  key.status = response.status;
  key.body = response.body;
  key.retry_after = api::find_header(response.headers, "Retry-After").value_or("");
}

}  // namespace

void Call::finish(api::CallResult result) {
  result_ = std::move(result);
  if (result_.outcome == api::Outcome::error && context_->ports.log) {
    // What the API did, also for a send of which nobody knows whether it left.
    context_->ports.log("upstream", {{"flow", flow_->id},
                                     {"api", asked_.api},
                                     {"problem", problem_name(problem_of(result_, api::Role::other))},
                                     {"detail", result_.detail}});
  }
  switch (definition_->role) {
    case api::Role::send: return finish_send();
    case api::Role::verify: return finish_verify();
    case api::Role::other: return finish_other();
  }
}

void Call::finish_send() {
  const Sent sent = sent_by(result_);
  auto keys = keys_of(session_key(asked_.token), request_key(asked_.token, asked_.key), number_key(number_));
  if (sent == Sent::no) keys.push_back(range_key(number_));
  const auto response = std::make_shared<Response>();
  transact(
      std::move(keys),
      [this, self = shared_from_this(), sent, response](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        SessionRecord session = copy_of<SessionRecord>(records[0]).value_or(*session_);
        NumberRecord number = number_in(records[2], now);
        const std::string before = session.number;
        RangeRecord range = sent == Sent::no ? range_in(records[3], now) : RangeRecord{};
        relay::finish_send(session, number, range, number_, sent, {now, saved_values(result_)}, flow_->limits, began_,
                           now);
        if (session.number != before) session.saved_of_number.clear();
        if (result_.outcome == api::Outcome::success) {
          pass(session);
          hand_on(session);
        }
        if (result_.outcome == api::Outcome::error) {
          *response = problem_response(result_, api::Role::send);
        } else {
          // In whole seconds, rounded up: a countdown never ends too early.
          Json::object_t extra;
          extra.emplace("resend_after", (resend_after(number, now).count() + 999) / 1'000);
          *response = outcome_response(std::move(extra));
        }
        KeyRecord key = taken_key();
        keep_answer(key, *response);
        const Milliseconds life = std::max(session.ends - now, Milliseconds{1});
        auto writes = writes_of(Write{std::move(session), life}, Write{std::move(key), kKeyLife},
                                Write{std::move(number), kNumberLife});
        if (sent != Sent::no) return Change{std::move(writes), {}};
        writes.emplace_back(Write{range, kRangeLife});
        return Change{std::move(writes), Count{day_key(began_), 0, kDayLife, true}};
      },
      [this, sent, response] {
        if (sent != Sent::no) context_->ports.metrics->message(country());
        note(result_.outcome == api::Outcome::success   ? "success"
             : result_.outcome == api::Outcome::failure ? "failure"
                                                        : problem_name(problem_of(result_, api::Role::send)));
        tell(std::move(*response));
      });
}

void Call::finish_verify() {
  std::optional<std::string> proof;
  if (result_.outcome == api::Outcome::success) {
    const auto number = E164::parse(number_);
    auto made = context_->ports.signer->sign(*number, session_->issuer, session_->audience, context_->ports.now(),
                                             context_->ports.new_token());
    if (!made) return tell({ProblemType::internal, made.error().message});
    proof = *made;
  }
  auto keys = keys_of(session_key(asked_.token), request_key(asked_.token, asked_.key), number_key(number_));
  const bool right = result_.outcome == api::Outcome::success;
  if (right) keys.push_back(range_key(number_));
  const auto response = std::make_shared<Response>();
  transact(
      std::move(keys),
      [this, self = shared_from_this(), right, response, proof](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        SessionRecord session = copy_of<SessionRecord>(records[0]).value_or(*session_);
        NumberRecord number = number_in(records[2], now);
        RangeRecord range = right ? range_in(records[3], now) : RangeRecord{};
        const bool verified =
            relay::finish_verify(session, number, range, number_, result_.outcome, flow_->limits, now);
        if (verified) pass(session);
        if (number_ == session.number) hand_on(session);
        KeyRecord key = taken_key();
        if (result_.outcome == api::Outcome::error) {
          *response = problem_response(result_, api::Role::verify);
        } else if (right && !verified) {
          *response = relay::problem_response({ProblemType::expired, "This code was used already."});
        } else {
          Json::object_t extra;
          if (verified) {
            extra.emplace("proof", *proof);
          } else {
            extra.emplace("attempts_left", attempts_left(session, flow_->limits));
          }
          *response = outcome_response(std::move(extra));
        }
        keep_answer(key, *response);
        const Milliseconds life = std::max(session.ends - now, Milliseconds{1});
        // A check that got no answer may be made again under its key.
        Record kept_key = result_.outcome == api::Outcome::error ? Record{} : record_of(std::move(key));
        auto writes = writes_of(Write{std::move(session), life}, Write{std::move(kept_key), kKeyLife},
                                Write{std::move(number), kNumberLife});
        if (right) writes.emplace_back(Write{range, kRangeLife});
        return Change{std::move(writes), {}};
      },
      [this, right, response] {
        if (right && response->status == 200) context_->ports.metrics->verified(country());
        note(result_.outcome == api::Outcome::error ? problem_name(problem_of(result_, api::Role::verify))
             : response->status != 200              ? problem_name(ProblemType::expired)
             : right                                ? "success"
                                                    : "failure");
        tell(std::move(*response));
      });
}

void Call::hand_on(SessionRecord& session) const {
  for (const auto& [name, value] : result_.saved) {
    if (flow_->handed_on.contains(name)) session.saved_of_number.insert_or_assign(name, Secret{dump_json(value)});
  }
}

void Call::finish_other() {
  const bool passes = result_.outcome == api::Outcome::success && flow_->awaited.contains(asked_.api);
  if (result_.saved.empty() && !passes) return tell_result();
  transact(
      keys_of(session_key(asked_.token)),
      [this, self = shared_from_this(), passes](const Store::Records& records) {
        auto session = copy_of<SessionRecord>(records[0]);
        if (!session) return Change{};
        if (passes) pass(*session);
        for (auto& [name, value] : saved_values(result_)) session->saved.insert_or_assign(name, value);
        const Milliseconds life = std::max(session->ends - context_->ports.now(), Milliseconds{1});
        return Change{writes_of(Write{std::move(*session), life}), {}};
      },
      [this] { tell_result(); });
}

void Call::tell_result() {
  if (result_.outcome == api::Outcome::error) {
    note(problem_name(problem_of(result_, api::Role::other)));
    return tell(problem_response(result_, api::Role::other));
  }
  note(result_.outcome == api::Outcome::success ? "success" : "failure");
  tell(outcome_response({}));
}

// Built from what the flow lets the browser see, attribute by attribute.
Response Call::outcome_response(Json::object_t extra) const {
  Json::object_t shown;
  for (const auto& [name, value] : result_.saved) {
    const auto declared = flow_->flow->attributes.find(name);
    if (declared == flow_->flow->attributes.end()) continue;
    if (declared->second.visibility != Visibility::shared) continue;
    shown.insert_or_assign(name, value);
  }
  extra.insert_or_assign("outcome", result_.outcome == api::Outcome::success ? "success" : "failure");
  extra.insert_or_assign("attributes", std::move(shown));
  return json_response(200, Json(std::move(extra)));
}

}  // namespace ringback::relay
