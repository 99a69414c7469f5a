// What a conversation needs from outside when it is walked on the server (pages.hpp): in the browser JavaScript has it.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "chat/phrasebook.hpp"
#include "flow/engine.hpp"
#include "flow/pattern_check.hpp"

namespace ringback::relay {

struct VisitorPorts {
  // A number as it was typed. `region` (ISO 3166-1 alpha-2, may be empty) says how a national form is meant.
  std::function<std::variant<flow::PhoneEntered, flow::Refusal>(const std::string& typed, const std::string& region)>
      read_phone;
  flow::PatternMatcher matches = nullptr;
  flow::PatternFault pattern_fault = nullptr;  // of what `matches` can't be asked
  std::function<chat::Phrasebook::PluralCategory(const std::string& locale)> plural_category;
};

}  // namespace ringback::relay
