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
  const ProblemType type = problem_of(result.problem, role);
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
  if (result.outcome == api::Outcome::error && context_->ports.log) {
    // What the API did, also for a send of which nobody knows whether it left.
    context_->ports.log("upstream", {{"flow", flow_->id},
                                     {"api", asked_.api},
                                     {"problem", problem_name(problem_of(result.problem, api::Role::other))},
                                     {"detail", result.detail}});
  }
  switch (definition_->role) {
    case api::Role::send: return finish_send(result);
    case api::Role::verify: return finish_verify(result);
    case api::Role::other: return finish_other(result);
  }
}

void Call::finish_send(const api::CallResult& result) {
  const auto response = std::make_shared<Response>();
  transact(
      {session_key(asked_.token), request_key(asked_.token, asked_.key), number_key(number_)},
      [this, self = shared_from_this(), response, result](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        SessionRecord session = copy_of<SessionRecord>(*records[0]).value_or(session_);
        NumberRecord number = number_in(*records[2], now);
        relay::finish_send(session, number, number_, sent_by(result), {now, saved_values(result)}, flow_->limits,
                           began_, now);
        if (result.outcome == api::Outcome::error) {
          *response = problem_response(result, api::Role::send);
        } else {
          // In whole seconds, rounded up: a countdown never ends too early.
          const auto seconds = (resend_after(number, now).count() + 999) / 1'000;
          *response = outcome_response(result, {{"resend_after", seconds}});
        }
        KeyRecord key = taken_key();
        keep_answer(key, *response);
        const Milliseconds life = std::max(session.ends - now, Milliseconds{1});
        return Change{{Write{session, life}, Write{key, kKeyLife}, Write{number, kNumberLife}}, {}};
      },
      [this, response, result] {
        note(result.outcome == api::Outcome::success   ? "success"
             : result.outcome == api::Outcome::failure ? "failure"
                                                       : problem_name(problem_of(result.problem, api::Role::send)));
        tell(*response);
      });
}

void Call::finish_verify(const api::CallResult& result) {
  std::optional<std::string> proof;
  if (result.outcome == api::Outcome::success) {
    const auto number = E164::parse(number_);
    auto made = context_->ports.signer->sign(*number, session_.issuer, session_.audience, context_->ports.now(),
                                             context_->ports.new_token());
    if (!made) return tell({ProblemType::internal, made.error().message});
    proof = *made;
  }
  const auto response = std::make_shared<Response>();
  transact(
      {session_key(asked_.token), request_key(asked_.token, asked_.key), number_key(number_)},
      [this, self = shared_from_this(), response, result, proof](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        SessionRecord session = copy_of<SessionRecord>(*records[0]).value_or(session_);
        NumberRecord number = number_in(*records[2], now);
        const bool verified = relay::finish_verify(session, number, number_, result.outcome, flow_->limits, now);
        KeyRecord key = taken_key();
        if (result.outcome == api::Outcome::error) {
          *response = problem_response(result, api::Role::verify);
        } else if (result.outcome == api::Outcome::success && !verified) {
          *response = relay::problem_response({ProblemType::expired, "This code was used already."});
        } else {
          Json extra = Json::object();
          if (verified) {
            extra["proof"] = *proof;
          } else {
            extra["attempts_left"] = attempts_left(session, flow_->limits);
          }
          *response = outcome_response(result, std::move(extra));
        }
        keep_answer(key, *response);
        const Milliseconds life = std::max(session.ends - now, Milliseconds{1});
        // A check that got no answer may be made again under its key.
        Record kept_key = result.outcome == api::Outcome::error ? Record{} : Record{std::move(key)};
        return Change{{Write{session, life}, Write{std::move(kept_key), kKeyLife}, Write{number, kNumberLife}}, {}};
      },
      [this, response, result] {
        note(result.outcome == api::Outcome::error     ? problem_name(problem_of(result.problem, api::Role::verify))
             : response->status != 200                 ? problem_name(ProblemType::expired)
             : result.outcome == api::Outcome::success ? "success"
                                                       : "failure");
        tell(*response);
      });
}

void Call::finish_other(const api::CallResult& result) {
  const auto tell_result = [this, result] {
    if (result.outcome == api::Outcome::error) {
      note(problem_name(problem_of(result.problem, api::Role::other)));
      return tell(problem_response(result, api::Role::other));
    }
    note(result.outcome == api::Outcome::success ? "success" : "failure");
    tell(outcome_response(result, Json::object()));
  };
  if (result.saved.empty()) return tell_result();
  transact(
      {session_key(asked_.token)},
      [this, self = shared_from_this(), result](const Store::Records& records) {
        auto session = copy_of<SessionRecord>(*records[0]);
        if (!session) return Change{};
        for (auto& [name, value] : saved_values(result)) session->saved.insert_or_assign(name, value);
        const Milliseconds life = std::max(session->ends - context_->ports.now(), Milliseconds{1});
        return Change{{Write{*session, life}}, {}};
      },
      tell_result);
}

// Built from what the flow lets the browser see, attribute by attribute.
Response Call::outcome_response(const api::CallResult& result, Json extra) const {
  Json shown = Json::object();
  for (const auto& [name, value] : result.saved) {
    const auto declared = flow_->flow->attributes.find(name);
    if (declared == flow_->flow->attributes.end()) continue;
    if (declared->second.visibility != Visibility::shared) continue;
    shown[name] = value;
  }
  Json body = std::move(extra);
  body["outcome"] = result.outcome == api::Outcome::success ? "success" : "failure";
  body["attributes"] = std::move(shown);
  return json_response(200, body);
}

}  // namespace ringback::relay
