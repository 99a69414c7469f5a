// Any bytes as JSON: what is read comes back as it was written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.hpp"

using namespace ringback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = parse_json({reinterpret_cast<const char*>(data), size});
  if (const Json* value = std::get_if<Json>(&parsed)) {
    const auto again = parse_json(dump_json(*value));
    const Json* second = std::get_if<Json>(&again);
    if (!second || dump_json(*second) != dump_json(*value)) std::abort();
  }
  return 0;
}
