#include "base/json.hpp"

#include <algorithm>

#include "base/json_parser.hpp"

namespace ringback {
namespace {

JsonSyntaxError locate(std::string_view text, std::size_t offset) {
  JsonSyntaxError error;
  error.offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, error.offset);
  error.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_start = before.rfind('\n');
  const std::string_view line = line_start == std::string_view::npos ? before : before.substr(line_start + 1);
  for (const char c : line) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++error.column;  // counts code points
  }
  return error;
}

// One reference token with its escapes resolved; false when it is malformed.
bool unescape(std::string_view token, std::string& name) {
  name.clear();
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      name.push_back(token[i]);
      continue;
    }
    if (++i == token.size() || (token[i] != '0' && token[i] != '1')) return false;
    name.push_back(token[i] == '0' ? '~' : '/');
  }
  return true;
}

// RFC 6901 section 4: digits without a leading zero. "-" (the element after the last) never exists.
const Json* element_of(const Json::array_t& elements, std::string_view token) {
  if (token.empty() || token.size() > 9 || (token.size() > 1 && token.front() == '0')) return nullptr;
  std::size_t index = 0;
  for (const char c : token) {
    if (c < '0' || c > '9') return nullptr;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index < elements.size() ? &elements[index] : nullptr;
}

}  // namespace

std::variant<Json, JsonSyntaxError> parse_json(std::string_view text, std::vector<std::string>* duplicate_keys) {
  JsonParser parser{text, duplicate_keys};
  Json value;
  if (parser.parse(value)) return value;
  JsonSyntaxError error = locate(text, parser.at());
  error.fault = parser.fault();
  return error;
}

const Json* find_by_pointer(const Json& value, std::string_view pointer) {
  const Json* found = &value;
  std::string name;
  while (found != nullptr && !pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    if (!unescape(token, name)) return nullptr;
    if (const auto* elements = found->get_ptr<const Json::array_t*>()) {
      found = element_of(*elements, name);
    } else if (const auto* members = found->get_ptr<const Json::object_t*>()) {
      const auto member = members->find(name);
      found = member == members->end() ? nullptr : &member->second;
    } else {
      found = nullptr;
    }
  }
  return found;
}

bool is_json_pointer(std::string_view pointer) {
  std::string unescaped;
  return pointer.empty() || (pointer.front() == '/' && unescape(pointer, unescaped));
}

std::string pointer_to(std::string_view parent, std::string_view token) {
  std::string pointer{parent};
  pointer.push_back('/');
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer.push_back(c);
    }
  }
  return pointer;
}

std::string text_of(const Json& value) {
  if (const auto* text = value.get_ptr<const Json::string_t*>()) return *text;
  return value.is_null() ? std::string{} : dump_json(value);
}

}  // namespace ringback
