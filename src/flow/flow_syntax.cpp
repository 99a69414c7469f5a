// What isn't JSON, told so that a person finds and mends it.
#include <algorithm>

#include "base/utf8.hpp"
#include "flow/flow_reader.hpp"
#include "flow/unicode.hpp"

namespace ringback::flow {
namespace {

std::string code_point_name(char32_t code_point) {
  std::string digits;
  for (; code_point != 0 || digits.size() < 4; code_point >>= 4) digits += "0123456789ABCDEF"[code_point & 15];
  std::reverse(digits.begin(), digits.end());
  return "U+" + digits;
}

struct Substitute {
  char32_t first, last;
  char meant;
};

// What word processors and input methods put in the place of JSON's own characters.
constexpr Substitute kSubstitutes[] = {
    {0x00AB, 0x00AB, '"'}, {0x00BB, 0x00BB, '"'}, {0x060C, 0x060C, ','}, {0x2010, 0x2015, '-'}, {0x2018, 0x201F, '"'},
    {0x2032, 0x2033, '"'}, {0x2212, 0x2212, '-'}, {0x3001, 0x3001, ','}, {0x300C, 0x300F, '"'},
};
constexpr char32_t kFirstFullWidth = 0xFF01, kLastFullWidth = 0xFF5E;  // ASCII from ! to ~, in its order

std::string meant_by(char32_t code_point) {
  if (is_blank(code_point)) return "a plain space";
  if (code_point >= kFirstFullWidth && code_point <= kLastFullWidth) {
    return {static_cast<char>(code_point - kFirstFullWidth + '!')};
  }
  for (const Substitute& each : kSubstitutes) {
    if (code_point >= each.first && code_point <= each.last) return {each.meant};
  }
  return {};
}

// `rest` begins with a byte of 0x80 or more.
void report_beyond_ascii(FlowReader& reader, std::string_view rest, const std::string& place) {
  const std::size_t length = utf8_length(rest.substr(0, 4));
  if (length == 0) return reader.error("", "found a byte that isn't UTF-8" + place + ", expected JSON");
  const std::string character{rest.substr(0, length)};
  const char32_t code_point = take_code_point(rest);
  const std::string meant = meant_by(code_point);
  reader.error("", "found " + (is_blank(code_point) ? "a blank" : character) + " (" + code_point_name(code_point) +
                       ")" + place + ", expected JSON" + (meant.empty() ? "" : ": type " + meant + " instead"));
}

}  // namespace

void report_syntax(FlowReader& reader, std::string_view text, const JsonSyntaxError& at) {
  const std::string place = " at line " + std::to_string(at.line) + ", column " + std::to_string(at.column);
  switch (at.fault) {
    case JsonFault::too_deep:
      return reader.error("", "found objects and arrays within each other" + place + ", expected at most " +
                                  std::to_string(kMaximumJsonDepth) + " of them");
    case JsonFault::number_too_large:
      return reader.error("", "found a number" + place + " that is too large, expected at most 1.7e308");
    case JsonFault::syntax: break;
  }
  if (at.offset >= text.size()) return reader.error("", "the file ends too early" + place + ", expected JSON");
  const std::string_view rest = text.substr(at.offset);
  if (static_cast<unsigned char>(rest.front()) >= 0x80) return report_beyond_ascii(reader, rest, place);
  reader.error("", "found " + in_quotes(rest.substr(0, 1)) + place + ", expected JSON");
}

}  // namespace ringback::flow
