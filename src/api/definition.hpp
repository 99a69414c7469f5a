// An API as the flow file defines it: name, method, URL, headers, body parameters mapped to attributes, and how the
// answer is saved (SPEC section 4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/problem.hpp"
#include "base/json.hpp"
#include "base/text_template.hpp"
#include "base/time.hpp"

namespace ringback::api {

enum class Role { other, send, verify };
enum class BodyKind { json, form, text };

struct BodyMember;

// A JSON value whose strings are templates. Objects keep the order of keys that nlohmann gives (sorted).
struct BodyValue {
  enum class Kind { scalar, text, array, object };
  Kind kind = Kind::scalar;
  Json scalar;                      // number, boolean, null
  TextTemplate text;                // text
  std::vector<BodyMember> members;  // object; array members have empty names
};

// Not a std::pair: clang 14 can't hold an incomplete type in libstdc++'s.
struct BodyMember {
  std::string name;
  BodyValue value;
};

struct HeaderTemplate {
  std::string name;
  TextTemplate value;
};

// Where a saved value comes from: the body by JSON Pointer (the first that exists), the HTTP status, or the headers
// as an object of lower-case names.
struct SaveRule {
  enum class Source { body, status, headers };
  Source source = Source::body;
  std::vector<std::string> pointers;
  std::string attribute;
  std::string document_pointer;  // of this rule in the flow file, for messages
};

// When a 2xx answer counts as success. Absent: any 2xx.
struct SuccessRule {
  std::string pointer;
  Json equals;
};

// What an answer of any status means that has this value: providers have numbers of their own for a code that is too old
// or a number that takes no SMS, under statuses that say something else.
struct ProblemRule {
  enum class Source { body, status };
  Source source = Source::body;
  std::string pointer;  // into the body
  Json equals;
  Problem problem = Problem::none;
};

inline constexpr Milliseconds kDefaultTimeout{10'000};
inline constexpr Milliseconds kMaximumTimeout{120'000};

struct Definition {
  std::string id;
  std::string name;
  Role role = Role::other;
  std::string method = "POST";
  TextTemplate url;
  std::vector<HeaderTemplate> headers;
  BodyKind body_kind = BodyKind::json;
  std::optional<BodyValue> body;
  std::vector<SaveRule> save;
  std::optional<SuccessRule> success;
  std::vector<ProblemRule> problems;  // the first that fits counts, and comes before the status and `success`
  // Ids of APIs that must have said yes before, in the same session. The relay holds callers to it; a browser that calls
  // APIs itself is held by nobody.
  std::vector<std::string> after;
  // The attribute with the number that a send goes to, where a relay published the flow without its body; else mostly empty.
  std::string phone;
  Milliseconds timeout = kDefaultTimeout;
};

}  // namespace ringback::api
