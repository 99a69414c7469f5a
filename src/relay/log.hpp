// The log: a line an event, written from flat fields without a Json in between, since every call writes one.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "relay/wall_time.hpp"

namespace ringback::relay {

// A view of its name and text. Never holds a secret, a code or a whole number: E164::masked().
struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t> value;
};
using LogFields = std::initializer_list<LogField>;

// `fields` have names of their own, none of them "at" or "event".
using Log = std::function<void(std::string_view event, LogFields fields)>;

// A JSON object: "at" (RFC 3339), "event", and the fields in their order.
std::string log_line(std::string_view event, LogFields fields, WallTime at);

// A line of now on standard error.
void log_to_standard_error(std::string_view event, LogFields fields);

}  // namespace ringback::relay
