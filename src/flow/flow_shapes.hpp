// What the objects of a flow file may hold, as tables: the parser checks against them, and a test holds the published
// JSON Schema to them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringback::flow {

enum class Expect : std::uint8_t {
  anything,
  boolean,
  integer,  // from `minimum` to `maximum`
  number,
  string,  // not empty
  text,    // drawn: a string or an object by locale
  object,
  array,      // not empty
  word,       // one of `words`
  node,       // the id of a node
  attribute,  // the name of a declared attribute
  api,        // the id of an API
};

struct Key {
  const char* name;
  Expect expect;
  bool required = false;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
  const char* words = nullptr;  // separated by blanks
};

struct Shape {
  const char* what;  // "a message node": ends the sentence "no key "nxt" in …"
  const Key* keys;
  std::size_t size;
};

namespace shapes {
extern const Shape flow, attribute, api, save, success, problem, resend, change, choice;
// Every node has these; which of the others it has, its "type" says.
extern const Shape node;
extern const Shape message, input, api_call, delay, condition, set, go_to, end;
// Every input node has `input`'s keys; which of these as well, its "kind" says.
extern const Shape input_phone, input_otp, input_text, input_email, input_number, input_choice;
}  // namespace shapes

inline constexpr const char kNodeTypes[] = "message input api delay condition set goto end";
inline constexpr const char kInputKinds[] = "phone otp text email number choice";
inline constexpr const char kAttributeTypes[] = "text phone number boolean json";
inline constexpr const char kRoles[] = "other send verify";
inline constexpr const char kBodyTypes[] = "json form text";
inline constexpr const char kProblems[] = "expired locked invalid_number country_not_allowed rate_limited";
inline constexpr const char kOutcomes[] = "verified failed blocked";
inline constexpr const char kComparisons[] = "equals not_equals exists matches greater less";

}  // namespace ringback::flow
