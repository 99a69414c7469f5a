#include "relay/page_record.hpp"

namespace ringback::relay {

std::optional<PageRecord> page_from(const Json& record) {
  PageRecord page;
  bool good = record.is_object();
  const auto member = [&](const char* name) -> const Json* {
    const auto found = good ? record.find(name) : record.end();
    if (!good || found == record.end()) return good = false, nullptr;
    return &*found;
  };
  const auto text = [&](const char* name, std::string& to) {
    const Json* value = member(name);
    const auto* held = value ? value->get_ptr<const Json::string_t*>() : nullptr;
    if (held) to = *held;
    good = good && held;
  };
  const auto number = [&](const char* name) -> std::int64_t {
    const Json* value = member(name);
    good = good && value && value->is_number_integer();
    return good ? value->get<std::int64_t>() : 0;
  };
  text("flow", page.flow);
  text("origin", page.origin);
  text("return", page.return_url);
  text("seed", page.seed);
  text("answer", page.answer);
  page.step = static_cast<int>(number("step"));
  page.taken_until = wall_time_from_ms(number("taken_until"));
  page.ends = wall_time_from_ms(number("ends"));
  if (const Json* chat = member("chat")) page.chat = *chat;
  if (!good) return std::nullopt;
  return page;
}

Json to_record(const PageRecord& page) {
  return {{"flow", page.flow},
          {"origin", page.origin},
          {"return", page.return_url},
          {"seed", page.seed},
          {"chat", page.chat},
          {"step", page.step},
          {"taken_until", ms_of(page.taken_until)},
          {"ends", ms_of(page.ends)},
          {"answer", page.answer}};
}

}  // namespace ringback::relay
