#pragma once

#include <string>
#include <string_view>

namespace ringback::relay {

// SHA-256 (FIPS 180-4): 32 bytes.
std::string sha256(std::string_view text);

}  // namespace ringback::relay
