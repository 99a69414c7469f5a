#include "base/attributes.hpp"

namespace ringback {

const Json* Attributes::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

void Attributes::set(std::string_view name, Json value) {
  values_.insert_or_assign(std::string{name}, std::move(value));
  forget_unused_forms();
}

void Attributes::set_phone(std::string_view name, const PhoneNumber& number) {
  set(name, Json(number.e164.text()));
  international_forms_.insert_or_assign(number.e164.text(), number.international);
}

void Attributes::clear(std::string_view name) {
  const auto found = values_.find(name);
  if (found == values_.end()) return;
  values_.erase(found);
  forget_unused_forms();
}

std::string Attributes::display_text(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr) return {};
  std::string text = text_of(*value);
  const auto form = international_forms_.find(text);
  return form == international_forms_.end() ? text : form->second;
}

// A number that the visitor corrected must not stay behind in what is stored.
void Attributes::forget_unused_forms() {
  for (auto form = international_forms_.begin(); form != international_forms_.end();) {
    bool used = false;
    for (const auto& [name, value] : values_) {
      const auto* text = value.get_ptr<const Json::string_t*>();
      used = used || (text != nullptr && *text == form->first);
    }
    form = used ? std::next(form) : international_forms_.erase(form);
  }
}

}  // namespace ringback
