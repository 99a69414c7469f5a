// A decimal number becomes the nearest double. The C library's strtod does the same, but brings 128-bit arithmetic into
// the download, and the standard library's from_chars for doubles isn't everywhere yet.
#pragma once

#include <optional>
#include <string_view>

namespace ringback {

// `text` is a number as JSON writes it (RFC 8259 section 6), which the caller has checked. Correctly rounded (to even),
// subnormals included. Nothing when it is larger than the largest double.
std::optional<double> parse_decimal(std::string_view text);

}  // namespace ringback
