// The flow file's text becomes a Flow, or the full list of what is wrong with it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flow/flow.hpp"

namespace ringback::flow {

enum class Severity { error, warning };

// "/nodes/ask_code/next: no node "verfy" (did you mean "verify"?)"
struct Diagnostic {
  Severity severity = Severity::error;
  std::string pointer;  // RFC 6901, into the flow file
  std::string message;
  std::string to_string() const { return (pointer.empty() ? "/" : pointer) + ": " + message; }
};

struct FlowFile {
  std::shared_ptr<const Flow> flow;     // null when there is an error
  std::vector<Diagnostic> diagnostics;  // every error and warning, in document order as far as possible
  bool has_errors() const { return flow == nullptr; }
};

// Who will hold the file: a browser must not get a secret (SPEC section 7, direct mode); a relay holds them.
enum class Audience { browser, relay };

// Never throws, never stops at the first error. With Audience::browser, a flow that would publish a secret is an error
// unless it says "accept_public_secrets": true, and then a warning.
FlowFile parse_flow(std::string_view json_text, Audience audience);

// The errors among them, a line each.
std::string error_lines(const std::vector<Diagnostic>& diagnostics);

// Whether a flow may be called so: its name becomes a part of its relay's URLs.
bool is_flow_id(std::string_view text);
// "letters, digits and …": what is_flow_id() takes.
std::string flow_id_form();

}  // namespace ringback::flow
