// The chat's half of what passes between it and its relay (SPEC section 7). Pure functions: nothing is sent here.
// The relay fills in URLs, headers, bodies, secrets and private attributes; what goes there is what the visitor gave.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "api/call.hpp"
#include "api/definition.hpp"
#include "api/http.hpp"
#include "base/attributes.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace ringback::api {

struct Relay {
  std::string url;   // without a slash at its end: "https://relay.example/v1"
  std::string flow;  // the flow's name there
};

inline constexpr std::size_t kMaximumSessionBytes = 1024;
inline constexpr std::size_t kMaximumProofBytes = 8 * 1024;

// POST {relay}/sessions
HttpRequest session_request(const Relay& relay);
// The session's token, which is a credential: who holds it goes on with this visitor's conversation.
std::variant<Secret, CallResult> interpret_session(const HttpAnswer& answer);

// Whether a text may be a session's token: it becomes part of a header.
bool is_session_token(std::string_view text);

// POST {relay}/apis/{api}. `attributes`: the JSON object of all that the page may know. The error says that it is too
// large.
Result<HttpRequest> relay_request(const Relay& relay, const Definition& definition, const Secret& session,
                                  const std::string& idempotency_key, const Json& attributes);

struct RelayAnswer {
  enum class Kind {
    result,           // the relay's last word about this call
    session_unknown,  // nothing was done: a new session, and the same call again
    in_progress,      // the same call is being carried out: ask again after `pause`
    lost,             // nothing came, or it wasn't the relay's: the same call may be made again. `result` says what
  };
  Kind kind = Kind::result;
  CallResult result = {};
  Milliseconds pause{0};
};

// 200 with {"outcome", "attributes"}, or RFC 9457 problems, which are told by the last part of their "type". An answer
// with an attribute that isn't declared, or is private, is Problem::unexpected.
RelayAnswer interpret_relay(const AttributeDeclarations& declared, const HttpAnswer& answer);

}  // namespace ringback::api
