// RFC 8259 into nlohmann's values. Inside of base/ only: everyone else calls parse_json().
// nlohmann's own parser accepts the same texts (a test compares them), but costs 10 KB of every visitor's download and
// tells neither columns nor duplicate keys.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace ringback {

// How many characters of `text`, from the first on, stand for themselves in a JSON string: most of them, in most texts.
std::size_t plain_length(std::string_view text);

class JsonParser {
 public:
  explicit JsonParser(std::string_view text, std::vector<std::string>* duplicate_keys)
      : text_{text}, duplicate_keys_{duplicate_keys} {}

  // False when the text isn't JSON from at() on.
  bool parse(Json& value);
  std::size_t at() const { return at_; }
  JsonFault fault() const { return fault_; }

 private:
  // Where one is: for the pointer of a duplicate key.
  struct Place {
    const Place* parent = nullptr;
    const std::string* key = nullptr;  // null in an array
    std::size_t index = 0;
    std::size_t depth = 0;
  };
  bool read_value(Json& value, const Place& place);
  bool read_object(Json& value, const Place& parent);
  bool read_array(Json& value, const Place& parent);
  bool read_string(std::string& string);
  bool read_escape(std::string& string);
  bool read_hex(unsigned& code);
  bool read_number(Json& value);
  bool read_word(std::string_view word);
  bool skip_digits();
  bool refuse(JsonFault fault);
  bool skip(char c);
  void skip_blanks();
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  static std::string pointer_of(const Place& place);

  std::string_view text_;
  std::size_t at_ = 0;
  JsonFault fault_ = JsonFault::syntax;
  std::vector<std::string>* duplicate_keys_;
};

}  // namespace ringback
