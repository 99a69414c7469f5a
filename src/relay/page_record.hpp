// A conversation of the page (pages.hpp) between two forms, in the store.
#pragma once

#include <optional>
#include <string>

#include "base/json.hpp"
#include "relay/page_html.hpp"
#include "relay/wall_time.hpp"

namespace ringback::relay {

struct PageRecord {
  std::string flow;
  std::string origin, return_url;  // as page_form.hpp has them, and allowed
  std::string seed;                // of its Idempotency-Keys
  Json chat;                       // chat::Chat::save; null before the first form
  int step = 0;
  WallTime taken_until{};  // while a form of this step is being carried out
  WallTime ends{};
  std::string answer;  // what was shown last: the same form again gets the same
};

// Null when there is none, or it is damaged.
std::optional<PageRecord> page_from(const Json& record);
Json to_record(const PageRecord& page);

inline std::string page_key(std::string_view id) { return "page:" + std::string{id}; }

}  // namespace ringback::relay
