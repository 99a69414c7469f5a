#include "ui/text.hpp"

namespace ringback::ui {

const char* name_of(TextStyle style) {
  switch (style) {
    case TextStyle::message: return "message";
    case TextStyle::title: return "title";
    case TextStyle::button: return "button";
    case TextStyle::small: return "small";
    case TextStyle::code: return "code";
  }
  return "message";
}

float line_height_of(TextStyle style) {
  switch (style) {
    case TextStyle::message: return 21;
    case TextStyle::title: return 22;
    case TextStyle::button: return 20;
    case TextStyle::small: return 18;
    case TextStyle::code: return 28;
  }
  return 21;
}

TextBlock CachedTextSetter::set(const std::string& text, TextStyle style, Color ink, float max_width) {
  std::string key = name_of(style);
  key += ink.css();
  key += std::to_string(static_cast<int>(max_width));
  key += '\n';
  key += text;
  const auto found = blocks_.find(key);
  if (found != blocks_.end()) return found->second;
  TextBlock block = setter_.set(text, style, ink, max_width);
  blocks_.emplace(std::move(key), block);
  return block;
}

}  // namespace ringback::ui
