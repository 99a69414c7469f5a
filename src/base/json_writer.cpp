// nlohmann's values as text. Its own serializer writes the same, but brings printf into the download.
#include <string>

#include "base/json.hpp"
#include "base/json_parser.hpp"
#include "base/utf8.hpp"

namespace ringback {
namespace {

// The shortest decimal that reads back as the same number. JSON has no infinity and no NaN: they become null.
void write_double(std::string& out, double number) {
  if (!(number - number == 0)) {
    out += "null";
    return;
  }
  char digits[64];
  out.append(digits, nlohmann::detail::to_chars(digits, digits + sizeof digits, number));
}

void write(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean: out += *value.get_ptr<const Json::boolean_t*>() ? "true" : "false"; break;
    case Json::value_t::number_integer: out += std::to_string(*value.get_ptr<const Json::number_integer_t*>()); break;
    case Json::value_t::number_unsigned: out += std::to_string(*value.get_ptr<const Json::number_unsigned_t*>()); break;
    case Json::value_t::number_float: write_double(out, *value.get_ptr<const Json::number_float_t*>()); break;
    case Json::value_t::string: append_json_string(out, *value.get_ptr<const Json::string_t*>()); break;
    case Json::value_t::array: {
      char separator = '[';
      for (const Json& element : *value.get_ptr<const Json::array_t*>()) {
        out.push_back(separator);
        write(out, element);
        separator = ',';
      }
      out += separator == '[' ? "[]" : "]";
      break;
    }
    case Json::value_t::object: {
      char separator = '{';
      for (const auto& [name, member] : *value.get_ptr<const Json::object_t*>()) {
        out.push_back(separator);
        append_json_string(out, name);
        out.push_back(':');
        write(out, member);
        separator = ',';
      }
      out += separator == '{' ? "{}" : "}";
      break;
    }
    default: out += "null"; break;
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kMeanings = "\"\\\b\f\n\r\t", kNames = "\"\\bfnrt";
  constexpr std::string_view kDigits = "0123456789abcdef";
  out.push_back('"');
  for (;;) {
    const std::size_t plain = plain_length(text);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    const char c = text.front();
    const std::size_t name = kMeanings.find(c);
    if (length == 0) {
      append_utf8(out, 0xFFFD);
    } else if (name != std::string_view::npos) {
      out.push_back('\\');
      out.push_back(kNames[name]);
    } else if (length == 1 && c < ' ') {
      out += "\\u00";
      out.push_back(kDigits[static_cast<std::size_t>(c >> 4)]);
      out.push_back(kDigits[static_cast<std::size_t>(c & 15)]);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out.push_back('"');
}

std::string dump_json(const Json& value) {
  std::string out;
  write(out, value);
  return out;
}

}  // namespace ringback
