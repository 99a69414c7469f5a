// The regular expressions that a flow file may hold: those that mean the same to a browser's RegExp with the flag "u"
// (shell/src/engine/session.ts) and natively. docs/flow-file.md names them.
#pragma once

#include <string>
#include <string_view>

namespace ringback::native {

struct TranslatedPattern {
  std::wstring for_std_regex;  // with what std::regex reads differently, such as \s and \u{…}, spelled out
  std::string fault;           // why it can't be used, a sentence; then the other is of no use
};

// A character a code point.
TranslatedPattern translate_pattern(std::wstring_view pattern);

}  // namespace ringback::native
