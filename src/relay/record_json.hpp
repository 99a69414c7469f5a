// Records as JSON, for a store that is another process. This is the one place where saved values become data: such a store
// seals them.
#pragma once

#include "relay/records.hpp"

namespace ringback::relay {

// Not of none.
Json json_of(const Record& record);
// Damaged when it isn't what json_of makes.
Record record_from(const Json& json);

}  // namespace ringback::relay
