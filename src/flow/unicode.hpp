// The few things a typed text needs of Unicode: code points, decimal digits of every script, blanks and dashes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace ringback::flow {

// Takes one code point off the front of `text`, which must not be empty. A malformed byte counts as U+FFFD.
char32_t take_code_point(std::string_view& text);

std::size_t count_code_points(std::string_view text);

// The value of a decimal digit (general category Nd): 0-9, full-width, Arabic-Indic, Devanagari, …
std::optional<int> digit_value(char32_t code_point);

// Blanks, line ends, and what a paste brings along unseen: soft hyphens, zero-width and direction marks.
bool is_blank(char32_t code_point);

// What a person puts between digits to read them better: blanks and dashes.
bool is_separator(char32_t code_point);

// Blanks, line ends and unseen marks at both ends removed. The view lives as long as the text's.
std::string_view trim(std::string_view text);

}  // namespace ringback::flow
