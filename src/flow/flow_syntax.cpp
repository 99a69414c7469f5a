// What isn't JSON, told so that a person finds and mends it.
#include "flow/flow_reader.hpp"

namespace ringback::flow {

void report_syntax(FlowReader& reader, std::string_view text, const JsonSyntaxError& at) {
  const std::string place = " at line " + std::to_string(at.line) + ", column " + std::to_string(at.column);
  const bool ended = at.offset >= text.size();
  if (!ended && static_cast<unsigned char>(text[at.offset]) >= 0x80) {
    reader.error("", "found a byte that isn't UTF-8" + place + ", expected JSON");
  } else {
    reader.error("", (ended ? "the file ends too early" : "found " + in_quotes(text.substr(at.offset, 1))) + place +
                         ", expected JSON");
  }
}

}  // namespace ringback::flow
