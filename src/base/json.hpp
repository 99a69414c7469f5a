// JSON values are nlohmann/json's; reading and writing them is ours (json_parser.cpp, json_writer.cpp): its parser and
// serializer would add 12 KB to the download, and the first can't say where a text stops being JSON.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ringback {

using Json = nlohmann::json;

// Why a text isn't read: it isn't JSON, or more than we take (RFC 8259 section 9).
enum class JsonFault { syntax, too_deep, number_too_large };

// Where the text stops being JSON: a byte offset, and the line and column (both from 1) of it.
struct JsonSyntaxError {
  JsonFault fault = JsonFault::syntax;
  std::size_t offset = 0;
  std::size_t line = 1;
  std::size_t column = 1;
};

// Allocates. Depth is bounded (see kMaximumJsonDepth) so that hostile input can't exhaust the stack. Of a key that
// occurs twice in an object the last one counts (RFC 8259 section 4 leaves it open); `duplicate_keys`, when given,
// gets the JSON Pointer of each.
std::variant<Json, JsonSyntaxError> parse_json(std::string_view text,
                                               std::vector<std::string>* duplicate_keys = nullptr);

inline constexpr std::size_t kMaximumJsonDepth = 64;

// Compact text. Invalid UTF-8 becomes U+FFFD.
std::string dump_json(const Json& value);

// A string of it, in its quotes, behind `out`.
void append_json_string(std::string& out, std::string_view text);

// RFC 6901. Null when the pointer is malformed or leads nowhere. "" is the whole value. The view lives as long as `value`.
const Json* find_by_pointer(const Json& value, std::string_view pointer);

// True when `pointer` is well-formed: "" or "/…" with only ~0 and ~1 escapes.
bool is_json_pointer(std::string_view pointer);

// Escapes one reference token (RFC 6901 section 3) and puts it behind `parent`: ("/nodes", "a/b") → "/nodes/a~1b".
std::string pointer_to(std::string_view parent, std::string_view token);

// A string's own text, or the compact JSON of anything else (null is the empty text).
std::string text_of(const Json& value);

}  // namespace ringback
