// The JSON of the bridge becomes events and looks: VisitorEvent and Appearance in shell/src/engine/bridge.ts.
#pragma once

#include <optional>
#include <string_view>

#include "chat/chat.hpp"
#include "ui/theme.hpp"

namespace ringback::browser {

struct VisitorEvent {
  std::optional<chat::Event> chat_event;
  bool reset = false;
};

// What isn't of the bridge's form becomes no event: only our own shell speaks here.
VisitorEvent visitor_event(std::string_view json_text);

ui::Appearance appearance_from(std::string_view json_text);

}  // namespace ringback::browser
