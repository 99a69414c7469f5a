#include "relay/log.hpp"

#include <cstdio>

#include "base/json.hpp"

namespace ringback::relay {

std::string log_line(std::string_view event, LogFields fields, WallTime at) {
  std::string line;
  line.reserve(256);
  line += R"({"at":")";
  line += rfc3339(at);
  line += R"(","event":)";
  append_json_string(line, event);
  for (const LogField& field : fields) {
    line.push_back(',');
    append_json_string(line, field.name);
    line.push_back(':');
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
      append_json_string(line, *text);
    } else {
      line += std::to_string(*std::get_if<std::int64_t>(&field.value));
    }
  }
  line.push_back('}');
  return line;
}

void log_to_standard_error(std::string_view event, LogFields fields) {
  const std::string line = log_line(event, fields, system_wall_time()) + "\n";
  // At once, so that lines of several threads don't mix.
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace ringback::relay
