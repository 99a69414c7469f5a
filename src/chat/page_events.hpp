// The events of the page API (SPEC section 3): their names and payloads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chat/chat.hpp"

namespace ringback::chat {

// The error event's code for a problem: "network"; "config" where only the site's owner can mend it; a name of its own
// where the relay refused for a reason. Only "config" is one that verify() rejects with, for the others have a way on.
std::string_view error_code(api::Problem problem);

PageEvent message_event(Sender from, const std::string& text);
PageEvent step_event(const flow::NodeId& node);
PageEvent sent_event();
PageEvent rejected_event(std::optional<int> attempts_left);
// phone: E.164; empty becomes null.
PageEvent verified_event(const std::string& phone, const std::optional<std::string>& proof);
// retryAfter: whole seconds, rounded up; left out when unknown.
PageEvent error_event(std::string_view code, const std::string& message, std::optional<Milliseconds> retry_after);

}  // namespace ringback::chat
