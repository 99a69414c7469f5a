#include "native/pattern.hpp"

#include <regex>
#include <utility>

#include "native/pattern_syntax.hpp"

namespace ringback::native {
namespace {

// wchar_t holds a code point. Malformed bytes become U+FFFD.
std::wstring code_points(std::string_view text) {
  std::wstring decoded;
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (length == 0 || lead > 0xF4 || i + length > text.size()) {
      decoded += L'\uFFFD';
      ++i;
      continue;
    }
    wchar_t code_point = length == 1 ? lead : static_cast<wchar_t>(lead & (0xFF >> (length + 1)));
    for (std::size_t k = 1; k < length; ++k) {
      code_point = static_cast<wchar_t>((code_point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F));
    }
    decoded += code_point;
    i += length;
  }
  return decoded;
}

// What translate_pattern() made.
std::wregex compile(const std::wstring& pattern) {
#ifdef __GLIBCXX__
  // GNU's library knows an executor that can't backtrack and so stays polynomial.
  return std::wregex{pattern, std::regex_constants::ECMAScript | std::regex_constants::__polynomial};
#else
  return std::wregex{pattern, std::regex_constants::ECMAScript};
#endif
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
  if (pattern.size() > kMaximumPattern || text.size() > kMaximumMatchedText) return false;
  const TranslatedPattern translated = translate_pattern(code_points(pattern));
  if (!translated.fault.empty()) return false;
  try {
    return std::regex_match(code_points(text), compile(translated.for_std_regex));
  } catch (const std::regex_error&) {
    return false;
  }
}

std::string pattern_fault(std::string_view pattern) {
  if (pattern.size() > kMaximumPattern) {
    return "found " + std::to_string(pattern.size()) + " bytes, expected at most " + std::to_string(kMaximumPattern);
  }
  TranslatedPattern translated = translate_pattern(code_points(pattern));
  if (!translated.fault.empty()) return std::move(translated.fault);
  try {
    compile(translated.for_std_regex);
    return {};
  } catch (const std::regex_error&) {
    // All that is left: its counts, multiplied, are more than the library builds.
    return "it repeats too much, expected smaller counts";
  }
}

}  // namespace ringback::native
