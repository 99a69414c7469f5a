#include "flow/flow.hpp"

#include "base/language_tag.hpp"

namespace ringback::flow {

const TextTemplate& LocalizedText::in(std::string_view locale) const {
  const auto find = [this](std::string_view tag) -> const TextTemplate* {
    for (const auto& [key, text] : by_locale) {
      if (equals_ignoring_case(key, tag)) return &text;
    }
    return nullptr;
  };
  for (std::string_view tag = locale; !tag.empty(); tag = wider_tag(tag)) {
    if (const TextTemplate* text = find(tag)) return *text;
  }
  if (const TextTemplate* text = find("")) return *text;
  if (const TextTemplate* text = find("en")) return *text;
  return by_locale.begin()->second;
}

}  // namespace ringback::flow
