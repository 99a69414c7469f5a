#include "relay/call.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "flow/value_types.hpp"
#include "relay/rules.hpp"
#include "relay/store_keys.hpp"

namespace ringback::relay {
namespace {

// Beyond the API's deadline: by then whoever took a key has answered, or is gone.
constexpr Milliseconds kLeaseMargin{5'000};
constexpr Milliseconds kLookAgain{150};
constexpr int kMaximumTries = 20;  // when a session's number changes under our hands
constexpr std::size_t kMaximumValueBytes = 8 * 1024;

std::string_view role_name(api::Role role) {
  return role == api::Role::send ? "send" : role == api::Role::verify ? "verify" : "other";
}

std::string digest_of(std::string_view text) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes, &size, EVP_sha256(), nullptr) != 1) std::abort();
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) (hex += kHex[bytes[i] >> 4]) += kHex[bytes[i] & 15];
  return hex;
}

bool is_saved_by_an_api(const flow::Flow& flow, std::string_view name) {
  for (const auto& [id, definition] : flow.apis) {
    for (const api::SaveRule& rule : definition.save) {
      if (rule.attribute == name) return true;
    }
  }
  return false;
}

void put(Attributes& attributes, const AttributeDeclaration& declaration, const std::string& name, const Json& value) {
  const auto* text = value.get_ptr<const Json::string_t*>();
  const auto number = declaration.type == AttributeType::phone && text ? E164::parse(*text) : std::nullopt;
  if (number) {
    attributes.set_phone(name, {*number, number->text()});
  } else if (flow::fits(declaration.type, value)) {
    attributes.set(name, value);
  }
}

// Whether an SMS left. What was answered by a status that means no, or never built, surely sent none.
Sent sent_by(const api::CallResult& result) {
  if (result.outcome == api::Outcome::success) return Sent::yes;
  if (result.outcome == api::Outcome::failure) return Sent::no;
  switch (result.problem) {
    case api::Problem::rate_limited:
    case api::Problem::server_error:
    case api::Problem::misconfigured: return Sent::no;
    default: return Sent::unknown;
  }
}

ProblemType problem_of(api::Problem problem, bool is_send) {
  switch (problem) {
    case api::Problem::timeout: return is_send ? ProblemType::send_unknown : ProblemType::upstream_timeout;
    case api::Problem::rate_limited: return ProblemType::upstream_rate_limited;
    case api::Problem::server_error: return ProblemType::upstream;
    case api::Problem::not_json: return ProblemType::upstream_not_json;
    case api::Problem::unexpected: return ProblemType::upstream_unexpected;
    case api::Problem::too_large: return ProblemType::upstream_too_large;
    case api::Problem::misconfigured: return ProblemType::upstream_misconfigured;
    default: return is_send ? ProblemType::send_unknown : ProblemType::upstream_unreachable;
  }
}

// Never the API's own words: they may hold what only the relay may know.
const char* detail_of(ProblemType type) {
  switch (type) {
    case ProblemType::send_unknown:
      return "The API gave no answer, so a message may have been sent. Ask again for another.";
    case ProblemType::upstream_timeout: return "The API didn't answer in time.";
    case ProblemType::upstream_rate_limited: return "The API takes no more requests for now.";
    case ProblemType::upstream: return "The API answered that it failed.";
    case ProblemType::upstream_not_json: return "The API answered with something else than JSON.";
    case ProblemType::upstream_unexpected:
      return "The API's JSON lacks what the flow saves, or has it in another type.";
    case ProblemType::upstream_too_large: return "The API answered with too much.";
    case ProblemType::upstream_misconfigured: return "The API refused the relay's request; its log says more.";
    default: return "The API can't be reached.";
  }
}

}  // namespace

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
        if (committed == Committed::unavailable) return self->tell(store_trouble());
        if (committed == Committed::at_limit) {
          return self->tell(Problem{ProblemType::rate_limited, "This relay has sent all it may send today.",
                                    Milliseconds{60 * 60'000}});
        }
        after();
      });
}

void Call::find_flow() {
  transact(
      {session_key(asked_.token)},
      [this, self = shared_from_this()](const Store::Records& records) {
        const auto session = copy_of<SessionRecord>(*records[0]);
        session_ = session.value_or(SessionRecord{});
        return Change{};
      },
      [this] {
        flow_ = session_.flow.empty() ? nullptr : context_->options.flow(session_.flow);
        if (!flow_) return tell({ProblemType::session_unknown, "This session ended, or never was. Open another."});
        const auto found = flow_->flow->apis.find(asked_.api);
        if (found == flow_->flow->apis.end())
          return tell({ProblemType::not_found, "The session's flow has no such API."});
        definition_ = &found->second;
        if (auto refused = check_attributes()) return tell(*refused);
        fingerprint_ = digest_of(asked_.api + "\n" + dump_json(asked_.attributes));
        switch (definition_->role) {
          case api::Role::send:
            if (auto refused = check_number()) return tell(*refused);
            return begin_send();
          case api::Role::verify: return begin_verify();
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

std::optional<Problem> Call::check_number() {
  const Json* claimed =
      flow_->phone.empty() ? nullptr : find_by_pointer(asked_.attributes, pointer_to("", flow_->phone));
  const auto number = claimed ? E164::parse(text_of(*claimed)) : std::nullopt;
  if (!number) {
    return Problem{ProblemType::invalid_number, "Expected a number in E.164 form in \"" + flow_->phone + "\"."};
  }
  const PlannedNumber planned = context_->ports.numbering(*number);
  if (!planned.takes_sms) return Problem{ProblemType::invalid_number, "This number can't receive an SMS."};
  const auto allows = [&](const std::vector<std::string>& countries) {
    return countries.empty() || std::find(countries.begin(), countries.end(), planned.region) != countries.end();
  };
  if (!allows(flow_->countries) || !allows(context_->options.limits.countries)) {
    return Problem{ProblemType::country_not_allowed, "No messages are sent to this country."};
  }
  number_ = number->text();
  return std::nullopt;
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

void Call::begin_send() {
  struct Decided {
    std::optional<KeyRecord> before;
    std::optional<Problem> refused;
  };
  const auto decided = std::make_shared<Decided>();
  transact(
      {session_key(asked_.token), request_key(asked_.token, asked_.key), number_key(number_),
       prefix_key(asked_.prefix)},
      [this, self = shared_from_this(), decided](const Store::Records& records) {
        *decided = {};
        const WallTime now = context_->ports.now();
        auto session = copy_of<SessionRecord>(*records[0]);
        if (!session) {
          decided->refused = Problem{ProblemType::session_unknown, "This session ended. Open another."};
          return Change{};
        }
        decided->before = copy_of<KeyRecord>(*records[1]);
        if (decided->before) return Change{};
        if (!is_none(*records[1])) {
          // Something was kept for this key and can't be read: it may have been sent.
          decided->refused = Problem{ProblemType::send_unknown, detail_of(ProblemType::send_unknown)};
          return Change{};
        }
        NumberRecord number = number_in(*records[2], now);
        PrefixRecord prefix = asked_.prefix.empty() ? PrefixRecord{} : prefix_in(*records[3], now);
        decided->refused = relay::begin_send(*session, number, prefix, number_, flow_->limits, now);
        if (decided->refused) return Change{};
        began_ = now;
        return Change{{Write{*session, session->ends - now}, Write{taken_key(), kKeyLife}, Write{number, kNumberLife},
                       prefix_write(asked_.prefix, prefix)},
                      Count{day_key(now), flow_->limits.sends_per_day, kDayLife}};
      },
      [this, decided] {
        if (decided->refused) return tell(*decided->refused);
        if (deal_with_earlier(decided->before) == Earlier::answered) return;
        ask_api(session_.saved);
      });
}

void Call::begin_verify() {
  struct Decided {
    std::optional<KeyRecord> before;
    std::optional<Problem> refused;
    bool other_number = false;
  };
  const auto decided = std::make_shared<Decided>();
  number_ = session_.number;
  transact(
      {session_key(asked_.token), request_key(asked_.token, asked_.key), number_key(number_)},
      [this, self = shared_from_this(), decided](const Store::Records& records) {
        *decided = {};
        const WallTime now = context_->ports.now();
        auto session = copy_of<SessionRecord>(*records[0]);
        if (!session) {
          decided->refused = Problem{ProblemType::session_unknown, "This session ended. Open another."};
          return Change{};
        }
        decided->before = copy_of<KeyRecord>(*records[1]);
        session_ = *session;
        decided->other_number = session->number != number_;
        const bool abandoned = decided->before && !decided->before->answered && decided->before->until <= now &&
                               decided->before->fingerprint == fingerprint_;
        if (decided->other_number || (decided->before && !abandoned)) return Change{};
        NumberRecord number = number_in(*records[2], now);
        decided->refused = relay::begin_verify(*session, number, flow_->limits, now);
        if (decided->refused) return Change{};
        return Change{{Write{*session, session->ends - now}, Write{taken_key(), kKeyLife}, Write{number, kNumberLife}},
                      {}};
      },
      [this, decided] {
        if (decided->refused) return tell(*decided->refused);
        if (deal_with_earlier(decided->before) == Earlier::answered) return;
        if (!decided->other_number) return take_turn();
        if (++tries_ > kMaximumTries) return tell(store_trouble());
        begin_verify();
      });
}

void Call::take_turn() {
  const auto ruling = std::make_shared<std::variant<Turn, Wait, Problem>>(Wait{});
  std::vector<Secret> entered;
  for (const auto& [name, value] : asked_.attributes.items()) {
    entered.emplace_back(dump_json(value));
    entered.emplace_back(text_of(value));
  }
  transact(
      {session_key(asked_.token)},
      [this, self = shared_from_this(), ruling, entered = std::move(entered)](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        auto session = copy_of<SessionRecord>(*records[0]);
        if (!session || session->number != number_) {
          *ruling = Problem{ProblemType::expired, "The code was replaced by one for another number."};
          return Change{};
        }
        *ruling = relay::take_turn(*session, entered, flow_->limits, definition_->timeout + kLeaseMargin, now);
        if (!std::holds_alternative<Turn>(*ruling)) return Change{};
        session_ = *session;
        return Change{{Write{*session, session->ends - now}}, {}};
      },
      [this, ruling] {
        if (const auto* refused = std::get_if<Problem>(ruling.get())) return tell(*refused);
        if (const auto* wait = std::get_if<Wait>(ruling.get())) {
          return context_->ports.after(wait->for_ms, [self = shared_from_this()] { self->take_turn(); });
        }
        SavedValues saved = session_.saved;
        for (const auto& [name, value] : std::get<Turn>(*ruling).code.saved) saved.insert_or_assign(name, value);
        ask_api(saved);
      });
}

void Call::begin_other() {
  const auto refused = std::make_shared<std::optional<Problem>>();
  transact(
      {session_key(asked_.token)},
      [this, self = shared_from_this(), refused](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        auto session = copy_of<SessionRecord>(*records[0]);
        if (!session) {
          *refused = Problem{ProblemType::session_unknown, "This session ended. Open another."};
          return Change{};
        }
        *refused = begin_call(*session, flow_->limits, now);
        if (*refused) return Change{};
        session_ = *session;
        return Change{{Write{*session, session->ends - now}}, {}};
      },
      [this, refused] {
        if (*refused) return tell(**refused);
        number_ = session_.number;
        ask_api(session_.saved);
      });
}

void Call::ask_api(const SavedValues& saved) {
  const flow::Flow& flow = *flow_->flow;
  Attributes attributes;
  for (const auto& [name, declaration] : flow.attributes) {
    if (declaration.initial) put(attributes, declaration, name, *declaration.initial);
  }
  for (const auto& [name, value] : asked_.attributes.items()) {
    const AttributeDeclaration& declaration = flow.attributes.find(name)->second;
    if (!value.is_null() && !is_saved_by_an_api(flow, name)) put(attributes, declaration, name, value);
  }
  for (const auto& [name, text] : saved) {
    auto parsed = parse_json(text.reveal());
    const auto declared = flow.attributes.find(name);
    const Json* value = std::get_if<Json>(&parsed);
    if (value && declared != flow.attributes.end()) put(attributes, declared->second, name, *value);
  }
  // Whatever the browser says by now, the code went there.
  if (!number_.empty() && !flow_->phone.empty()) {
    put(attributes, flow.attributes.find(flow_->phone)->second, flow_->phone, number_);
  }
  auto request = api::build_request(*definition_, attributes, flow_->secrets, context_->ports.new_token());
  if (!request) return finish(api::failed_with(api::Problem::misconfigured, request.error().message));

  request->timeout = definition_->timeout;
  context_->ports.http->send(std::move(request).value(), [self = shared_from_this(), asked_at = context_->ports.now()](
                                                             const api::HttpAnswer& answer) {
    const Ports& ports = self->context_->ports;
    ports.metrics->upstream(role_name(self->definition_->role), ports.now() - asked_at);
    self->finish(api::interpret(*self->definition_, answer));
  });
}

void Call::finish(api::CallResult result) {
  if (result.outcome == api::Outcome::error && context_->ports.log) {
    context_->ports.log("upstream", {{"flow", flow_->id},
                                     {"api", asked_.api},
                                     {"problem", problem_name(problem_of(result.problem, false))},
                                     {"detail", result.detail}});
  }
  switch (definition_->role) {
    case api::Role::send: return finish_send(result);
    case api::Role::verify: return finish_verify(result);
    case api::Role::other: return finish_other(result);
  }
}

namespace {

SavedValues saved_values(const api::CallResult& result) {
  SavedValues saved;
  for (const auto& [name, value] : result.saved) saved.insert_or_assign(name, Secret{dump_json(value)});
  return saved;
}

Response problem_response(const api::CallResult& result, bool is_send) {
  const ProblemType type = problem_of(result.problem, is_send);
  return relay::problem_response({type, detail_of(type), result.retry_after});
}

void keep_answer(KeyRecord& key, const Response& response) {
  key.answered = true;
  key.status = response.status;
  key.body = response.body;
  key.retry_after = api::find_header(response.headers, "Retry-After").value_or("");
}

}  // namespace

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
          *response = problem_response(result, true);
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
                                                       : problem_name(problem_of(result.problem, true)));
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
          *response = problem_response(result, false);
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
        note(result.outcome == api::Outcome::error     ? problem_name(problem_of(result.problem, false))
             : response->status != 200                 ? problem_name(ProblemType::expired)
             : result.outcome == api::Outcome::success ? "success"
                                                       : "failure");
        tell(*response);
      });
}

void Call::finish_other(const api::CallResult& result) {
  const auto tell_result = [this, result] {
    if (result.outcome == api::Outcome::error) {
      note(problem_name(problem_of(result.problem, false)));
      return tell(problem_response(result, false));
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

void Call::note(std::string_view outcome) const {
  if (!definition_) return;
  context_->ports.metrics->call(role_name(definition_->role), outcome);
  if (!context_->ports.log) return;
  const auto number = E164::parse(number_);
  context_->ports.log("call", {{"flow", flow_->id},
                               {"api", asked_.api},
                               {"role", role_name(definition_->role)},
                               {"outcome", outcome},
                               {"number", number ? number->masked() : ""},
                               {"ms", (context_->ports.now() - started_).count()}});
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
