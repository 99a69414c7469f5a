#include "command/phone_entry.hpp"

#include "native/phone_numbers.hpp"

namespace ringback::command {
namespace {

flow::Refusal refusal_of(native::PhoneFault fault) {
  switch (fault) {
    case native::PhoneFault::empty: return flow::Refusal::empty;
    case native::PhoneFault::too_short: return flow::Refusal::too_short;
    case native::PhoneFault::too_long: return flow::Refusal::too_long;
    case native::PhoneFault::landline: return flow::Refusal::landline;
    case native::PhoneFault::no_calling_code: return flow::Refusal::no_calling_code;
    case native::PhoneFault::invalid: break;
  }
  return flow::Refusal::invalid_phone;
}

}  // namespace

std::variant<flow::PhoneEntered, flow::Refusal> read_phone(const std::string& typed, const std::string& region) {
  auto parsed = native::parse_phone(typed, region);
  if (auto* phone = std::get_if<native::ParsedPhone>(&parsed)) {
    return flow::PhoneEntered{std::move(phone->number), std::move(phone->region)};
  }
  return refusal_of(std::get<native::PhoneFault>(parsed));
}

}  // namespace ringback::command
