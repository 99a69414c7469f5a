#include "api/http.hpp"

#include "base/ascii.hpp"

namespace ringback::api {

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const Header& header : headers) {
    if (equals_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

}  // namespace ringback::api
