#include "flow/flow.hpp"

namespace ringback::flow {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Language tags compare without case (RFC 5646 section 2.1.1).
bool same_tag(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t at = 0; at < a.size(); ++at) {
    if (lower(a[at]) != lower(b[at])) return false;
  }
  return true;
}

}  // namespace

const TextTemplate& LocalizedText::in(std::string_view locale) const {
  const auto find = [this](std::string_view tag) -> const TextTemplate* {
    for (const auto& [key, text] : by_locale) {
      if (same_tag(key, tag)) return &text;
    }
    return nullptr;
  };
  // RFC 4647 section 3.4: "zh-Hant-TW", then "zh-Hant", then "zh".
  for (std::string_view tag = locale; !tag.empty();) {
    if (const TextTemplate* text = find(tag)) return *text;
    const std::size_t dash = tag.rfind('-');
    tag = tag.substr(0, dash == std::string_view::npos ? 0 : dash);
  }
  if (const TextTemplate* text = find("")) return *text;
  if (const TextTemplate* text = find("en")) return *text;
  return by_locale.begin()->second;
}

}  // namespace ringback::flow
