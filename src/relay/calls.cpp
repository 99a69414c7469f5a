#include "relay/calls.hpp"

#include "base/ascii.hpp"
#include "relay/call.hpp"
#include "relay/rules.hpp"
#include "relay/store_keys.hpp"

namespace ringback::relay {
namespace {

std::optional<Json> object_in(const Request& request) {
  auto parsed = parse_json(request.body);
  Json* body = std::get_if<Json>(&parsed);
  if (!body || !body->is_object()) return std::nullopt;
  return std::move(*body);
}

}  // namespace

void Calls::open_session(const Request& request, Respond respond) const {
  const auto refuse = [&](ProblemType type, const char* detail) { respond(problem_response({type, detail})); };
  const std::optional<Json> body = object_in(request);
  const Json* id = body ? find_by_pointer(*body, "/flow") : nullptr;
  if (!id || !id->is_string()) {
    return refuse(ProblemType::bad_request, "Expected a JSON object with \"flow\", the name of a flow.");
  }
  const auto found = context_->options.flow(text_of(*id));
  if (!found) return refuse(ProblemType::bad_flow, kLogSaysWhich);
  const std::shared_ptr<const RelayFlow>& flow = *found;
  if (!flow) return refuse(ProblemType::not_found, "No flow of this name is relayed here.");

  SessionRecord session;
  session.flow = flow->id;
  session.issuer = context_->options.issuer(request);
  session.audience = context_->options.audience(request);
  const std::string token = context_->ports.new_token();
  const std::string prefix_name = context_->options.prefix(request);
  const auto refused = std::make_shared<std::optional<Problem>>();
  context_->ports.store->transact(
      {session_key(token), prefix_key(prefix_name)},
      [context = context_, session = std::move(session), refused, prefix_name](const Store::Records& records) mutable {
        const Limits& limits = context->options.limits;
        const WallTime now = context->ports.now();
        PrefixRecord prefix = prefix_name.empty() ? PrefixRecord{} : prefix_in(records[1], now);
        *refused = begin_session(prefix, limits, now);
        if (*refused) return Change{};
        session.ends = now + limits.session_life;
        return Change{{Write{session, limits.session_life}, prefix_write(prefix_name, prefix)}, {}};
      },
      [context = context_, token, refused, respond = std::move(respond)](Committed committed) {
        if (committed == Committed::unavailable) {
          context->ports.metrics->store_failure();
          return respond(problem_response(store_trouble()));
        }
        if (*refused) {
          context->ports.metrics->call("session", problem_name((*refused)->type));
          return respond(problem_response(**refused));
        }
        context->ports.metrics->session();
        const auto seconds = context->options.limits.session_life.count() / 1'000;
        respond(json_response(201, {{"session", token}, {"expires_in", seconds}}));
      });
}

void Calls::call_api(const Request& request, Respond respond) const {
  const auto refuse = [&](ProblemType type, const char* detail) { respond(problem_response({type, detail})); };
  constexpr std::string_view kBearer = "Bearer ";  // in any case (RFC 9110 section 11.1)
  std::string_view token = request.header("authorization");
  if (!equals_ignoring_case(token.substr(0, kBearer.size()), kBearer)) {
    return refuse(ProblemType::session_unknown, "Expected \"Authorization: Bearer\" with a session.");
  }
  token.remove_prefix(kBearer.size());
  std::optional<Json> body = object_in(request);
  if (!body) return refuse(ProblemType::bad_request, "Expected a JSON object with \"attributes\".");
  const auto attributes = body->find("attributes");
  if (attributes != body->end() && !attributes->is_object()) {
    return refuse(ProblemType::bad_request, "Expected an object in \"attributes\".");
  }
  const std::string_view key = request.header("idempotency-key");
  if (key.size() > kMaximumKeyBytes) return refuse(ProblemType::bad_request, "The Idempotency-Key is too long.");

  Asked asked;
  asked.token = std::string{token};
  asked.api = request.parameters.at("api");
  asked.attributes = attributes != body->end() ? std::move(*attributes) : Json::object();
  // A request without a key is one of its own.
  asked.key = key.empty() ? "-" + context_->ports.new_token() : "+" + std::string{key};
  asked.prefix = context_->options.prefix(request);
  std::make_shared<Call>(context_, std::move(asked), std::move(respond))->start();
}

}  // namespace ringback::relay
