#include "relay/call.hpp"

#include <utility>

#include "base/hex.hpp"
#include "flow/references.hpp"
#include "flow/value_types.hpp"
#include "relay/digest.hpp"
#include "relay/store_keys.hpp"
#include "relay/upstream_problem.hpp"

namespace ringback::relay {
namespace {

constexpr Milliseconds kLookAgain{150};
constexpr std::size_t kMaximumValueBytes = 8 * 1024;

}  // namespace

std::string_view name_of(api::Role role) {
  return role == api::Role::send ? "send" : role == api::Role::verify ? "verify" : "other";
}

Call::Call(std::shared_ptr<const CallsContext> context, Asked asked, Respond respond)
    : context_{std::move(context)}, asked_{std::move(asked)}, respond_{std::move(respond)} {
  context_->ports.metrics->under_way(1);
}

Call::~Call() { context_->ports.metrics->under_way(-1); }

void Call::start() {
  started_ = context_->ports.now();
  find_flow();
}

void Call::transact(std::vector<std::string> keys, std::function<Change(const Store::Records&)> decide,
                    std::function<void()> after) {
  context_->ports.store->transact(
      std::move(keys), std::move(decide), [self = shared_from_this(), after = std::move(after)](Committed committed) {
        if (self->told_) return;
        if (committed == Committed::unavailable) return self->tell_store_trouble();
        if (committed == Committed::at_limit) {
          return self->tell(Problem{ProblemType::rate_limited, "This relay has sent all it may send today.",
                                    until_next_day(self->context_->ports.now())});
        }
        after();
      });
}

void Call::tell_store_trouble() {
  context_->ports.metrics->store_failure();
  const bool may_have_sent = asked_api_ && definition_->role == api::Role::send && sent_by(result_) != Sent::no;
  if (!may_have_sent) return tell(store_trouble());
  context_->ports.metrics->message(country());
  tell({ProblemType::send_unknown, "A message may have been sent, and the relay couldn't keep its code."});
}

void Call::find_flow() {
  transact(
      keys_of(session_key(asked_.token)),
      [this, self = shared_from_this()](const Store::Records& records) {
        session_ = held_as<SessionRecord>(records[0]);
        return Change{};
      },
      [this] {
        flow_ = session_ ? context_->options.flow_of_session(session_->flow) : nullptr;
        if (!flow_) return tell({ProblemType::session_unknown, "This session ended, or never was. Open another."});
        const auto found = flow_->flow->apis.find(asked_.api);
        if (found == flow_->flow->apis.end())
          return tell({ProblemType::not_found, "The session's flow has no such API."});
        definition_ = &found->second;
        if (auto refused = check_attributes()) return tell(*refused);
        fingerprint_ = hex_of(sha256(asked_.api + "\n" + dump_json(asked_.attributes)));
        switch (definition_->role) {
          case api::Role::send:
            if (auto refused = check_number()) return tell(*refused);
            return begin_send();
          case api::Role::verify:
            if (auto refused = check_code()) return tell(*refused);
            return begin_verify();
          case api::Role::other: return begin_other();
        }
      });
}

// A name comes back only when the flow declares it: what isn't declared may be anything.
std::optional<Problem> Call::check_attributes() {
  for (const auto& [name, value] : asked_.attributes.items()) {
    const auto declared = flow_->flow->attributes.find(name);
    if (declared == flow_->flow->attributes.end()) {
      return Problem{ProblemType::bad_request, "\"attributes\" holds a name that the flow doesn't declare."};
    }
    if (declared->second.visibility == Visibility::private_only) {
      return Problem{ProblemType::bad_request, "The attribute \"" + name + "\" is private: only the relay sets it."};
    }
    if (value.is_null()) continue;
    if (!flow::fits(declared->second.type, value)) {
      const bool number = declared->second.type == AttributeType::phone;
      return Problem{number ? ProblemType::invalid_number : ProblemType::bad_request,
                     "The attribute \"" + name + "\" holds a value of another type than the flow declares."};
    }
    if (dump_json(value).size() > kMaximumValueBytes) {
      return Problem{ProblemType::bad_request, "The attribute \"" + name + "\" is too large."};
    }
  }
  return std::nullopt;
}

// One that isn't there can't be right, so it neither costs an attempt nor the API's time.
std::optional<Problem> Call::check_code() const {
  for (const std::string& name : flow::references_of(*definition_)) {
    if (!flow_->codes.contains(name)) continue;
    const auto given = asked_.attributes.find(name);
    if (given != asked_.attributes.end() && !given->is_null() && !text_of(*given).empty()) continue;
    return Problem{ProblemType::bad_request, "Expected the code in the attribute \"" + name + "\"."};
  }
  return std::nullopt;
}

std::optional<Problem> Call::check_order(const SessionRecord& session) const {
  for (const std::string& before : definition_->after) {
    const auto found = session.passed.find(before);
    if (found != session.passed.end() && (found->second.empty() || found->second == number_)) continue;
    return Problem{ProblemType::call_missing, "In this session \"" + before + "\" has to succeed first" +
                                                  (found == session.passed.end() ? "." : ", for this number.")};
  }
  return std::nullopt;
}

void Call::pass(SessionRecord& session) const {
  if (flow_->awaited.contains(asked_.api)) {
    session.passed.insert_or_assign(asked_.api, is_about_the_number() ? number_ : "");
  }
}

bool Call::is_about_the_number() const {
  return definition_->role != api::Role::other || flow::references_of(*definition_).contains(flow_->phone);
}

std::optional<E164> Call::claimed_number() const {
  const Json* claimed =
      flow_->phone.empty() ? nullptr : find_by_pointer(asked_.attributes, pointer_to("", flow_->phone));
  return claimed ? E164::parse(text_of(*claimed)) : std::nullopt;
}

KeyRecord Call::taken_key() const {
  KeyRecord key;
  key.fingerprint = fingerprint_;
  key.until = context_->ports.now() + longest_call(*definition_, flow_->limits) + kLeaseMargin;
  return key;
}

Call::Earlier Call::deal_with_earlier(const std::optional<KeyRecord>& before) {
  if (!before) return Earlier::none;
  if (before->fingerprint != fingerprint_) {
    tell({ProblemType::bad_request, "This Idempotency-Key belongs to another request."});
  } else if (before->answered) {
    Response again{before->status, {}, before->body};
    const bool good = before->status == 200;
    again.headers = {{"Content-Type", good ? "application/json" : "application/problem+json"},
                     {"Cache-Control", "no-store"}};
    if (!before->retry_after.empty()) again.headers.push_back({"Retry-After", before->retry_after});
    note("repeated");
    tell(std::move(again));
  } else if (context_->ports.now() < before->until) {
    context_->ports.after(kLookAgain, [self = shared_from_this()] {
      if (self->definition_->role == api::Role::send) return self->begin_send();
      self->begin_verify();
    });
  } else if (definition_->role == api::Role::send) {
    tell({ProblemType::send_unknown, detail_of(ProblemType::send_unknown)});
  } else {
    return Earlier::none;  // a check that nobody answered may be made again, as another attempt
  }
  return Earlier::answered;
}

void Call::note(std::string_view outcome) const {
  if (!definition_) return;
  context_->ports.metrics->call(name_of(definition_->role), outcome);
  if (!context_->ports.log) return;
  const auto number = E164::parse(number_);
  const std::string masked = number ? number->masked() : "";
  context_->ports.log("call", {{"flow", flow_->id},
                               {"api", asked_.api},
                               {"role", name_of(definition_->role)},
                               {"outcome", outcome},
                               {"number", masked},
                               {"ms", (context_->ports.now() - started_).count()}});
}

// A label, for numbers of no country too.
std::string Call::country() const {
  const auto number = E164::parse(number_);
  std::string region = number ? context_->ports.numbering.region(*number) : "";
  return region.empty() ? "other" : region;
}

void Call::tell(const Problem& problem) {
  note(problem_name(problem.type));
  tell(relay::problem_response(problem));
}

void Call::tell(Response response) {
  if (told_) return;
  told_ = true;
  respond_(Reply{std::move(response)});
}

}  // namespace ringback::relay
