// nlohmann/json's parser, driven through its SAX interface: its own DOM builders would instantiate two more parsers
// and know neither a bound on depth nor duplicate keys.
#include "base/json.hpp"

#include <algorithm>

namespace ringback {
namespace {

// From the first byte of a UTF-8 sequence that the token's last byte doesn't go on with, to the end; 0 when there is none.
std::size_t length_of_broken_sequence(const std::string& token) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(token[i]); };
  std::size_t end = token.size() - 1;
  std::size_t continued = 0;
  while (end > 0 && (byte(end - 1) & 0xC0) == 0x80) {
    --end;
    ++continued;
  }
  if (end == 0) return 0;
  const unsigned char lead = byte(end - 1);
  const std::size_t expected = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0;
  return continued < expected ? token.size() - end + 1 : 0;
}

// `token` is what nlohmann's lexer has read since the last string or number began.
std::size_t length_of_whole_token(const std::string& token) {
  const bool string = token.size() > 1 && token.front() == '"' && token.back() == '"';
  const bool number = token.find_first_not_of("+-.0123456789eE") == std::string::npos;
  if (string) {
    const std::size_t broken = length_of_broken_sequence(token);
    return broken > 0 ? broken : token.size();
  }
  if (number) return token.size();
  for (const std::string_view literal : {"true", "false", "null"}) {
    const bool longer = token.size() >= literal.size();
    if (longer && token.compare(token.size() - literal.size(), literal.size(), literal) == 0) return literal.size();
  }
  return 1;
}

// Builds the value; refuses what is nested too deeply.
class Builder {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  explicit Builder(std::vector<std::string>* duplicate_keys) : duplicate_keys_{duplicate_keys} {}

  bool null() { return place(Json(nullptr)) != nullptr; }
  bool boolean(bool value) { return place(Json(value)) != nullptr; }
  bool number_integer(number_integer_t value) { return place(Json(value)) != nullptr; }
  bool number_unsigned(number_unsigned_t value) { return place(Json(value)) != nullptr; }
  bool number_float(number_float_t value, const string_t&) { return place(Json(value)) != nullptr; }
  bool string(string_t& value) { return place(Json(std::move(value))) != nullptr; }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Json::value_t::object); }
  bool start_array(std::size_t) { return open(Json::value_t::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(string_t& name) {
    if (duplicate_keys_ != nullptr && open_.back()->contains(name)) {
      duplicate_keys_->push_back(pointer_to(path(), name));
    }
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t characters_read, const std::string& token, const nlohmann::detail::exception&) {
    characters_read_ = characters_read;
    token_length_ = length_of_whole_token(token);
    return false;
  }

  Json& root() { return root_; }
  // A whole token in the wrong place is named by where it starts, a broken one by the character that breaks it.
  std::size_t error_offset(std::size_t text_size) const {
    if (characters_read_ > text_size) return text_size;  // the lexer counts the end as a character
    return characters_read_ - std::min(token_length_, characters_read_);
  }
  bool too_deep() const { return too_deep_; }

 private:
  Json* place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      auto& elements = *parent.get_ptr<Json::array_t*>();
      elements.push_back(std::move(value));
      return &elements.back();
    }
    Json& member = (*parent.get_ptr<Json::object_t*>())[key_];
    member = std::move(value);
    return &member;
  }

  bool open(Json::value_t type) {
    if (open_.size() >= kMaximumJsonDepth) {
      too_deep_ = true;
      return false;
    }
    open_.push_back(place(Json(type)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  // Of the innermost open object. Searched for only when there is something to report.
  std::string path() const {
    std::string pointer;
    for (std::size_t depth = 0; depth + 1 < open_.size(); ++depth) {
      const Json& parent = *open_[depth];
      if (const auto* elements = parent.get_ptr<const Json::array_t*>()) {
        pointer = pointer_to(pointer, std::to_string(elements->size() - 1));
        continue;
      }
      for (const auto& [name, member] : *parent.get_ptr<const Json::object_t*>()) {
        if (&member == open_[depth + 1]) pointer = pointer_to(pointer, name);
      }
    }
    return pointer;
  }

  Json root_;
  std::vector<Json*> open_;  // an element's address stays: nothing is added to its parent while it is open
  std::string key_;
  std::vector<std::string>* duplicate_keys_;
  std::size_t characters_read_ = 0;
  std::size_t token_length_ = 1;
  bool too_deep_ = false;
};

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

// Where the nesting passes the bound. The text is JSON up to there.
std::size_t offset_of_excess_depth(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaximumJsonDepth) return i;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return text.size();
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
  Builder builder{duplicate_keys};
  const char* first = text.empty() ? "" : text.data();
  if (Json::sax_parse(first, first + text.size(), &builder)) return std::move(builder.root());
  return locate(text, builder.too_deep() ? offset_of_excess_depth(text) : builder.error_offset(text.size()));
}

std::string dump_json(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

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
