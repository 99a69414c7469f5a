// Whole-text matching of the flow file's `pattern` and `matches`: flow::PatternMatcher, natively.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ringback::native {

// A regular expression can take exponential time, so both are short; what is longer doesn't match.
inline constexpr std::size_t kMaximumPattern = 500;
inline constexpr std::size_t kMaximumMatchedText = 1'000;

// True when all of `text` (UTF-8, matched by code point) matches the regular expression, as it would in a browser; see
// pattern_syntax.hpp. One that has a pattern_fault() matches nothing.
bool matches_pattern(std::string_view pattern, std::string_view text);

// What is wrong with the pattern; empty when it can be used.
std::string pattern_fault(std::string_view pattern);

}  // namespace ringback::native
