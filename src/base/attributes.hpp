// The values a conversation has gathered, by name, with the rules of who may see them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/e164.hpp"
#include "base/json.hpp"

namespace ringback {

enum class AttributeType { text, phone, number, boolean, json };

// Who may see an attribute (SPEC section 4).
enum class Visibility {
  shared,        // the page may read and set it
  private_only,  // never leaves the relay, never drawn, stored, logged or given to the page
};

enum class Retention {
  stored,     // survives a reload, in sessionStorage
  transient,  // never stored
};

struct AttributeDeclaration {
  AttributeType type = AttributeType::text;
  Visibility visibility = Visibility::shared;
  Retention retention = Retention::stored;
  std::optional<Json> initial;
};

using AttributeDeclarations = std::map<std::string, AttributeDeclaration, std::less<>>;

class Attributes {
 public:
  // Null when it has no value. The view lives until the next set() or clear().
  const Json* find(std::string_view name) const;
  void set(std::string_view name, Json value);
  void set_phone(std::string_view name, const PhoneNumber& number);
  void clear(std::string_view name);

  // As a visitor reads it: a phone in international form, otherwise text_of(). Empty when it has no value.
  std::string display_text(std::string_view name) const;

  const std::map<std::string, Json, std::less<>>& values() const { return values_; }
  // International form by E.164 text, for the numbers that came in through set_phone().
  const std::map<std::string, std::string, std::less<>>& international_forms() const { return international_forms_; }

 private:
  void forget_unused_forms();

  std::map<std::string, Json, std::less<>> values_;
  std::map<std::string, std::string, std::less<>> international_forms_;
};

}  // namespace ringback
