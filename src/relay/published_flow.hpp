// The flow as a browser gets it in direct mode (SPEC section 7). The relay's own, secret-free form comes with the relay.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "relay/http.hpp"

namespace ringback::relay {

// The flow as it is, if a browser may have it. The error lists what is wrong, a line each.
Result<std::string> flow_for_browser(std::string_view flow_json);

// The flow with the hosted provider's two URLs, at whatever host, replaced by the sandbox's below `sandbox_url`
// ("http://127.0.0.1:8080/sandbox"), and each {{secret.NAME}} by a worthless "sandbox-NAME". Other URLs stay.
Result<std::string> flow_for_sandbox(std::string_view flow_json, std::string_view sandbox_url);

// The same two replacements in a parsed flow file, before anything checks it. For `ringback chat --base` too.
void point_at_sandbox(Json& flow, std::string_view sandbox_url);
void replace_secrets(Json& flow);

// "http://127.0.0.1:8080": scheme and authority under which the client reached this server, from the connection, Host
// and X-Forwarded-Proto. Both are believed of anyone: they shape the answer to him alone. None when Host is missing or
// isn't a plain host with an optional port.
std::optional<std::string> own_origin(const Request& request);

}  // namespace ringback::relay
