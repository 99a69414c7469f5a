#include "relay/log.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "base/json.hpp"

namespace ringback::relay {

std::string log_line(std::string_view event, LogFields fields, WallTime at) {
  const std::string time = rfc3339(at);
  std::vector<LogField> sorted;
  sorted.reserve(fields.size() + 2);
  sorted.insert(sorted.end(), fields);
  sorted.push_back({"at", time});
  sorted.push_back({"event", event});
  std::sort(sorted.begin(), sorted.end(), [](const LogField& a, const LogField& b) { return a.name < b.name; });

  std::string line;
  line.reserve(256);
  for (const LogField& field : sorted) {
    line.push_back(line.empty() ? '{' : ',');
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
